"""`manage.py code_colours`: the stylesheet of highlighted code, from Pygments' styles for light and dark pages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand
from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token

LIGHT, DARK = "xcode", "github-dark"


class Command(BaseCommand):
    help = f"Prints static/css/code_colours.css, made of Pygments' styles {LIGHT} and {DARK}."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(stylesheet(), ending="")


def stylesheet() -> str:
    """One rule for all token classes that look alike in both styles."""
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    classes: dict[str, list[str]] = defaultdict(list)
    for token, name in STANDARD_TYPES.items():
        # A plain token looks like the text around it; Error marks what a lexer does not know, not what is wrong.
        if name and token is not Token.Error and (rule := declarations(light, dark, token)):
            classes[rule].append(f".{name}")
    rules = "".join(f"  .highlight :is({', '.join(names)}) {{ {rule} }}\n" for rule, names in classes.items())
    head = f"/* Made by `manage.py code_colours` of Pygments' styles {LIGHT} (light) and {DARK} (dark). */\n"
    return f"{head}@layer code {{\n{rules}}}\n"


def declarations(light: type[Style], dark: type[Style], token: Any) -> str:
    looks = light.style_for_token(token), dark.style_for_token(token)
    rule = []
    if any(look["color"] for look in looks):
        colours = [f"#{look['color']}" if look["color"] else "currentcolor" for look in looks]
        rule.append(f"color: light-dark({', '.join(colours)});")
    if looks[0]["bold"]:
        rule.append("font-weight: 600;")
    if looks[0]["italic"]:
        rule.append("font-style: italic;")
    return " ".join(rule)
