"""How long a text takes to read."""

import pytest

from notes.reading_time import reading_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", 1), ("字" * 700, 2), ("word " * 600, 3), ("字" * 350 + " word" * 200, 2), ("$$$ ∑ ≤", 1)],
)
def test_characters_and_words_take_their_time(text: str, minutes: int) -> None:
    assert reading_minutes(text) == minutes
