"""A safe subset of YAML: mappings, lists and scalars, every scalar the text that is written."""

from __future__ import annotations

from typing import Any

import yaml
from django.utils.translation import gettext as _

Value = str | None | list[Any] | dict[str, Any]

MAX_CHARACTERS = 20_000
MAX_NODES = 2_000
MAX_DEPTH = 20
NULL = "tag:yaml.org,2002:null"


class BadFrontMatter(ValueError):
    """The head of a note is invalid; the message says where, and what to write instead."""


class HeadLoader(yaml.SafeLoader):
    """Composes nodes and constructs no values: an invalid date or a number of a million digits is only a text here.

    Aliases are refused, since ten of them can stand for a billion nodes.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._count = self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise BadFrontMatter(_("YAML aliases (*name) are not supported in front matter. Write out the value."))
        self._count += 1
        self._depth += 1
        if self._count > MAX_NODES or self._depth > MAX_DEPTH:
            raise BadFrontMatter(
                _("The front matter is too large or too deeply nested. Use only simple keys and lists.")
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def read_head(text: str) -> dict[str, Value]:
    """The keys of a head, in lower case and with `_` for `-`, with their values. Raises `BadFrontMatter`."""
    if len(text) > MAX_CHARACTERS:
        raise BadFrontMatter(_("The front matter is too large or too deeply nested. Use only simple keys and lists."))
    try:
        node = yaml.compose(text, Loader=HeadLoader)
    except yaml.MarkedYAMLError as error:
        # The first line of the file is the `---` before the head.
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise BadFrontMatter(
            _("The front matter is not valid YAML. Line %(line)d: %(problem)s")
            % {"line": line, "problem": error.problem}
        ) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        if isinstance(error, BadFrontMatter):
            raise
        raise BadFrontMatter(_("The front matter is not valid YAML: %(error)s") % {"error": error}) from error
    head = {} if node is None else value_of(node)
    if not isinstance(head, dict):
        raise BadFrontMatter(_("The front matter must consist of lines such as “title: …”."))
    return head


def value_of(node: yaml.Node) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return None if node.tag == NULL else str(node.value)
    values: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise BadFrontMatter(_("A front matter key must be plain text, such as “title”."))
        name = str(key.value).strip().casefold().replace("-", "_")
        if name in values:
            raise BadFrontMatter(_("Duplicate front matter key “%(name)s”. Keep one of them.") % {"name": name})
        values[name] = value_of(value)
    return values
