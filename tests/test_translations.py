"""The interface in Chinese is whole, and what is compiled is what is written."""

from __future__ import annotations

import re
from pathlib import Path

import polib

CATALOGUE = Path(__file__).parents[1] / "notes" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_is_translated() -> None:
    entries = polib.pofile(str(CATALOGUE))
    missing = [entry.msgid for entry in entries if entry.fuzzy or not all(translations(entry))]
    assert missing == []


def test_translations_fill_in_the_same_values() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        for translation in translations(entry):
            assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_the_compiled_catalogue_is_the_written_one() -> None:
    written = {entry.msgid: translations(entry) for entry in polib.pofile(str(CATALOGUE))}
    compiled = {entry.msgid: translations(entry) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == written, "compile it anew: make messages"
