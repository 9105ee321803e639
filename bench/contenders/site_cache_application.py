"""The site without Lemma's page cache, for the settings of `site_cache`."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
