"""The faults a note may have, each with a sentence for the author.

A sentence is English here; an edge that knows the reader's language translates the template and fills it with
`Problem.details` again.
"""

from __future__ import annotations

from notes.rendering.document import Problem


def _(template: str) -> str:
    """Mark a template for xgettext, which looks for this name; nothing is translated in this layer."""
    return template


TEMPLATES: dict[str, str] = {
    "broken-formula": _("This formula cannot be drawn: %(reason)s"),
    "formula-too-long": _("This formula has %(length)s characters; %(limit)s is the most that can be drawn."),
    "formula-too-large": _("A space, rule or shift in this formula is too large."),
    "formula-not-allowed": _("This formula uses %(command)s in a way that is not allowed."),
    "formula-too-heavy": _("Drawing this formula takes too much time or memory."),
    "formulas-too-many": _("The formulas of this note take too long together; this one was left out."),
    "missing-label": _("No equation has the label “%(label)s”."),
    "unclosed-formula": _("This %(delimiter)s is never closed."),
    "missing-note": _("There is no note “%(slug)s”."),
    "missing-anchor": _("Nothing here is called “%(anchor)s”."),
    "unknown-callout": _("“%(type)s” is no type of callout; it is shown as a note."),
    "image-without-alternative": _("This image has no alternative text."),
    "heading-jump": _("This heading has level %(level)s; level %(expected)s was to be expected."),
    "too-long": _("This note has %(length)s characters; %(limit)s is the most that a note may hold."),
    "not-rendered": _(
        "This note could not be rendered. The error is in Lemma, not in your text, and it has been logged. You can "
        "save; readers see the source. Undo your last change, or report the note to those who run this site."
    ),
    "doubled-label": _("The label “%(label)s” is already defined in line %(line)s."),
}
"""Every kind of problem, with the sentence that tells the author about it."""


def problem(kind: str, line: int, column: int, /, **details: object) -> Problem:
    """A problem at `line` and `column` of the author's text, its message filled in."""
    filled = {name: str(value) for name, value in details.items()}
    return Problem(kind, TEMPLATES[kind] % filled, line, column, tuple(filled.items()))
