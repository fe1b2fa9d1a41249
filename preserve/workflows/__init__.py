"""One verb per file: the only place with order and policy."""
