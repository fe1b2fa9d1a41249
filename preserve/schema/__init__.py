"""Find, validate and check documents against the published schemas."""
