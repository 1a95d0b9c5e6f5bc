"""Invented allowances: children who draw, files that pay, and what stands in them."""

import os
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.allowances import actions, queries
from casework.allowances.models import BatchState, PaymentBatch, Standard
from casework.allowances.payment_rows import PaidRow
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import Child
from casework.clock import Month
from casework.db.base import db
from casework.people.models import Part
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import write_csv
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child, an_id_number, load_practice

DFU = "de_facto_unsupported"
JANUARY, OCTOBER = Month(2026, 1), Month(2026, 10)
HEADINGS = ["姓名", "身份证号", "金额", "户名", "银行卡号"]
GUARDIAN = PersonFacts(part=Part.GUARDIAN, name="王秀英", relation="62", phone="19900000001")


def county() -> Viewer:
    """Return the office that keeps the account."""
    return a_viewer(Role.COUNTY_CIVIL)


def a_drawing_child(
    n: int = 1,
    name: str = "陈雨桐",
    categories: Sequence[str] = (DFU,),
    since: date = date(2026, 3, 10),
    **options: Any,
) -> Child:
    """Return a child in a category that entitles, with a number of its own."""
    born = date(2016, 3, 15)
    number = an_id_number(born, 2 * n)
    facts = ChildFacts(name=name, sex="2", birth_on=born, id_kind="resident_id", id_number=number)
    return a_child(
        name=name,
        facts=facts,
        categories=categories,
        entered_on=since,
        people=(GUARDIAN,),
        **options,
    )


def a_standard(amount: str = "1400.00", since: Month = JANUARY, **said: Any) -> Standard:
    """Enter what the county pays."""
    load_practice()
    actor = said.pop("actor", None) or county()
    told = {"kind": "dfu_allowance", "tier": "scattered", "document": "青民发〔2026〕1号"}
    return actions.set_standard(
        actor=actor, amount=Decimal(amount), from_month=since, **{**told, **said}
    )


def a_row(
    child: Child, amount: CellOut = "1400.00", holder: str = "王秀英", account: str = ""
) -> Any:
    """Return a row of a payment file about a child."""
    return [child.name, child.id_number, amount, holder, account or None]


def a_file(*rows: Sequence[CellOut], headings: Sequence[str] = HEADINGS) -> bytes:
    """Return a payment file with these rows."""
    return write_csv([headings, *rows])


def a_tried_batch(viewer: Viewer, *rows: PaidRow, month: Month = OCTOBER) -> PaymentBatch:
    """Return a file as it stands before it is booked, without its bytes."""
    batch = PaymentBatch(
        region_code=queries.county(viewer),
        month_on=month.first,
        state=BatchState.TRIED,
        uploaded_by=viewer.account_id,
        digest=os.urandom(16),
        rows=len(rows),
        filename="发放.xlsx",
        read=[row.packed() for row in rows],
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def a_paid_row(
    line: int, name: str, number: str | None = None, holder: str | None = None
) -> PaidRow:
    """Return a row as it was read."""
    cells = {"name": name, "amount": "1400"}
    return PaidRow(line, cells, name, number, OCTOBER, Decimal(1400), holder=holder)


def a_batch(*rows: Any, month: Month = OCTOBER, replaces: Any = None, **said: Any) -> PaymentBatch:
    """Book a payment file with these rows."""
    load_practice()
    tried = actions.try_file(
        actor=county(), month=month, filename="发放.csv", content=a_file(*rows, **said)
    )
    return actions.confirm(actor=county(), batch_id=tried.id, replaces_id=replaces)
