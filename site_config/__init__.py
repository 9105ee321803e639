"""The Django project: settings, URLs, WSGI application and gunicorn configuration."""
