"""Limit the concurrent heavy requests of authors in a process, so that threads remain free for readers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

MAX_HEAVY_REQUESTS = 2
"""The threads of a process that may render previews, encode images or render saved posts at the same time."""

RETRY_AFTER_S = 1

View = Callable[..., HttpResponseBase]

_slots = threading.BoundedSemaphore(MAX_HEAVY_REQUESTS)


@contextmanager
def slot() -> Iterator[bool]:
    """Acquire a slot without waiting; yields whether there was a free one."""
    is_acquired = _slots.acquire(blocking=False)
    try:
        yield is_acquired
    finally:
        if is_acquired:
            _slots.release()


def limited(view: View) -> View:
    """Respond with 429 and a message while all slots are taken. The editor's scripts retry after `Retry-After`."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with slot() as is_acquired:
            if is_acquired:
                return view(request, *args, **kwargs)
        message = _("The server is busy with other previews and uploads. Retrying in a moment.")
        return JsonResponse({"message": message}, status=429, headers={"Retry-After": RETRY_AFTER_S})

    return wrapper
