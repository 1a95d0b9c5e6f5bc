"""Every column has a class, and what is about somebody is sealed.

docs/data-classes.csv lists them all. T0 is about nobody. T1 is about somebody and plain on purpose:
ids, codes, dates of acts, counters (docs/threat-model.md). T2 says who and where somebody is. T3 is
what harms most when it is known. ``form`` says how a value stands in the database.
"""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Column, LargeBinary

from casework.db.base import Base
from casework.db.sealed import Sealed, sealed_fields
from migrations import every_model

ROOT = Path(__file__).parents[2]
LABELS = ROOT / "tests" / "data" / "golden" / "sealed_labels.json"

#: What may stand in bytes without being sealed.
BYTES = {"digest", "wrapped", "code"}

Place = tuple[str, str]


def columns() -> dict[Place, Column[object]]:
    tables = every_model.metadata().tables.values()
    return {(table.name, column.name): column for table in tables for column in table.columns}


def seals() -> dict[Place, Sealed[object]]:
    every_model.metadata()
    return {
        (mapper.local_table.name, field.name): field  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        for field in sealed_fields(mapper.class_).values()
    }


def classified() -> dict[Place, tuple[str, str]]:
    with (ROOT / "docs" / "data-classes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["table"], row["column"]): (row["class"], row["form"]) for row in rows}
    assert len(found) == len(rows), "a column stands there twice"
    return found


def test_every_column_is_classified_and_nothing_else_is() -> None:
    assert set(classified()) == set(columns())
    assert {kind for kind, _ in classified().values()} == {"T0", "T1", "T2", "T3"}


def test_what_is_about_somebody_is_sealed_and_nothing_else_is() -> None:
    told = {place for place, (kind, _) in classified().items() if kind in {"T2", "T3"}}
    assert told == set(seals())
    assert {place for place, (_, form) in classified().items() if form == "sealed"} == told


def test_bytes_are_sealed_or_a_digest_or_a_key() -> None:
    forms = {place: form for place, (_, form) in classified().items()}
    in_bytes = {p for p, column in columns().items() if isinstance(column.type, LargeBinary)}
    assert {forms[place] for place in in_bytes - set(seals())} <= BYTES


def test_labels_are_the_frozen_ones() -> None:
    """A label that changes loses every value sealed under it: add lines, never change one."""
    frozen = json.loads(LABELS.read_text(encoding="utf-8"))
    assert {f"{t}.{c}": field.label for (t, c), field in seals().items()} == frozen


def test_no_label_is_given_twice() -> None:
    twice = [label for label, n in Counter(f.label for f in seals().values()).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("place", sorted(seals()), ids=".".join)
def test_a_field_that_may_be_empty_is_one_that_the_database_lets_be(place: Place) -> None:
    assert columns()[place].nullable == seals()[place].null
