"""Preserve news articles that are testimony: describe, pack, audit and prove."""

__version__ = "0.1.0"
