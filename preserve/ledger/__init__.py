"""The append-only history: entries, Merkle tree, signed checkpoint, journal."""
