"""Source bytes -> Article."""
