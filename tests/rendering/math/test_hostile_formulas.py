"""Formulas written to do harm: each is drawn or a problem, and none does any."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import html5lib
import pytest

from tests.rendering.math.hostile_formulas import HOSTILE

LONGEST_SECONDS = 5
"""Of processor time, which a busy machine does not stretch."""

QUICK = "0.1"
"""Seconds of the engine's limit, a sixth of the usual: the slow ones are stopped earlier, which is all the same to
the test."""

MOST_HTML = 1_200_000
HARMLESS_ADDRESSES = ("http://", "https://", "mailto:", "#")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    """What came out of a process of its own."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.rendering.math.hostile_formulas", QUICK],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_draws_or_reports(name: str, outcomes: dict[str, Any]) -> None:
    outcome = outcomes[name]
    reported = {line for kind, line in outcome["problems"] if kind not in ("missing-label", "duplicate-label")}
    assert ("math-error" in outcome["html"][1]) == (2 in reported)
    assert outcome["seconds"] < LONGEST_SECONDS
    assert all(len(html) < MOST_HTML for html in outcome["html"])


@pytest.mark.parametrize("name", HOSTILE)
def test_spares_its_neighbours(name: str, outcomes: dict[str, Any]) -> None:
    first, _, last = outcomes[name]["html"]
    assert "katex" in first
    assert "katex" in last


@pytest.mark.parametrize("name", HOSTILE)
def test_is_harmless_html(name: str, outcomes: dict[str, Any]) -> None:
    for html in (*outcomes[name]["html"], *outcomes[name]["feed"]):
        if len(html) > 100_000:
            continue
        for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
            tag = str(element.tag).rpartition("}")[2]
            assert tag not in ("script", "img", "iframe", "object", "embed", "style", "link", "form", "input", "b")
            for attribute, value in element.attrib.items():
                assert not str(attribute).startswith("on")
                if attribute == "href":
                    assert value.startswith(HARMLESS_ADDRESSES)
                if attribute == "style":
                    assert "position" not in value.replace("position:relative", "")
                if attribute == "id":
                    assert value.startswith("eq-")


@pytest.mark.parametrize("name", HOSTILE)
def test_can_be_encoded(name: str, outcomes: dict[str, Any]) -> None:
    outcome = outcomes[name]
    "".join((*outcome["html"], *outcome["text"], *outcome["feed"])).encode()
