"""The server's entry: the page cache, Django behind it, and a page for errors that neither handles."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
site = get_wsgi_application()

# Models must be ready before these are imported.
from notes import page_cache  # noqa: E402
from site_config.last_resort import with_last_resort  # noqa: E402

application = with_last_resort(page_cache.before(site))
