"""An image field that reads the image's size from its stored name, so that loading a row opens no file."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

SIZE = re.compile(r"-([1-9][0-9]{0,5})x([1-9][0-9]{0,5})\.[a-z]+\Z")


class CoverField(models.ImageField):
    """An image whose name ends in its size, such as `covers/1f0c-1200x630.svg`.

    Pillow cannot measure an SVG, and Django's field opens the file whenever a form assigns it.
    """

    width_field: str
    height_field: str

    def update_dimension_fields(self, instance: models.Model, force: bool = False, *args: Any, **kwargs: Any) -> None:
        size = SIZE.search(str(instance.__dict__.get(self.attname) or ""))
        if size is None:
            if force:
                super().update_dimension_fields(instance, force, *args, **kwargs)
        elif force or not (getattr(instance, self.width_field) and getattr(instance, self.height_field)):
            setattr(instance, self.width_field, int(size[1]))
            setattr(instance, self.height_field, int(size[2]))
