"""Where bytes live: the only room that touches files."""
