"""The WSGI application: Django behind the page cache, and an error page for what neither of them handles."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
site = get_wsgi_application()

# Models must be ready before these are imported.
from notes.page_cache import with_page_cache  # noqa: E402
from site_config.last_resort import with_last_resort  # noqa: E402

application = with_last_resort(with_page_cache(site))
