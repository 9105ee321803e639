"""Lemma's settings, in reading order. Those from the environment are listed in docs/operations.md."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import redis
from csp.constants import NONE, SELF, UNSAFE_INLINE
from redis.backoff import NoBackoff
from redis.retry import Retry

from site_config.environment import Environment
from site_config.private_files import keep_private

BASE_DIR = Path(__file__).resolve().parent.parent
NODE_MODULES = BASE_DIR / "node_modules"

env = Environment(Path(os.environ.get("ENV_FILE", BASE_DIR / ".env")))

# The site itself

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", required=not DEBUG, fallback="only-for-trying-things-out-with-debug-on")
SITE_URL = env.site_url("SITE_URL", "http://127.0.0.1:8000")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SITE_NAME = env.text("SITE_NAME", "Lemma")
SITE_DESCRIPTION = env.text("SITE_DESCRIPTION", "Study notes on machine learning", max_length=400)
SITE_KICKER = env.text("SITE_KICKER", "INCOMING TRANSMISSION")
SITE_HEADING = env.text("SITE_HEADING", "LATEST UPDATES")
MATH_MACROS = env.macros("MATH_MACROS")
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)
POSTS_PER_PAGE = 12

# Hosts and HTTPS

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [SITE_HOST, *(LOCAL_HOSTS if SITE_HOST in LOCAL_HOSTS else [])])
USES_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "notes.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = USES_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if USES_HTTPS else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The site is at the root of its host. A request must not set SCRIPT_NAME, which would become part of every link.
FORCE_SCRIPT_NAME = ""
if env.boolean("BEHIND_PROXY", False):
    # Only behind a proxy that overwrites this header: otherwise a client could forge it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# KaTeX positions glyphs with style attributes; there are no other inline styles and no inline scripts. Images may come
# from other hosts, since imported notes link to them.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "https:", "http:"],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# Browser features that no page uses. Other sites must not embed pages and files of this one.
UNUSED_FEATURES = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"
SECURITY_HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES.split()),
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Parts

INSTALLED_APPS = [
    "notes",
    "taggit",
    "markdownx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
# First, so that every response has their headers, including redirects, rejected requests and static files.
SECURITY_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "site_config.security_headers.security_headers",
]
MIDDLEWARE = [
    *SECURITY_MIDDLEWARE,
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "notes.page_cache.cache_control.cache_control",
    "site_config.charset.utf_8_only",
    "site_config.null_characters.no_null_characters",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "site_config.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'lemma.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    keep_private(Path(DATABASES["default"]["NAME"]))
    # WAL: readers do not wait for writers. IMMEDIATE: concurrent writers wait for each other instead of failing. FULL:
    # a committed save survives a power failure; a save takes 8.2 ms instead of 6.5 ms.
    database_options: dict[str, object] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000;",
    }
else:
    # Detect a dead server within seconds instead of TCP's minutes.
    database_options = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    if env.boolean("DATABASE_PREPARES", True):
        # PostgreSQL plans each statement once per connection; planning took longer than executing.
        database_options |= {"server_side_binding": True, "prepare_threshold": 2}
# Options in DATABASE_URL win.
DATABASES["default"]["OPTIONS"] = database_options | DATABASES["default"].get("OPTIONS", {})

CACHE_LOCATION = env.cache_location("CACHE_URL")
# Fail fast, so that an unresponsive server does not hold up pages. Retry once, for a connection that a restarted server
# has closed.
REDIS_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 0.5,
    "retry": Retry(NoBackoff(), 1, (redis.ConnectionError,)),
}
REDIS = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": CACHE_LOCATION,
    "KEY_PREFIX": "lemma",
    "OPTIONS": REDIS_OPTIONS | {"serializer": "notes.content_version.redis_client.JsonSerializer"},
}
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
CACHES = {"default": (REDIS if CACHE_LOCATION else MEMORY) | {"TIMEOUT": None}}

# Public pages are cached as whole responses. This cache is never stale; the ages below are for browsers and shared
# caches (a CDN), which may send a copy that old without revalidating it.
PAGE_CACHE = env.boolean("PAGE_CACHE", not DEBUG)
PAGE_CACHE_CONTROL = ", ".join(
    ["public", f"max-age={env.seconds('PAGE_MAX_AGE', 0)}"]
    + [
        f"{directive}={seconds}"
        for directive, seconds in (
            ("s-maxage", env.seconds("PAGE_SHARED_MAX_AGE", 0)),
            ("stale-while-revalidate", env.seconds("PAGE_STALE_WHILE_REVALIDATE", 0)),
            ("stale-if-error", env.seconds("PAGE_STALE_IF_ERROR", 86_400)),
        )
        if seconds
    ]
)

# Files

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("katex", NODE_MODULES / "katex" / "dist"),
    ("fonts/source-serif-4", NODE_MODULES / "@fontsource-variable" / "source-serif-4"),
    ("fonts/ibm-plex-sans", NODE_MODULES / "@fontsource-variable" / "ibm-plex-sans"),
    ("fonts/ibm-plex-mono", NODE_MODULES / "@fontsource" / "ibm-plex-mono"),
]
STORAGES = {
    "default": {"BACKEND": "notes.images.atomic_storage.AtomicFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "site_config.static_files.StaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 600
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
# Proxies accept more; this limits how much memory one request can use in a worker.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["notes.images.upload_handler.BoundedUploadHandler"]

# Language and time

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = env.one_of("SITE_LANGUAGE", "en", tuple(code for code, _ in LANGUAGES))
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "notes" / "locale"]

# Authors

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# Libraries

TAGGIT_CASE_INSENSITIVE = True
MARKDOWNX_URLS_PATH = "/admin/editor/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/editor/upload/"
MARKDOWNX_UPLOAD_MAX_SIZE = 10 * 1024 * 1024
MARKDOWNX_UPLOAD_CONTENT_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]

# Log to standard error, as gunicorn does; Docker collects it.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))},
}
