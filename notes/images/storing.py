"""Write encoded images to the default storage, each once."""

from __future__ import annotations

import errno

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from notes.images.encoding import EncodedImage

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ImageNotStored(Exception):
    """The image could not be written to storage. The message tells the author what to do."""


def store(image: EncodedImage) -> str:
    """Store the image, unless it is stored already, and return its URL. Raises `ImageNotStored`."""
    try:
        if not _is_stored(image):
            default_storage.save(image.name, ContentFile(image.content))
    except OSError as error:
        if error.errno in DISK_FULL:
            message = _("The server has no space left, so the image was not stored. Your text is not affected.")
        else:
            message = _("The server could not store the image (%(error)s). Try again later.")
        raise ImageNotStored(message % {"error": error.strerror}) from error
    return str(default_storage.url(image.name))


def _is_stored(image: EncodedImage) -> bool:
    """Whether a complete file exists under the image's name. Earlier releases could leave a truncated one."""
    if not default_storage.exists(image.name) or default_storage.size(image.name) != len(image.content):
        return False
    with default_storage.open(image.name) as file:
        return bool(file.read() == image.content)
