"""The constructs of the dialect, one module each."""
