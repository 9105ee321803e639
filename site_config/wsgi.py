"""The server's entry: the page cache, and Django behind it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
site = get_wsgi_application()

from notes import page_cache  # noqa: E402, models must be ready before they are imported

application = page_cache.before(site)
