"""The build ID, part of every page's cache key: a new release must not send pages that an older one rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings

# Settings that differ between machines that share a cache, and that no page depends on. All others count.
IGNORED_SETTINGS = frozenset(
    {"BASE_DIR", "CACHES", "CACHE_LOCATION", "DATABASES", "DATA_DIR", "LOCALE_PATHS", "LOGGING", "MEDIA_ROOT"}
    | {"NODE_MODULES", "REDIS", "REDIS_OPTIONS", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "STATICFILES_DIRS"}
    | {"STATIC_ROOT", "TEMPLATES"}
)
SOURCES = (
    ("notes", "**/*.py"),
    ("notes", "**/*.js"),
    ("notes", "**/*.mo"),
    ("site_config", "**/*.py"),
    ("templates", "**/*"),
    ("requirements", "run.txt"),
    ("", "package-lock.json"),
)


def compute_build_id() -> str:
    """A digest of the code, templates, translations, pinned packages, names of static files, and settings."""
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(dir(settings)):
        if name.isupper() and name not in IGNORED_SETTINGS:
            digest.update(f"{name}={getattr(settings, name)!r}\n".encode())
    digest.update(django.__version__.encode())
    for path in source_files():
        digest.update(
            str(path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path).encode()
        )
        digest.update(path.read_bytes())
    return digest.hexdigest()


def source_files() -> Iterator[Path]:
    for folder, pattern in SOURCES:
        yield from sorted(path for path in (settings.BASE_DIR / folder).glob(pattern) if path.is_file())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        yield manifest
