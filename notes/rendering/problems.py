"""The problems that a note can have, each with a message for its author.

Messages are in English here. To translate one, translate the template in `MESSAGES` and fill in `Problem.details`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def _(template: str) -> str:
    """Mark a template for xgettext, which looks for this name."""
    return template


class ProblemKind(StrEnum):
    BROKEN_FORMULA = "broken-formula"
    """KaTeX cannot parse the formula; `reason` is its message."""
    FORMULA_TOO_LONG = "formula-too-long"
    """The TeX has `length` characters, more than `limit`."""
    FORMULA_TOO_LARGE = "formula-too-large"
    """A length in the formula is so large that it could cover other parts of the page."""
    FORMULA_NOT_ALLOWED = "formula-not-allowed"
    r"""KaTeX refuses `command`, such as `\href` to a `javascript:` URL."""
    FORMULA_TOO_HEAVY = "formula-too-heavy"
    """The formula exceeds the engine's limits on time, memory or HTML."""
    FORMULAS_TOO_MANY = "formulas-too-many"
    """The note's budget of time or of formulas was used up before this one."""
    MISSING_LABEL = "missing-label"
    r"""A `\ref` or `\eqref` refers to a `label` that is not defined."""
    DUPLICATE_LABEL = "duplicate-label"
    """A `label` is already defined on line `line`."""
    UNCLOSED_FORMULA = "unclosed-formula"
    """An opening `delimiter` has no closing one."""
    MISSING_NOTE = "missing-note"
    """A `[[slug]]` does not match any visible note."""
    MISSING_ANCHOR = "missing-anchor"
    """A link refers to an `anchor` that its target does not have."""
    UNKNOWN_CALLOUT = "unknown-callout"
    """A callout has a `type` that the dialect does not define."""
    IMAGE_WITHOUT_ALTERNATIVE = "image-without-alternative"
    """An image has no alternative text."""
    HEADING_JUMP = "heading-jump"
    """A heading has `level`; the previous one allows at most `expected`."""
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
    """A problem at a position of the source.

    `message` is in English; `details` are the pairs that fill in its template. `line` and `column` are counted in
    characters from 1.
    """

    kind: ProblemKind
    message: str
    line: int
    column: int
    details: tuple[tuple[str, str], ...] = ()


def problem(kind: ProblemKind, line: int, column: int, /, **details: object) -> Problem:
    """A problem with its message filled in."""
    values = {name: str(value) for name, value in details.items()}
    return Problem(kind, MESSAGES[kind] % values, line, column, tuple(values.items()))
