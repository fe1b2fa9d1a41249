"""Serialized bags: one file that holds one bag's directory."""
