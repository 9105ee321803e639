"""The site's settings for collecting static files without compressing them, which takes most of the time."""

from whitenoise.compress import Compressor

from site_config.settings import *  # noqa: F403

WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *Compressor.SKIP_COMPRESS_EXTENSIONS,
    "css",
    "js",
    "mjs",
    "svg",
    "json",
    "txt",
    "ttf",
)
