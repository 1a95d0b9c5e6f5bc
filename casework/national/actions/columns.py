"""Saying which column is which: for one list, and from then on for the office."""

from collections.abc import Mapping

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken
from casework.national import layouts, sheet
from casework.national.actions.uploads import compare_again
from casework.national.models import NationalList
from casework.national.sheet import Table

TAKEN_TWICE = "“%(column)s”选了两栏，只能选一栏，请核对。"
NOBODY = "请至少指明“姓名”或“身份证号码”是哪一栏。"
_WHO = frozenset({"child.name", "child.id_number"})


def set_columns(
    *, actor: Viewer, found: NationalList, table: Table, columns: Mapping[int, str]
) -> None:
    """Remember which column holds what, and compare the list by it.

    Raises RuleBroken for a field in two columns, and where no column says who a row is.
    """
    headings, taken = sheet.book(), set[str]()
    for at, code in columns.items():
        if code in taken:
            label = headings.label(code)
            raise RuleBroken(TAKEN_TWICE, f"column_{at}", column=label)
        taken.add(code)
    if not taken & _WHO:
        raise RuleBroken(NOBODY)
    is_new = layouts.remember(found.region_code, table.layout, columns)
    found.columns = {str(at): code for at, code in sorted(columns.items())}
    # A column that is a bank card only since somebody said so goes as well.
    found.content = sheet.packed(sheet.without_cards(table.with_columns(columns)))
    compare_again(actor=actor, found=found)
    record(
        Tag.NATIONAL_COLUMNS,
        actor_id=actor.account_id,
        region_code=found.region_code,
        subject_id=found.id,
        columns=len(columns),
        is_new=is_new,
    )
