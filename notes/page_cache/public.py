"""Declare views as public: anonymous visitors share their pages, and only declared query parameters reach them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpResponseBase
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponseBase]
Parameters = dict[str, re.Pattern[str]]
"""The query parameters of a page, each with the pattern of its valid values."""

NUMBER = re.compile(r"[1-9][0-9]{0,6}")
YEAR = re.compile(r"[1-9][0-9]{3}")


def public(view: View, **parameters: re.Pattern[str]) -> View:
    """A public view for a URL pattern, with the query parameters that it reads."""

    @wraps(view)
    def public_view(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    public_view.public_parameters = parameters  # type: ignore[attr-defined]
    return public_view


@lru_cache(maxsize=1024)
def parameters_at(path: str) -> Parameters | None:
    """The query parameters of the public page at a path; `None` if there is no public page."""
    try:
        return getattr(resolve(path).func, "public_parameters", None)
    except Resolver404:
        return None
