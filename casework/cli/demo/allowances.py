"""Two months of allowances in the invented county, with one of each difference."""

from collections.abc import Sequence
from decimal import Decimal

from casework import clock
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.allowances import actions, queries
from casework.allowances.checking import holders_of
from casework.allowances.comparing import Finding
from casework.allowances.monthly import Line, Tab, month_sheet
from casework.children.models import Child
from casework.clock import Month
from casework.regions.codes import prefix
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import write_csv

_COUNTY = "xian"
_JULY = 7
_HEADINGS = ["序号", "姓名", "身份证号", "发放金额", "户名", "银行卡号", "发放日期"]
_STANDARDS = (
    ("orphan_allowance", "scattered", "1450.00"),
    ("orphan_allowance", "institution", "2000.00"),
    ("dfu_allowance", "scattered", "1450.00"),
)
_BANK = "青禾农村商业银行"


def add_allowances() -> None:
    """Set standards that change in July, and book what was paid for the last two months."""
    county, now = viewer_by_login(_COUNTY), Month.of(clock.today())
    july = Month(now.year if now.month > _JULY else now.year - 1, _JULY)
    for kind, tier, amount in _STANDARDS:
        actions.set_standard(
            actor=county,
            kind=kind,
            tier=tier,
            amount=Decimal(amount),
            from_month=july,
            document=f"青民发〔{july.year}〕18号",
            source="编造的例子",
        )
    _pay(county, now.plus(-2), {})
    _pay(county, now.previous, _DIFFERENCES)


#: What becomes of some rows of the file, by their place.
_DIFFERENCES = {1: "unpaid", 2: "less", 3: "stranger", 4: "twice"}


def _pay(county: Viewer, month: Month, otherwise: dict[int, str]) -> None:
    sheet = month_sheet(county, queries.county(county), month)
    lines = [line for line in sheet.of(Tab.DUE) if line.due and line.due.amount]
    children = [line.child for line in lines]
    holders = holders_of(prefix(sheet.region_code), children)
    rows: list[list[CellOut]] = []
    for n, line in enumerate(lines):
        holder = _holder(line.child, holders[line.child.id])
        rows += _rows(n, line, month, holder, otherwise.get(n))
        if not queries.payees_of(line.child):
            actions.set_payee(
                actor=county, child=line.child, number=_number(n), holder=holder, bank=_BANK
            )
    if otherwise:
        rows.append([None, "马小川", None, Decimal("1450.00"), "马小川", "6200990000009999", None])
    if not rows:
        return
    content = write_csv([_HEADINGS, *rows])
    batch = actions.try_file(
        actor=county, month=month, filename=f"{month.label}发放结果.csv", content=content
    )
    actions.confirm(actor=county, batch_id=batch.id)
    if len(children) > 1 and otherwise:
        actions.explain(
            actor=county,
            child=children[1],
            month=month,
            finding=Finding.UNPAID,
            code="late_bank",
            words="农商行系统升级，下个月一起补发。",
        )


def _rows(
    n: int, line: Line, month: Month, holder: str, otherwise: str | None
) -> Sequence[list[CellOut]]:
    amount = line.due.amount if line.due and line.due.amount else Decimal(0)
    if otherwise == "unpaid":
        return []
    if otherwise == "less":
        amount -= 100
    who = "孙有福" if otherwise == "stranger" else holder
    day = month.first.replace(day=25)
    number = line.child.id_number
    row: list[CellOut] = [n + 1, line.child.name, number, amount, who, _number(n), day]
    return [row, row] if otherwise == "twice" else [row]


def _holder(child: Child, names: frozenset[str]) -> str:
    return min(names - {child.name}, default=child.name)


def _number(n: int) -> str:
    return f"62009900{n:08d}"
