"""Rules for the code that no linter has: where HTML is marked safe, names of files, length of lines."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
CODE = [name for name in FILES if re.match(r"(notes|site_config)/.*\.py$", name)]
TEMPLATES = [name for name in FILES if name.startswith("templates/")]
STYLES = [name for name in FILES if re.match(r"static/.*\.css$", name)]
CATCH_ALLS = {"common", "helper", "helpers", "misc", "service", "services", "util", "utils"}
MARKS_SAFE = {"SafeData", "SafeString", "SafeText", "html_safe", "mark_safe"}


def calls_that_mark_safe(source: str) -> list[str]:
    """The calls, decorators and base classes that tell Django not to escape a string."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            used = [node.func]
        elif isinstance(node, ast.ClassDef):
            used = [*node.bases, *node.decorator_list]
        elif isinstance(node, ast.FunctionDef):
            used = [decorator for decorator in node.decorator_list if not isinstance(decorator, ast.Call)]
        else:
            continue
        names = [ast.unparse(expression).rpartition(".")[2] for expression in used]
        found += [name for name in names if name in MARKS_SAFE]
        if isinstance(node, ast.Call):
            found += [f"{word.arg}=True" for word in node.keywords if word.arg == "is_safe"]
    return found


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_html_is_marked_safe_in_one_place() -> None:
    found = [(name, call) for name in CODE for call in calls_that_mark_safe(text_of(name))]
    assert found == [("notes/templatetags/notes.py", "mark_safe")]


@pytest.mark.parametrize(
    "source",
    [
        "mark_safe(x)",
        "safestring.mark_safe(x)",
        "SafeString(x)",
        "@mark_safe\ndef f(): ...",
        "@html_safe\nclass A: ...",
        "class A(SafeString): ...",
        "@register.filter(is_safe=True)\ndef f(x): ...",
    ],
)
def test_finds_code_that_marks_html_safe(source: str) -> None:
    assert calls_that_mark_safe(source)


def test_templates_escape_everything() -> None:
    pattern = re.compile(r"\|\s*safe(?:seq)?\b|\{%-?\s*autoescape\s+off")
    assert pattern.findall("{{ a|safe }} {{ a | safeseq }} {% autoescape off %}") == [
        "|safe",
        "| safeseq",
        "{% autoescape off",
    ]
    assert [name for name in TEMPLATES if pattern.search(text_of(name))] == []


def test_no_file_is_a_catch_all() -> None:
    assert [name for name in FILES if CATCH_ALLS & {part.partition(".")[0] for part in Path(name).parts}] == []


@pytest.mark.parametrize("names", [STYLES, TEMPLATES], ids=["styles", "templates"])
def test_lines_have_at_most_120_characters(names: list[str]) -> None:
    assert names
    lines = [(name, number, line) for name in names for number, line in enumerate(text_of(name).splitlines(), 1)]
    assert [f"{name}:{number}" for name, number, line in lines if len(line) > 120] == []
