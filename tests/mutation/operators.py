"""Mutations of declarative code, which is most of a Django project: cosmic-ray's own change arithmetic and conditions.

Each removes or replaces what a settings file, a model or a form declares.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Example, Operator
from parso.grammar import load_grammar
from parso.python.tree import Keyword, PythonNode
from parso.python.tree import Operator as Punctuation

Span = tuple[tuple[int, int], tuple[int, int]]

LISTS = ("arglist", "testlist_comp", "dictorsetmaker")
COMPREHENSIONS = ("comp_for", "sync_comp_for")
CALLS = ("atom_expr", "power")


class ReplaceString(Operator):
    """Another text."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if node.type == "string" and not is_docstring(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = "b'XX'" if "b" in node.value[:2].lower().partition(node.value[-1])[0] else "'XX'"
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("x = 'a'", "x = 'XX'"), Example("x = b'a'", "x = b'XX'"))


class RemoveElement(Operator):
    """One argument, or one element of a list, less."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        for element in elements(node):
            yield element[0].start_pos, element[-1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        gone = elements(node)[index]
        children = [child for child in node.children if not any(child is part for part in gone)]
        if len(children) > 1 and is_comma(children[0]):
            children = children[1:]
        kept: list[Any] = []
        for child in children:
            if not (kept and is_comma(child) and is_comma(kept[-1])):
                kept.append(child)
        if is_tuple(node) and len(kept) == 1:
            kept.append(Punctuation(",", node.end_pos))
        node.children = kept
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (
            Example("f(a, b=1)", "f( b=1)"),
            Example("f(a, b=1)", "f(a,)", occurrence=1),
            Example("(a, b)", "( b,)"),
            Example("(a, b)", "(a,)", occurrence=1),
            Example("[a]", "[]"),
            Example("{a: 1, b: 2}", "{ b: 2}"),
        )


class RemoveStatement(Operator):
    """One call, assignment or `raise` less, or a `return` without its value."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if node.type == "simple_stmt" and is_effective(node.children[0]):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        statement = node.children[0]
        text = "return None" if statement.type == "return_stmt" else "pass"
        replacement = load_grammar().parse(text).children[0]
        replacement.get_first_leaf().prefix = statement.get_first_leaf().prefix
        node.children[0] = replacement
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (
            Example("f()\n", "pass\n"),
            Example("x = 1\n", "pass\n"),
            Example("def f():\n    return 1\n", "def f():\n    return None\n"),
        )


class NegateMembership(Operator):
    """`not in` for `in`, and the reverse."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if node.type == "comparison" and membership(node) is not None:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        place = membership(node)
        assert place is not None
        operator = node.children[place]
        text = "in" if operator.type == "comp_op" else "not in"
        node.children[place] = Keyword(text, operator.start_pos, " ")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("a in b", "a not in b"), Example("a not in b", "a in b"))


class Operators:
    """A provider, as cosmic-ray looks for its operators."""

    OPERATORS = {cls.__name__: cls for cls in (ReplaceString, RemoveElement, RemoveStatement, NegateMembership)}

    def __iter__(self) -> Iterator[str]:
        return iter(self.OPERATORS)

    def __getitem__(self, name: str) -> type[Operator]:
        return self.OPERATORS[name]


def elements(node: Any) -> list[list[Any]]:
    """The elements of a list, each by its parts: a dictionary's are key, colon and value."""
    if node.type == "atom" and len(node.children) == 3 and node.children[0].value in "[{":
        inner = node.children[1]
        return [] if inner.type in LISTS else [[inner]]
    if node.type not in LISTS or any(child.type in COMPREHENSIONS for child in node.children):
        return []
    if node.parent is not None and node.parent.type in ("classdef", "funcdef"):
        return []
    found: list[list[Any]] = [[]]
    for child in node.children:
        if is_comma(child):
            found.append([])
        else:
            found[-1].append(child)
    return [element for element in found if element]


def is_comma(node: Any) -> bool:
    return bool(node.type == "operator" and node.value == ",")


def is_tuple(node: Any) -> bool:
    return bool(node.type == "testlist_comp" and node.parent.children[0].value == "(")


def is_docstring(node: Any) -> bool:
    return node.parent is None or node.parent.type in ("simple_stmt", "file_input")


def is_effective(statement: Any) -> bool:
    if statement.type == "return_stmt":
        # `False` is as good as `None` nearly everywhere.
        return statement.children[1].get_code(include_prefix=False) not in ("None", "False")
    return statement.type in ("expr_stmt", "raise_stmt", *CALLS)


def membership(node: PythonNode) -> int | None:
    for place, child in enumerate(node.children):
        if (child.type == "keyword" and child.value == "in") or (
            child.type == "comp_op" and child.children[0].value == "not"
        ):
            return place
    return None
