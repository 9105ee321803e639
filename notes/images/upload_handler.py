"""Keep uploaded files in memory, up to a limit, so that uploads neither need nor fill the disk for temporary files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """Keep one byte more of a request's files than an image may have, and discard the rest.

    The form then refuses the file as too large. Django's own handler writes large files to the disk before the view
    checks who sent them.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._remaining = settings.MARKDOWNX_UPLOAD_MAX_SIZE + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: self._remaining]
        self._remaining -= len(kept)
        self._file.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            self._file,
            self.field_name,
            self.file_name or "",
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
