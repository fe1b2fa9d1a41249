"""Across articles: who is the same person, and which words are the same utterance; pure."""
