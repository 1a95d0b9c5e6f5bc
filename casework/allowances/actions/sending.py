"""The payment file that goes to a finance office or a bank: columns as the region has them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.actions.payees import check_purpose
from casework.allowances.models import PayeeAccount
from casework.allowances.monthly import Line, MonthSheet, Tab, month_sheet
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.clock import Month
from casework.disclosures.actions import register_disclosure
from casework.disclosures.models import Basis
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_xlsx
from casework.texts import Text

#: Not shorter than any bank needs, and not the whole county by mistake.
_MOST_ROWS = 5_000
#: What of a child stands in the file: codes of ``shared_field``.
TOLD = ("name", "id_number", "township", "village", "bank_account", "amount")


def pay_file(*, actor: Viewer, region_code: str, month: Month, purpose: str | None) -> bytes:
    """Return the list of what is due in a month as a workbook, with accounts, and keep why.

    Who has no account, number or standard yet is on it all the same, with the cell left empty.
    """
    said = check_purpose(purpose)
    queries.demand_county(actor)
    sheet = month_sheet(actor, region_code, month)
    lines = sheet.of(Tab.DUE)
    if not lines:
        raise RuleBroken("这个月没有应发的孩子，没有可导出的内容。")
    if len(lines) > _MOST_ROWS:
        raise RuleBroken("应发的孩子超过%(most)s人，请分乡镇导出。", most=_MOST_ROWS)
    record(
        Tag.ALLOWANCE_EXPORT,
        actor_id=actor.account_id,
        region_code=region_code,
        seen=[line.child.id for line in lines],
        reason=said,
        month=str(month),
        rows=len(lines),
    )
    for line in lines:
        register_disclosure(
            actor=actor,
            child=line.child,
            recipient=Text("财政部门、代发银行"),
            recipient_kind="finance",
            fields=TOLD,
            basis=Basis.DUTY.value,
            about=said,
        )
    return _written(sheet, lines, queries.payees_in(prefix(region_code)))


def _written(
    sheet: MonthSheet, lines: Iterable[Line], payees: Mapping[UUID, PayeeAccount]
) -> bytes:
    places = regions.by_codes(
        code for line in lines for code in (line.child.region_code, line.child.township_code)
    )
    names = {code: region.name for code, region in places.items()}
    columns = sheet.rules.columns
    rows = [
        [_cells(n, line, sheet, payees.get(line.child.id), names)[c.field] for c in columns]
        for n, line in enumerate(lines, 1)
    ]
    place = regions.full_name(pad(sheet.region_code))
    title = f"{place}{sheet.month.label}基本生活补贴应发清单"  # no-catalogue: a file
    out = [Column(column.heading, column.width) for column in columns]
    return write_xlsx([SheetOut(sheet.month.label, out, rows, title)])


def _cells(
    n: int,
    line: Line,
    sheet: MonthSheet,
    payee: PayeeAccount | None,
    places: Mapping[str, str],
) -> dict[str, CellOut]:
    child, due = line.child, line.due
    return {
        "serial": n,
        "name": child.name,
        "id_number": child.id_number,
        "township": places.get(child.township_code),
        "village": places.get(child.region_code),
        "kind": sheet.rules.kinds[due.kind] if due else None,
        "tier": sheet.rules.tiers[due.tier] if due else None,
        "month": str(sheet.month),
        "amount": due.amount if due else None,
        "holder": payee.holder if payee else None,
        "bank": payee.bank if payee else None,
        "account": payee.number if payee else None,
        "reason": str(due.reason) if due else None,
    }
