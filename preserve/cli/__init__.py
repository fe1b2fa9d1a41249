"""One file per command: parse, call the workflow, render, exit."""
