"""Two tables that differ in one thing: twelve short texts, sealed in one and plain in the other."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Mapped

from bench.tables import table_of
from casework.db.base import Base, Row, new_id
from casework.db.sealed import Owner, new_key_row, seal_values, sealed

_CHARACTERS = "王李张刘陈杨赵黄周吴家住村东头第三户奶奶照看父母在外务工今天入户走访孩子情况良好"


class SealedCard(Owner):
    """A subject with a data key of its own and twelve sealed texts."""

    __tablename__ = "bench_sealed_card"
    __owner_kind__ = "child"

    county: Mapped[int]
    name = sealed(str, label="bench.name")
    phone = sealed(str, label="bench.phone")
    address = sealed(str, label="bench.address")
    school = sealed(str, label="bench.school")
    health = sealed(str, label="bench.health")
    father = sealed(str, label="bench.father")
    mother = sealed(str, label="bench.mother")
    carer = sealed(str, label="bench.carer")
    carer_phone = sealed(str, label="bench.carer_phone")
    living = sealed(str, label="bench.living")
    wish = sealed(str, label="bench.wish")
    note = sealed(str, label="bench.note")


class PlainCard(Row):
    """The same, legible."""

    __tablename__ = "bench_plain_card"

    county: Mapped[int]
    name: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    school: Mapped[str]
    health: Mapped[str]
    father: Mapped[str]
    mother: Mapped[str]
    carer: Mapped[str]
    carer_phone: Mapped[str]
    living: Mapped[str]
    wish: Mapped[str]
    note: Mapped[str]


Card = type[SealedCard] | type[PlainCard]

FIELDS = (
    "name",
    "phone",
    "address",
    "school",
    "health",
    "father",
    "mother",
    "carer",
    "carer_phone",
    "living",
    "wish",
    "note",
)
_COUNTIES = 10


def lay(engine: Engine) -> None:
    """Make both tables."""
    Base.metadata.create_all(engine, [table_of(SealedCard), table_of(PlainCard)])


def contents(count: int) -> Sequence[dict[str, Any]]:
    """Return what is written on so many cards: texts of 21 to 60 bytes, the same each time."""
    choose = random.Random(20240501)
    return [
        {"county": number % _COUNTIES, **{field: _text(choose) for field in FIELDS}}
        for number in range(count)
    ]


def sealed_row(card: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a bulk insert needs for one sealed card: the row of its key and its own."""
    row_id = new_id()
    key_row, key = new_key_row(SealedCard.__owner_kind__, row_id)
    texts = {field: card[field] for field in FIELDS}
    boxes = seal_values(SealedCard, key, owner=row_id, row=row_id, values=texts)
    plain = {"id": row_id, "created_at": key_row["created_at"], "county": card["county"]}
    return key_row, {**plain, **boxes}


def _text(choose: random.Random) -> str:
    return "".join(choose.choices(_CHARACTERS, k=choose.randint(7, 20)))
