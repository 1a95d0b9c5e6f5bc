"""Amounts with two decimals, stored as whole hundredths: money is never a float."""

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, TypeDecorator

_PLACES = Decimal("0.01")
_HUNDRED = 100


class Hundredths(TypeDecorator[Decimal]):
    """元 or a quantity with at most two decimals; a third decimal is a fault of the caller."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the hundredths that are stored."""
        if value is None:
            return None
        stored = Decimal(value) * _HUNDRED
        if stored != stored.to_integral_value():
            message = "more than two decimals"
            raise ValueError(message)
        return int(stored)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Return the amount, also of a sum."""
        return None if value is None else (Decimal(int(value)) / _HUNDRED).quantize(_PLACES)


def total(amounts: "list[Decimal | None]") -> Decimal:
    """Return the sum of what is known."""
    return sum((each for each in amounts if each is not None), Decimal(0))


def plain(amount: Decimal | None) -> str | None:
    """Return an amount as it is kept in a version: ``12`` or ``12.50``."""
    if amount is None:
        return None
    whole = amount == amount.to_integral_value()
    return str(int(amount)) if whole else str(amount.quantize(_PLACES))
