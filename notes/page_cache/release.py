"""What pages are made with, as a name: a new release of the site must not send the pages of the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings

SETTINGS = (
    *("SITE_URL", "SITE_NAME", "SITE_DESCRIPTION", "SITE_KICKER", "SITE_HEADING", "MATH_MACROS", "POSTS_PER_PAGE"),
    *("LANGUAGE_CODE", "TIME_ZONE", "CONTENT_SECURITY_POLICY", "PAGE_CACHE_CONTROL", "SECURE_HSTS_SECONDS"),
)


def release() -> str:
    """A digest of the code, the templates, the translations, the collected files' names and the settings."""
    digest = hashlib.blake2b(digest_size=8)
    for name in SETTINGS:
        digest.update(repr(getattr(settings, name)).encode())
    digest.update(django.__version__.encode())
    for path in sources():
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    base = settings.BASE_DIR
    for folder, pattern in (
        ("notes", "**/*.py"),
        ("notes", "**/*.js"),
        ("notes", "**/*.mo"),
        ("site_config", "**/*.py"),
        ("templates", "**/*"),
    ):
        yield from sorted(path for path in (base / folder).glob(pattern) if path.is_file())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        yield manifest
