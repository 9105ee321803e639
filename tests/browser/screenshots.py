"""`python -m tests.browser.screenshots [NAME…]`: take the pictures of the READMEs, in English and in Chinese.

Each language gets a site of its own in a temporary folder, on loopback, with the demo notes: the English one with those
that are in English. The pictures are written to docs/images.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, chromium_path

ROOT = Path(__file__).resolve().parents[2]
DEMO_NOTES = ROOT / "notes" / "demo"
IMAGES = ROOT / "docs" / "images"
WIDTH_PIXELS = 1200
MAX_BYTES = 300_000
AUTHOR, PASSWORD = "author", "a password for pictures"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Language:
    """A language of the interface, the ending of its pictures' names, and the notes that they show."""

    code: str
    locale: str
    suffix: str
    note: str
    heading: str
    equation: str
    settings: dict[str, str]


LANGUAGES = (
    Language("en", "en-US", "", "flash-attention", "Softmax in one pass", "eq-online", {}),
    Language(
        "zh-hans",
        "zh-CN",
        ".zh-CN",
        "ddpm",
        "反向：有答案的一步",
        "eq-post",
        {
            "SITE_NAME": "Lemma",
            "SITE_DESCRIPTION": "机器学习笔记",
            "SITE_KICKER": "学习笔记",
            "SITE_HEADING": "最近更新",
        },
    ),
)


def main(names: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for language in LANGUAGES:
            with running_site(language) as address:
                for name, take in PICTURES.items():
                    if not names or name in names:
                        save(take(browser, address, language), IMAGES / f"{name}{language.suffix}.png")
        browser.close()


# The pictures


def front_page(browser: Browser, address: str, language: Language) -> Image.Image:
    """The front page in light and dark, divided by a diagonal."""
    return divided(*(screenshot(browser, f"{address}/", language, theme, 1000, 760) for theme in THEMES))


def note(browser: Browser, address: str, language: Language) -> Image.Image:
    """A note in light and dark, with the pointer over a reference to an equation."""

    def point_at_reference(page: Page) -> None:
        page.locator(".prose h2", has_text=language.heading).evaluate("heading => scrollTo(0, heading.offsetTop - 24)")
        page.locator(f'.prose a.eq-ref[href="#{language.equation}"]').first.hover()
        expect(page.locator(".equation-card")).to_be_visible()

    url = f"{address}/posts/{language.note}/"
    return divided(*(screenshot(browser, url, language, theme, 1000, 760, point_at_reference) for theme in THEMES))


def editor(browser: Browser, address: str, language: Language) -> Image.Image:
    """The editor, with source and preview side by side."""

    def open_note(page: Page) -> None:
        page.locator("#id_username").fill(AUTHOR)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("[type=submit]").click()
        preview = page.frame_locator("[data-editor-frame]").locator("[data-preview]")
        expect(preview.locator(".katex").first).to_be_visible()
        page.locator("[data-editor]").evaluate("editor => scrollTo(0, 0)")

    url = f"{address}/posts/{language.note}/"
    return screenshot(browser, url, language, "light", 1200, 800, open_note, scale=1)


PICTURES: dict[str, Callable[[Browser, str, Language], Image.Image]] = {
    "front-page": front_page,
    "note": note,
    "editor": editor,
}


def screenshot(
    browser: Browser,
    url: str,
    language: Language,
    theme: str,
    width: int,
    height: int,
    prepare: Callable[[Page], None] = lambda page: None,
) -> Image.Image:
    """A page as a window of this size in CSS pixels shows it, `WIDTH_PIXELS` wide."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=WIDTH_PIXELS / width,
        locale=language.locale,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    prepare(page)
    page.evaluate("document.fonts.ready")
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return image


def divided(light: Image.Image, dark: Image.Image) -> Image.Image:
    """The left of one picture and the right of the other, with a slanted line between them."""
    width, height = light.size
    slant = height // 6
    mask = Image.new("L", (width * 4, height * 4))
    edge = [((width // 2 + slant) * 4, 0), ((width // 2 - slant) * 4, height * 4)]
    ImageDraw.Draw(mask).polygon([*edge, (width * 4, height * 4), (width * 4, 0)], fill=255)
    return Image.composite(dark, light, mask.resize(light.size, Image.Resampling.LANCZOS))


def save(image: Image.Image, path: Path) -> None:
    """Write a picture with a palette, which text and flat colours lose nothing by."""
    image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {image.width} × {image.height}, {size // 1000} KB")
    if size > MAX_BYTES:
        sys.exit(f"{path.name} is larger than {MAX_BYTES // 1000} KB: take a smaller part of the page.")


# The site


@contextmanager
def running_site(language: Language) -> Iterator[str]:
    """The address of a site with this language's notes, for as long as the block runs."""
    with TemporaryDirectory(prefix="lemma-screenshots-") as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        environment = (
            os.environ
            | language.settings
            | {
                "DEBUG": "true",
                "ENV_FILE": os.devnull,
                "DATA_DIR": folder,
                "SITE_URL": address,
                "SITE_LANGUAGE": language.code,
                "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
                "DJANGO_SUPERUSER_EMAIL": "author@example.org",
            }
        )
        for command in (
            ("migrate", "--verbosity", "0"),
            ("createsuperuser", "--noinput", "--username", AUTHOR, "--verbosity", "0"),
            ("load_notes", str(notes_in(language, Path(folder))), "--author", AUTHOR),
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:site_config.gunicorn",
             "--bind", f"fd://{listener.fileno()}", "--log-level", "warning", "site_config.wsgi"],
            cwd=ROOT, env=environment, pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            urlopen(f"{address}/healthz", timeout=60).close()
            yield address
        finally:
            server.terminate()
            server.wait(40)


def notes_in(language: Language, folder: Path) -> Path:
    """The demo notes for this language: all of them in Chinese, otherwise those in English."""
    if language.code != "en":
        return DEMO_NOTES
    chosen = folder / "notes"
    shutil.copytree(DEMO_NOTES, chosen)
    for path in chosen.glob("*.md"):
        if "\nlanguage: en\n" not in path.read_text(encoding="utf-8"):
            path.unlink()
    return chosen


if __name__ == "__main__":
    main(sys.argv[1:])
