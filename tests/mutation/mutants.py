"""The mutants of a package, kept with their outcomes in a session of cosmic-ray, so that a run can be resumed."""

from __future__ import annotations

import ast
import hashlib
import random
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray import plugins
from cosmic_ray.commands.init import init
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, WorkItem, WorkResult

from tests.mutation.operators import Operators

SEED = 1

Span = tuple[tuple[int, int], tuple[int, int]]

# One replacement for each operator: cosmic-ray's other ones fail or survive together with it, `is` for `==` above all.
CHOSEN = re.compile(
    r"""lemma/.*
    |core/ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Lt_GtE|Gt_LtE|Is_IsNot|IsNot_Is)
    |core/ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_FloorDiv|FloorDiv_Mul|Div_Mul|BitOr_BitAnd|BitAnd_BitOr)
    |core/ReplaceUnaryOperator_(Delete_Not|Delete_Invert|USub_UAdd)
    |core/(AddNot|Replace(True|False|And|Or|Break|Continue)With\w+|ExceptionReplacer|NumberReplacer|RemoveDecorator)
    |core/ZeroIterationForLoop""",
    re.VERBOSE,
)

plugins.OPERATOR_PROVIDERS["lemma"] = Operators()


@dataclass(frozen=True)
class Session:
    """The mutants of one package, as its code is now."""

    package: str
    file: Path
    database: WorkDB
    mutants: Sequence[WorkItem]

    def outcomes(self) -> dict[str, WorkResult]:
        return dict(self.database.results)

    def forget_survivors_of_other_tests(self, digest: str) -> None:
        """Have survivors tried again where the tests are not those of this digest."""
        marker = self.file.with_suffix(".tests")
        if not marker.exists() or marker.read_text(encoding="utf-8") != digest:
            with closing(sqlite3.connect(self.file)) as database, database:
                database.execute("DELETE FROM work_results WHERE test_outcome = 'SURVIVED'")
            marker.write_text(digest, encoding="utf-8")


def open_session(package: str, paths: Sequence[Path], folder: Path) -> Session:
    """The session of this code; code that has changed begins a new one."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
    file = folder / f"{package}-{digest}.sqlite"
    if not file.exists():
        for outdated in folder.glob(f"{package}-*"):
            outdated.unlink()
        partial = file.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        with use_db(partial) as database:
            init(paths, database, {})
        partial.rename(file)
    database = WorkDB(file, WorkDB.Mode.open)
    code = {path: unevaluated_spans(path) for path in paths}
    mutants = [item for item in database.work_items if is_wanted(item.mutations[0], code)]
    return Session(package, file, database, sorted(mutants, key=lambda item: order(item.mutations[0])))


def order(mutation: MutationSpec) -> tuple[str, tuple[int, int], str, int]:
    return str(mutation.module_path), mutation.start_pos, mutation.operator_name, mutation.occurrence


def sample(mutants: Sequence[WorkItem], count: int) -> list[WorkItem]:
    """As many of these at random, always the same ones of the same code; 0 for all."""
    shuffled = random.Random(SEED).sample(list(mutants), len(mutants))
    return shuffled[: count or None]


def is_wanted(mutation: MutationSpec, unevaluated: dict[Path, list[Span]]) -> bool:
    if CHOSEN.fullmatch(mutation.operator_name) is None:
        return False
    return not any(
        begin <= tuple(mutation.start_pos) and tuple(mutation.end_pos) <= end
        for begin, end in unevaluated[mutation.module_path]
    )


def unevaluated_spans(path: Path) -> list[Span]:
    """Code that does nothing when it runs: annotations, names for type checkers, what `__all__` exports."""
    return [
        ((part.lineno, part.col_offset), (part.end_lineno or part.lineno, part.end_col_offset or 0))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for part in unevaluated_parts(node)
    ]


def unevaluated_parts(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.FunctionDef(returns=ast.expr() as annotation):
            yield annotation
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            yield node
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            yield node
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec" | "cast"))):
            yield node
        case ast.Assign(value=ast.Subscript(value=ast.Name(id="Callable" | "tuple" | "dict"))):
            yield node
