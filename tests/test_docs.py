"""The documents say what is there: commands, paths, dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[1]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
DOCUMENTS = [str(path.relative_to(ROOT)) for folder in (ROOT, ROOT / "docs") for path in sorted(folder.glob("*.md"))]


def tree() -> list[Path]:
    """The paths of the tree in docs/architecture.md, put together from its indentation."""
    block = ARCHITECTURE.split("## The tree")[1].split("```")[1]
    paths: list[Path] = []
    parents: dict[int, Path] = {}
    for line in block.strip("\n").splitlines():
        depth = len(line) - len(line.lstrip())
        name = line.split()[0]
        path = parents.get(depth - 2, Path()) / name
        parents[depth] = path
        paths.append(path)
    return paths


def test_the_tree_is_there() -> None:
    missing = [str(path) for path in tree() if not (ROOT / path).exists()]
    assert missing == []


def test_the_tree_is_whole() -> None:
    """Every folder and top module of the app stands in the tree."""
    listed = {str(path) for path in tree()}
    parts = [path for path in (ROOT / "notes").iterdir() if not path.name.startswith("_") and path.name != "migrations"]
    own = {f"notes/{path.name}" for path in parts}
    assert own - listed <= {"notes/apps.py", "notes/urls.py", "notes/admin_urls.py"}


def test_every_dependency_says_why_it_is_here() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for dependency in project["dependencies"]:
        name = re.match(r"[\w-]+", dependency)[0]  # type: ignore[index]
        assert f"| {name} |" in ARCHITECTURE
    for dependency in project["optional-dependencies"]["develop"]:
        name = re.match(r"[\w-]+", dependency)[0]  # type: ignore[index]
        assert name.startswith("types-") or name in ARCHITECTURE


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document: str) -> None:
    text = (ROOT / document).read_text()
    targets = set(re.findall(r"^([a-z.]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for target in re.findall(r"(?:^|`)make ([a-z.]+)", text, re.MULTILINE):
        assert target in targets, f"make {target}"
    commands = {path.stem for path in (ROOT / "notes" / "management" / "commands").glob("[a-z]*.py")}
    django = {"check", "migrate", "shell", "createsuperuser", "changepassword", "collectstatic", "dumpdata", "loaddata"}
    for command in re.findall(r"manage\.py ([a-z_]+)", text):
        assert command in commands | django, f"manage.py {command}"


def without_fences(text: str) -> str:
    return re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)


def without_code(text: str) -> str:
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", without_fences(text))


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_fences(document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]+))?\)", without_code(path.read_text())):
        goal = path.parent / target if target else path
        assert goal.exists(), target
        assert not anchor or anchor in anchors(goal), f"{target}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_images_have_alternative_text(document: str) -> None:
    assert "![](" not in without_fences((ROOT / document).read_text())


@pytest.mark.parametrize("document", ["docs/writing.md", "docs/writing.zh-CN.md", "docs/operations.md"])
def test_names_of_fields_and_buttons_are_those_of_the_interface(document: str) -> None:
    catalogue = polib.pofile(str(ROOT / "notes" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    in_english = "zh-CN" not in document
    interface = {(entry.msgid if in_english else entry.msgstr).casefold() for entry in catalogue}
    names = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", without_code((ROOT / document).read_text()))
    assert names
    assert [name for name in names if name.casefold() not in interface] == []
