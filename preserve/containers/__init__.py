"""The package formats, bytes to values and back. The only importers of bagit and warcio."""
