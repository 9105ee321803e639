"""The site's settings as tests run it: nothing from the developer's own .env, files in a folder of their own."""

import os
import tempfile

# Workers that test side by side on Redis each have a database of their own there, counted down from the one named.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
if cache_url := os.environ.get("CACHE_URL"):
    server, _slash, first = cache_url.rpartition("/")
    os.environ["CACHE_URL"] = f"{server}/{int(first) - worker}"

os.environ |= {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "a-key-that-is-known-to-all-and-serves-tests-only",
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATA_DIR": tempfile.mkdtemp(prefix="lemma-tests-"),
    "LOG_LEVEL": "ERROR",
}

from site_config.settings import *
from site_config.settings import DATA_DIR, DATABASES, STORAGES

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on a site: one in memory has a single connection, whose transactions the threads of a server mix up.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}

# Files are found where they are, without collecting them first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
