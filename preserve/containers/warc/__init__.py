"""WARC (ISO 28500:2017): parse, check, write."""
