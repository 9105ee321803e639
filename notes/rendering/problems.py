"""The problems that a note can have, each with a message for its author.

Messages are English here. A caller that knows the author's language translates the template in `MESSAGES` and fills it
with `Problem.details`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def _(template: str) -> str:
    """Mark a template for xgettext, which looks for this name; this layer translates nothing."""
    return template


class ProblemKind(StrEnum):
    BROKEN_FORMULA = "broken-formula"
    """KaTeX cannot parse the formula; `reason` is its message."""
    FORMULA_TOO_LONG = "formula-too-long"
    """The TeX has `length` characters, more than `limit`."""
    FORMULA_TOO_LARGE = "formula-too-large"
    """A length in the formula would draw outside the column."""
    FORMULA_NOT_ALLOWED = "formula-not-allowed"
    r"""KaTeX refuses `command`, such as `\href` to a `javascript:` address."""
    FORMULA_TOO_HEAVY = "formula-too-heavy"
    """The formula alone exceeds the engine's limits of time or memory."""
    FORMULAS_TOO_MANY = "formulas-too-many"
    """The budget of the whole note was used up before this formula."""
    MISSING_LABEL = "missing-label"
    r"""A `\ref` or `\eqref` names a `label` that no equation has."""
    DUPLICATE_LABEL = "duplicate-label"
    """A `label` that line `line` has defined already."""
    UNCLOSED_FORMULA = "unclosed-formula"
    """An opening `delimiter` without its counterpart."""
    MISSING_NOTE = "missing-note"
    """A `[[slug]]` that no visible note has."""
    MISSING_ANCHOR = "missing-anchor"
    """A link to an `anchor` that its target does not have."""
    UNKNOWN_CALLOUT = "unknown-callout"
    """A callout of a `type` that the dialect does not have."""
    IMAGE_WITHOUT_ALTERNATIVE = "image-without-alternative"
    """An image without alternative text."""
    HEADING_JUMP = "heading-jump"
    """A heading of `level` where at most `expected` may follow."""
    TOO_LONG = "too-long"
    """The source has `length` characters, more than `limit`, and is not rendered."""
    NOT_RENDERED = "not-rendered"
    """Rendering raised an exception; the note shows its source."""


MESSAGES: dict[ProblemKind, str] = {
    ProblemKind.BROKEN_FORMULA: _("Cannot render this formula: %(reason)s"),
    ProblemKind.FORMULA_TOO_LONG: _("This formula has %(length)s characters; the limit is %(limit)s."),
    ProblemKind.FORMULA_TOO_LARGE: _("A length in this formula (space, rule or shift) is too large."),
    ProblemKind.FORMULA_NOT_ALLOWED: _("%(command)s cannot be used like this in a formula."),
    ProblemKind.FORMULA_TOO_HEAVY: _("This formula takes too much time or memory to render."),
    ProblemKind.FORMULAS_TOO_MANY: _("The formulas in this note take too long to render; this one was skipped."),
    ProblemKind.MISSING_LABEL: _("Undefined label “%(label)s”."),
    ProblemKind.DUPLICATE_LABEL: _("Duplicate label “%(label)s”; first defined on line %(line)s."),
    ProblemKind.UNCLOSED_FORMULA: _("Unclosed %(delimiter)s."),
    ProblemKind.MISSING_NOTE: _("Note “%(slug)s” does not exist."),
    ProblemKind.MISSING_ANCHOR: _("No heading or label named “%(anchor)s”."),
    ProblemKind.UNKNOWN_CALLOUT: _("Unknown callout type “%(type)s”; shown as a note."),
    ProblemKind.IMAGE_WITHOUT_ALTERNATIVE: _("Image without alternative text."),
    ProblemKind.HEADING_JUMP: _("Heading level jumps to %(level)s; use level %(expected)s here."),
    ProblemKind.TOO_LONG: _("This note has %(length)s characters; the limit is %(limit)s."),
    ProblemKind.NOT_RENDERED: _(
        "This note could not be rendered. This is an error in Lemma, not in your text, and it has been logged. "
        "You can still save, but readers will see the source. Undo your last change, or report the note to the "
        "site's administrator."
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of the note, at the author's own text.

    `message` is the template of its kind filled in, in English; `details` are the pairs that fill it. `line` and
    `column` count characters from 1.
    """

    kind: ProblemKind
    message: str
    line: int
    column: int
    details: tuple[tuple[str, str], ...] = ()


def problem(kind: ProblemKind, line: int, column: int, /, **details: object) -> Problem:
    """A problem at `line` and `column` of the author's text, its message filled in."""
    filled = {name: str(value) for name, value in details.items()}
    return Problem(kind, MESSAGES[kind] % filled, line, column, tuple(filled.items()))
