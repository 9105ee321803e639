"""Validators for text and time columns, and CHECK constraints that enforce the same for writes without a form.

The constraints reject values that would break a URL or a page. Their regular expressions list code points instead of
classes such as `\\w`, so that Python (which evaluates them for SQLite) and PostgreSQL under any locale agree.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notes.slugs import MAX_SLUG_LENGTH

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2999, 12, 31, tzinfo=UTC)
"""Times outside cannot be converted to every time zone, and `strftime` does not pad years to four digits."""

# C0 and C1 controls, line and paragraph separators, and the noncharacters that XML forbids.
CONTROL = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff"
# Spaces and characters without a glyph.
BLANK = (
    r"\u0020\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u202a-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
# A slug consists of ASCII letters, digits, `-` and `_`, and non-ASCII characters except controls and blanks.
NOT_IN_A_SLUG = (
    r"\u0000-\u002c\u002e\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\u00a0"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffe\uffff"
)

SLUG = rf"\A[^{NOT_IN_A_SLUG}]{{1,{MAX_SLUG_LENGTH}}}\Z"
LINE = rf"\A[{BLANK}]*[^{CONTROL}{BLANK}][^{CONTROL}]*\Z"

_control = re.compile(f"[{CONTROL}]")
_line = re.compile(LINE)
_unstorable = re.compile("[\0\ud800-\udfff]")


def validate_line(text: str) -> None:
    """Accept one line of text with a visible character, such as a title."""
    validate_text(text)
    if found := _control.search(text):
        raise ValidationError(
            _(
                "Character %(position)d is a line break or another control character (%(character)s). Remove it or "
                "replace it with a space."
            ),
            code="control_character",
            params={"position": found.start() + 1, "character": f"U+{ord(found[0]):04X}"},
        )
    if not _line.fullmatch(text):
        raise ValidationError(_("This has no visible characters. Enter some text."), code="blank")


def validate_text(text: str) -> None:
    """Accept any text that both databases can store."""
    if found := _unstorable.search(text):
        raise ValidationError(
            _("Line %(line)d contains a character that cannot be stored (%(character)s). Remove it."),
            code="unstorable_character",
            params={"line": text.count("\n", 0, found.start()) + 1, "character": f"U+{ord(found[0]):04X}"},
        )


def validate_time(moment: datetime) -> None:
    if not EARLIEST <= moment <= LATEST:
        raise ValidationError(_("The year must be from 1900 to 2999."), code="out_of_range")


def slug_constraint(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(slug__regex=SLUG),
        name=name,
        violation_error_message=_("A slug consists of letters, numbers, hyphens and underscores."),
    )


def line_constraint(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__regex": LINE}),
        name=name,
        violation_error_message=_("A title or name is one line of visible text without control characters."),
    )


def time_constraint(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": EARLIEST, f"{field}__lte": LATEST}),
        name=name,
        violation_error_message=_("The year must be from 1900 to 2999."),
    )
