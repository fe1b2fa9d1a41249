"""Is every byte still what was recorded? Measure, compare."""
