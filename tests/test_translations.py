"""The interface in Chinese is whole, and what is compiled is what is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "notes" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CODE = [*(ROOT / "notes").rglob("*.py"), *(ROOT / "site_config").rglob("*.py")]
PAGES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
MARKS = frozenset(
    {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "npgettext"}
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def translations(entry: polib.POEntry | polib.MOEntry) -> list[str]:
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


@pytest.mark.parametrize("paths", [CODE, PAGES], ids=["code", "templates"])
def test_every_text_is_in_the_catalogue(paths: list[Path]) -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE))}
    texts = {text for path in paths for text in texts_in(path)}
    assert len(texts) > 50
    assert sorted(texts - known) == []


def texts_in(path: Path) -> Iterator[str]:
    """The texts that a module or a template marks for translation."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        calls = re.findall(r"\bn?p?gettext(?:_noop)?\((?:[^()]|\([^()]*\))*\)", templatize(source))
        source = "\n".join(calls)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            # The first argument of `pgettext` and `npgettext` is the context.
            argument = node.args[1 if "pgettext" in node.func.id else 0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                yield argument.value
