"""The budget of one note: what typesetting its formulas may cost."""

from __future__ import annotations

SECONDS = 3.0
"""Wall-clock seconds, enough for about 2,500 typical formulas that are not cached. Those that remain are typeset when
the note is rendered again."""

MAX_HTML_LENGTH = 14_000_000
"""Characters of HTML. With macros, a `$x$` may expand to a million, as often as it occurs."""


class Budget:
    """What is left of a note's budget, wherever in the note its formulas are typeset.

    `ran_out_of_time` is true once a formula failed that a faster machine might have typeset.
    """

    def __init__(self) -> None:
        self.seconds_left = SECONDS
        self.characters_left = MAX_HTML_LENGTH
        self.ran_out_of_time = False

    def spend_characters(self, count: int) -> bool:
        """Deduct `count` characters of HTML; return whether the budget covers them."""
        self.characters_left -= count
        return self.characters_left >= 0
