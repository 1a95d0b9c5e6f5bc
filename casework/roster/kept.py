"""Understood rows as plain values, to be sealed and read again."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts
from casework.people.models import Part
from casework.roster.lines import Line, Place

Plain = dict[str, Any]
Facts = TypeVar("Facts", ChildFacts, PersonFacts, CategoryFacts)

_DAYS = frozenset({"birth_on", "since_on", "from_on"})


def plain_line(line: Line) -> Plain:
    """Return a row as JSON takes it."""
    return {
        "sheet": line.place.sheet,
        "row": line.place.row,
        "region_code": line.region_code,
        "facts": plain(line.facts),
        "categories": [plain(category) for category in line.categories],
        "people": [plain(person) for person in line.people],
        "address": line.address,
        "cells": dict(line.cells),
        "doubts": [*line.doubts],
    }


def line_of(kept: Mapping[str, Any]) -> Line:
    """Return the row that ``plain_line`` was given."""
    return Line(
        place=Place(kept["sheet"], kept["row"]),
        region_code=kept["region_code"],
        facts=facts_of(ChildFacts, kept["facts"]),
        categories=tuple(facts_of(CategoryFacts, each) for each in kept["categories"]),
        people=people_of(kept["people"]),
        address=kept["address"],
        cells=kept["cells"],
        doubts=tuple(kept["doubts"]),
    )


def people_of(kept: Sequence[Mapping[str, Any]]) -> tuple[PersonFacts, ...]:
    """Return the persons that ``plain`` was given."""
    return tuple(facts_of(PersonFacts, each) for each in kept)


def plain(facts: ChildFacts | PersonFacts | CategoryFacts) -> Plain:
    """Return facts as JSON takes them, without what nobody has said."""
    told = {each.name: getattr(facts, each.name) for each in fields(facts)}
    return {name: _plain(value) for name, value in told.items() if value is not None}


def facts_of(kind: type[Facts], kept: Mapping[str, Any]) -> Facts:
    """Return the facts that ``plain`` was given."""
    told: dict[str, Any] = {
        name: date.fromisoformat(value) if name in _DAYS else value for name, value in kept.items()
    }
    if "part" in told:
        told["part"] = Part(told["part"])
    return kind(**told)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Part) else value
