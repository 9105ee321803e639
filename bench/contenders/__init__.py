"""Other ways to answer with the same bytes, each an application of its own for gunicorn."""
