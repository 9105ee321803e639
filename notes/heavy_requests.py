"""Limit how many heavy requests of authors one process answers at once, so that threads stay free for readers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

MAX_HEAVY_REQUESTS = 2
"""At most so many of a process's threads draw previews, encode images or render what was just saved."""

RETRY_AFTER_S = 1

View = Callable[..., HttpResponseBase]

_slots = threading.BoundedSemaphore(MAX_HEAVY_REQUESTS)


@contextmanager
def slot() -> Iterator[bool]:
    """Whether there was a free slot, which is held meanwhile."""
    is_free = _slots.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            _slots.release()


def limited(view: View) -> View:
    """Answers 429 with a message when all slots are taken. The editor's script tries again after `Retry-After`."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with slot() as is_free:
            if is_free:
                return view(request, *args, **kwargs)
        message = _("The server is busy with other previews and uploads. Retrying in a moment.")
        return JsonResponse({"message": message}, status=429, headers={"Retry-After": RETRY_AFTER_S})

    return answered
