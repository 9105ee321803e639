"""Which files stay drafts. Loading is private by default: one sign of a draft outweighs everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

TRUE = frozenset({"true", "yes", "on", "y", "t", "1"})
FALSE = frozenset({"false", "no", "off", "n", "f", "0"})

# Keys by which Jekyll, Hugo, Hexo, Obsidian, Quartz, WordPress and their plugins keep a note from readers.
HIDING_KEYS = (
    *("draft", "drafts", "is_draft", "isdraft", "wip", "private", "is_private", "unpublished", "hidden", "hide"),
    *("unlisted", "headless", "protected", "encrypted", "encrypt", "password", "archived", "deleted", "trashed"),
    *("expires", "expires_at", "expirydate", "expiry_date", "unpublishdate", "unpublish_date", "unpublish_at"),
)
SHOWING_KEYS = ("published", "publish", "is_published", "public", "is_public", "visible", "listed", "dg_publish")
STATE_KEYS = ("status", "state", "visibility", "post_status", "access")
SHOWN_STATES = frozenset({"publish", "published", "public", "live", "posted"})
HIDDEN_STATES = frozenset(
    {"draft", "private", "unpublished", "hidden", "unlisted", "pending", "future", "trash", "wip"}
)
HIDING_TAGS = frozenset({"draft", "drafts", "private", "wip", "unpublished", "草稿", "私密"})

HIDING_FOLDERS = frozenset(
    f"{prefix}{name}" for prefix in ("", "_") for name in ("draft", "drafts", "private", "unpublished", "wip", "草稿")
)
HIDING_FILE_NAME = re.compile(r"_|drafts?[._ -]|.*[._ -]drafts?\.[^.]+\Z", re.IGNORECASE)


def is_hidden_by_place(path: PurePath) -> bool:
    """Whether a file's path below the folder that is loaded says that it is a draft."""
    return HIDING_FILE_NAME.match(path.name) is not None or any(
        part.casefold() in HIDING_FOLDERS for part in path.parts[:-1]
    )


def take_visibility(head: dict[str, Any], tags: Iterable[str]) -> tuple[bool, list[str]]:
    """Whether a head hides its note, and messages about values that are not understood. Removes the keys it reads."""
    is_hidden = False
    messages = []
    for keys, hiding, showing in (
        (HIDING_KEYS, TRUE, FALSE),
        (SHOWING_KEYS, FALSE, TRUE),
        (STATE_KEYS, HIDDEN_STATES | FALSE, SHOWN_STATES | TRUE),
    ):
        for key in keys:
            if key not in head:
                continue
            value = head.pop(key)
            word = value.strip().casefold() if isinstance(value, str) else None
            is_hidden = is_hidden or word not in showing
            if word not in hiding | showing:
                messages.append(_("Imported as a draft: unknown value for “%(name)s”.") % {"name": key})
    if marked := [tag for tag in tags if tag.lstrip("#").casefold() in HIDING_TAGS]:
        is_hidden = True
        messages.append(_("Imported as a draft: it has the tag “%(name)s”.") % {"name": marked[0]})
    return is_hidden, messages
