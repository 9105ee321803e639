"""The site as compose runs it: its environment, its settings, gunicorn, asked over HTTP."""
