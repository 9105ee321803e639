"""The project's own mutation operators do what their examples say."""

from __future__ import annotations

import pytest
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator

from tests.mutation.operators import Operators

EXAMPLES = [(operator, example) for operator in Operators.OPERATORS.values() for example in operator.examples()]


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_an_operator_makes_the_mutant_of_its_example(operator: type[Operator], example: Example) -> None:
    assert mutate_code(example.pre_mutation_code, operator(), example.occurrence) == example.post_mutation_code


@pytest.mark.parametrize("code", ['"""Docstring."""\n', "def f(a: int, b: str) -> None:\n    pass\n", "import os\n"])
def test_documentation_and_declarations_are_left_alone(code: str) -> None:
    assert [mutate_code(code, operator(), 0) for operator in Operators.OPERATORS.values()] == [None] * len(
        Operators.OPERATORS
    )
