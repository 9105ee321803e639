"""Hostile formulas are rendered or reported, and do no harm."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import html5lib
import pytest

from tests.rendering.math.hostile_formulas import HOSTILE

MAX_SECONDS = 5
"""CPU seconds, which do not depend on the load of the machine."""

ENGINE_SECONDS = "0.1"
"""The engine's limit in these tests, a fifteenth of the usual: slow formulas fail sooner, with the same result."""

MAX_HTML_LENGTH = 1_200_000
SAFE_URL_PREFIXES = ("http://", "https://", "mailto:", "#")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    """The results of all formulas, typeset in a separate process."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.rendering.math.hostile_formulas", ENGINE_SECONDS],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    results: dict[str, Any] = json.loads(finished.stdout)
    return results


@pytest.mark.parametrize("name", HOSTILE)
def test_renders_or_reports(name: str, outcomes: dict[str, Any]) -> None:
    outcome = outcomes[name]
    reported = {line for kind, line in outcome["problems"] if kind not in ("missing-label", "duplicate-label")}
    assert ("math-error" in outcome["html"][1]) == (2 in reported)
    assert outcome["seconds"] < MAX_SECONDS
    assert all(len(html) < MAX_HTML_LENGTH for html in outcome["html"])


@pytest.mark.parametrize("name", HOSTILE)
def test_does_not_affect_other_formulas(name: str, outcomes: dict[str, Any]) -> None:
    first, _, last = outcomes[name]["html"]
    assert "katex" in first
    assert "katex" in last


@pytest.mark.parametrize("name", HOSTILE)
def test_html_is_harmless(name: str, outcomes: dict[str, Any]) -> None:
    for html in (*outcomes[name]["html"], *outcomes[name]["feed"]):
        if len(html) > 100_000:
            continue
        for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
            tag = str(element.tag).rpartition("}")[2]
            assert tag not in ("script", "img", "iframe", "object", "embed", "style", "link", "form", "input", "b")
            for attribute, value in element.attrib.items():
                assert not str(attribute).startswith("on")
                if attribute == "href":
                    assert value.startswith(SAFE_URL_PREFIXES)
                if attribute == "style":
                    assert "position" not in value.replace("position:relative", "")
                if attribute == "id":
                    assert value.startswith("eq-")


@pytest.mark.parametrize("name", HOSTILE)
def test_output_can_be_encoded(name: str, outcomes: dict[str, Any]) -> None:
    outcome = outcomes[name]
    "".join((*outcome["html"], *outcome["text"], *outcome["feed"])).encode()
