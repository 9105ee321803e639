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
WAIT_MS = 60_000
AUTHOR, PASSWORD = "author", "a password for pictures"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Language:
    """A language of the interface, the ending of its pictures' names, and the notes that they show."""

    code: str
    locale: str
    suffix: str
    note: str
    passage: str
    equation: str
    settings: dict[str, str]


LANGUAGES = (
    Language("en", "en-US", "", "flash-attention", "Softmax in one pass", "eq-online", {}),
    Language(
        "zh-hans",
        "zh-CN",
        ".zh-CN",
        "ddpm",
        "独立高斯之和",
        "eq-fwd",
        {
            "SITE_NAME": "Lemma",
            "SITE_DESCRIPTION": "机器学习笔记",
            "SITE_KICKER": "学习笔记",
            "SITE_HEADING": "最近更新",
        },
    ),
)


def main(names: list[str]) -> None:
    expect.set_options(timeout=WAIT_MS)
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
    """The front page, in light on the left and in dark on the right."""
    return divided(*(screenshot(browser, f"{address}/", language, theme, 1000, 740) for theme in THEMES))


def note(browser: Browser, address: str, language: Language) -> Image.Image:
    """The same part of a note in light and in dark, in narrow windows side by side."""

    def scroll(page: Page) -> None:
        scroll_to(page, f".prose > :has-text('{language.passage}')", below=80)

    url = f"{address}/posts/{language.note}/"
    return side_by_side(
        *(screenshot(browser, url, language, theme, 560, 720, scroll, WIDTH_PIXELS // 2) for theme in THEMES)
    )


def reference(browser: Browser, address: str, language: Language) -> Image.Image:
    """The pointer over a reference to an equation."""

    def point(page: Page) -> None:
        reference = f'a.eq-ref[href="#{language.equation}"]'
        scroll_to(page, f".prose > :has({reference})", below=90)
        page.locator(f".prose {reference}").first.hover()
        expect(page.locator(".equation-card")).to_be_visible()

    return screenshot(browser, f"{address}/posts/{language.note}/", language, "light", 1000, 420, point)


def editor(browser: Browser, address: str, language: Language) -> Image.Image:
    """The editor, with source and preview side by side."""

    def log_in_and_edit(page: Page) -> None:
        page.locator("#id_username").fill(AUTHOR)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("[type=submit]").click()
        page.locator(".post-source a[href^='/admin/']").click()
        preview = page.frame_locator("[data-editor-frame]").locator("[data-preview]")
        expect(preview.locator(".katex").first).to_be_visible()

    url = f"{address}/admin/login/?next=/posts/{language.note}/"
    return screenshot(browser, url, language, "light", 1080, 720, log_in_and_edit)


PICTURES: dict[str, Callable[[Browser, str, Language], Image.Image]] = {
    "front-page": front_page,
    "note": note,
    "reference": reference,
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
    width_pixels: int = WIDTH_PIXELS,
) -> Image.Image:
    """A page as a window of this size in CSS pixels shows it, enlarged to a picture `width_pixels` wide."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=width_pixels / width,
        locale=language.locale,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(url)
    # A picture has no scrollbar to reserve space for.
    page.evaluate("document.documentElement.style.scrollbarGutter = 'auto'")
    prepare(page)
    page.evaluate("document.fonts.ready")
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return image


def scroll_to(page: Page, selector: str, below: int) -> None:
    """Scroll until the first such element is `below` the upper edge of the window, in CSS pixels."""
    move = "(element, below) => scrollTo(0, scrollY + element.getBoundingClientRect().top - below)"
    page.locator(selector).first.evaluate(move, below)


def divided(light: Image.Image, dark: Image.Image) -> Image.Image:
    """The left of one picture and the right of the other, with a slanted line between them."""
    width, height = light.size
    slant = height // 6
    mask = Image.new("L", (width * 4, height * 4))
    edge = [((width // 2 + slant) * 4, 0), ((width // 2 - slant) * 4, height * 4)]
    ImageDraw.Draw(mask).polygon([*edge, (width * 4, height * 4), (width * 4, 0)], fill=255)
    return Image.composite(dark, light, mask.resize(light.size, Image.Resampling.LANCZOS))


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    both = Image.new("RGB", (left.width + right.width, left.height))
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


def save(image: Image.Image, path: Path) -> None:
    """Write a picture with a palette, which text and flat colours lose nothing by."""
    image.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)
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
