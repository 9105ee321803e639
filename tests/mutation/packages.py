"""What is mutated, and which folders of tests are about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """`tests` are all tried for code that runs at import; `always` for every mutant.

    Those read the code or start processes, which coverage does not see.
    """

    paths: tuple[str, ...]
    tests: tuple[str, ...]
    always: tuple[str, ...] = ()

    def files(self) -> list[Path]:
        """The package's modules, relative to the project."""
        return sorted(file for path in self.paths for file in modules(Path(path)))


def modules(path: Path) -> Iterator[Path]:
    return iter([path]) if path.suffix == ".py" else path.rglob("*.py")


READ_THE_CODE = ("tests/test_translations.py", "tests/models/test_migrations.py", "tests/test_operations_docs.py")

PACKAGES = {
    "site_config": Package(
        ("site_config",),
        ("tests/site_config", "tests/production", "tests/test_operations_docs.py", "tests/views", "tests/admin"),
        ("tests/site_config", "tests/production"),
    ),
    "views": Package(
        ("notes/views", "notes/feeds.py", "notes/sitemaps.py", "notes/urls.py", "notes/templatetags"),
        ("tests/views", "tests/admin/test_editor_views.py"),
    ),
    "listings": Package(("notes/listings",), ("tests/listings", "tests/views", "tests/queries")),
    "admin": Package(("notes/admin", "notes/admin_urls.py"), ("tests/admin",)),
    "forms": Package(("notes/forms",), ("tests/admin", "tests/forms")),
    "models": Package(("notes/models", "notes/orm"), ("tests/models", "tests/queries", "tests/views", "tests/admin")),
    "render_cache": Package(
        ("notes/render_cache", "notes/containment.py"), ("tests/render_cache", "tests/management", "tests/views")
    ),
    "content_version": Package(
        ("notes/content_version",), ("tests/content_version", "tests/page_cache"), ("tests/production",)
    ),
    "page_cache": Package(("notes/page_cache",), ("tests/page_cache", "tests/production"), ("tests/production",)),
}
