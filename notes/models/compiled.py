"""Queries that Django compiles once and then asks with other values.

To build a query set and to compile it takes Django several times as long as the database takes to answer, which would
be a third of what a page costs. Elsewhere this is known as compiled queries (Entity Framework) or baked ones
(SQLAlchemy).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from types import SimpleNamespace
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import QuerySet, Subquery
from django.utils import timezone

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)

MOST = 256
"""Compiled queries that a process keeps: each page of a list is one of its own."""

_known: set[Callable[..., Any]] = set()
"""Functions that were seen to build the same query twice."""

_present: ContextVar[datetime | None] = ContextVar("present", default=None)


def now() -> datetime:
    """The present moment; in a compiled query, that of each asking."""
    return _present.get() or timezone.now()


def compiled(build: Callable[P, QuerySet[Any, T_co]]) -> Callable[P, Question[T_co]]:
    """Makes of a function that builds a query set one that gives the same rows without building it each time.

    Positional arguments are values: numbers, strings, moments, or sequences of these. The function sees stand-ins for
    them, which may become parameters of the statement and nothing else. Keyword arguments, truth values, `None` and the
    lengths of sequences shape the statement; for each of their combinations the function is called anew. The time is
    `now()` of this module. Raises `ValueError` for a function that takes the time from elsewhere, or makes something
    else than parameters of its values.
    """

    @wraps(build)
    def question(*values: P.args, **shape: P.kwargs) -> Question[T_co]:
        return Question(Part(build, values, tuple(shape.items())))

    return question


@dataclass(frozen=True, slots=True)
class Part:
    """A function of a query, with its arguments."""

    build: Callable[..., Any]
    values: tuple[Any, ...]
    shape: tuple[tuple[str, Any], ...] = ()

    def key(self) -> Part:
        """The same for all values of the same kinds."""
        return Part(self.build, kind_of(self.values), self.shape)


@dataclass(frozen=True, slots=True)
class Question(Generic[T_co]):
    """A compiled query with its values. Each iteration asks the database anew."""

    rows: Part
    columns: tuple[tuple[str, Part], ...] = ()

    def __iter__(self) -> Iterator[T_co]:
        columns = tuple((name, part.key()) for name, part in self.columns)
        # The zone of time, since a year begins and ends by it.
        statement = compiled_statement(self.rows.key(), columns, timezone.get_current_timezone_name())
        values = [self.rows.values, *(part.values for _name, part in self.columns)]
        return iter(statement.ask([timezone.now(), *flat(values)]))

    def first(self) -> T_co | None:
        return next(iter(self), None)

    def with_column(self, name: str, build: Callable[..., Subquery], *values: Any) -> Question[Any]:
        """The same rows with an expression of further values: as an attribute, or at the end of a `values_list`."""
        return Question(self.rows, (*self.columns, (name, Part(build, values))))


@lru_cache(maxsize=MOST)
def compiled_statement(rows: Part, columns: tuple[tuple[str, Part], ...], _zone: str) -> Statement:
    statement = Statement(rows, columns)
    if rows.build not in _known:
        if Statement(rows, columns).parameters != statement.parameters:
            raise ValueError(f"{rows.build.__qualname__} depends on more than its arguments and `now` of this module.")
        _known.add(rows.build)
    return statement


class Statement:
    """The SQL of a query, and what Django needs to make rows of its results."""

    def __init__(self, rows: Part, columns: Iterable[tuple[str, Part]]) -> None:
        stand_ins = StandIns()
        token = _present.set(stand_ins.of(datetime))
        try:
            query_set = rows.build(*stand_ins.of(rows.values), **dict(rows.shape))
            for name, part in columns:
                query_set = query_set.annotate(**{name: part.build(*stand_ins.of(part.values))})
        finally:
            _present.reset(token)
        if query_set._prefetch_related_lookups:
            raise ValueError(f"{rows.build.__qualname__} asks for more than one statement.")
        self._alias: str = query_set.db
        self._iterable = query_set._iterable_class
        self._compiler = query_set.query.get_compiler(using=self._alias)
        try:
            self._sql, parameters = self._compiler.as_sql()
        except EmptyResultSet:
            # Nothing can be among no values: Django does not ask the database then.
            self._sql, self.parameters = "", []
        else:
            self.parameters = stand_ins.slots(parameters, self._compiler.connection.ops)
            if missed := stand_ins.missed(self.parameters):
                raise ValueError(f"{rows.build.__qualname__} makes something else than parameters of {missed}.")
        # Each thread has a connection of its own.
        self._compiler.connection = None

    def ask(self, values: list[Any]) -> Iterable[Any]:
        connection = connections[self._alias]
        parameters = [p.of(values, connection.ops) if isinstance(p, Slot) else p for p in self.parameters]
        compiler = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (self._sql, parameters)
        # As much of a query set as Django's iterables use to make rows of what a compiler fetches.
        query = SimpleNamespace(get_compiler=lambda *_names, **_using: compiler)
        rows: Iterable[Any] = self._iterable(SimpleNamespace(db=self._alias, query=query, _known_related_objects={}))
        return rows


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter that a value fills in at each asking."""

    index: int
    type: type

    def of(self, values: list[Any], operations: BaseDatabaseOperations) -> Any:
        return adapted(values[self.index], self.type, operations)


class StandIns:
    """Values that no statement has, by which their places among its parameters are found."""

    def __init__(self) -> None:
        self._made: list[int | str | datetime] = []

    def of(self, kind: Any) -> Any:
        """A stand-in for a value of this kind; the present moment's is the first."""
        if isinstance(kind, tuple):
            return [self.of(part) for part in kind]
        number = len(self._made)
        if kind is datetime:
            self._made.append(datetime(3000, 1, 1, tzinfo=UTC) + timedelta(days=number))
        elif kind is int:
            # Within the range of every primary key, or Django would know that there is no such row.
            self._made.append(2_000_000_000 + number)
        elif kind is str:
            self._made.append(f"stand-in {number}")
        else:
            return kind
        return self._made[-1]

    def slots(self, parameters: Iterable[Any], operations: BaseDatabaseOperations) -> list[Any]:
        """The parameters with a slot for each stand-in."""
        places = {adapted(made, type(made), operations): index for index, made in enumerate(self._made)}
        return [Slot(places[p], type(p)) if p in places else p for p in parameters]

    def missed(self, parameters: Iterable[Any]) -> list[int | str | datetime]:
        """The values that have no slot; not every query depends on the time."""
        found = {parameter.index for parameter in parameters if isinstance(parameter, Slot)}
        return [made for index, made in enumerate(self._made) if index not in found and index > 0]


def adapted(value: Any, kind: type, operations: BaseDatabaseOperations) -> Any:
    """A value as the database's driver wants it: numbers are of its types, and some have no moments."""
    return operations.adapt_datetimefield_value(value) if isinstance(value, datetime) else kind(value)


def kind_of(value: Any) -> Any:
    """What a value has in common with those for which a query has the same SQL."""
    if isinstance(value, (list, tuple)):
        return tuple(map(kind_of, value))
    if value is None or isinstance(value, bool):
        return value
    return next(kind for kind in (datetime, int, str) if isinstance(value, kind))


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """The values for which there are stand-ins, in their order."""
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from flat(value)
        elif value is not None and not isinstance(value, bool):
            yield value
