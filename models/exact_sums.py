"""Sums that stay exact: amounts times points pass what an integer of SQLite can hold."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, Numeric, String, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

NAME = "exact_sum"


class ExactSum:
    """SQLite's aggregate of whole numbers, or of products of two, as text; NULL over nothing."""

    def __init__(self) -> None:
        self.total: int | None = None

    def step(self, first: int | None, second: int | None) -> None:
        """Take one row; NULL adds nothing."""
        if first is not None and second is not None:
            self.total = (self.total or 0) + first * second

    def finalize(self) -> str | None:
        """Return the sum."""
        return None if self.total is None else str(self.total)


class _Exact(TypeDecorator[Decimal]):
    """A sum of decimals with `places` places: NUMERIC on PostgreSQL, scaled text on SQLite."""

    impl = Numeric
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the type of the engine."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read the sum back, exact."""
        if value is None:
            return None
        return Decimal(value).scaleb(-self.places) if dialect.name == "sqlite" else Decimal(value)


class sum_exactly(FunctionElement[Decimal]):  # noqa: N801 -- it stands where functions stand
    """The sum of a column of decimals with two places."""

    type = _Exact(2)
    inherit_cache = True


class sum_products(FunctionElement[Decimal]):  # noqa: N801 -- as above
    """The sum of the products of two columns of decimals with two places each."""

    type = _Exact(4)
    inherit_cache = True


@compiles(sum_exactly)
def _spell_sum(element: sum_exactly, compiler: SQLCompiler, **options: Any) -> str:
    return f"sum({compiler.process(element.clauses, **options)})"


@compiles(sum_exactly, "sqlite")
def _spell_sum_on_sqlite(element: sum_exactly, compiler: SQLCompiler, **options: Any) -> str:
    return f"{NAME}({compiler.process(element.clauses, **options)}, 1)"


@compiles(sum_products)
def _spell_products(element: sum_products, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"sum({first} * {second})"


@compiles(sum_products, "sqlite")
def _spell_products_on_sqlite(element: sum_products, compiler: SQLCompiler, **options: Any) -> str:
    return f"{NAME}({compiler.process(element.clauses, **options)})"
