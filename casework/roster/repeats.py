"""Rows that stand in a ledger twice: the first is taken, the others say where it is."""

from casework.roster.lines import Line, Place, Refusal
from casework.texts import Text

SECOND_TIME = "证件号与第 %(row)s 行相同"
SECOND_TIME_ELSEWHERE = "证件号与工作表“%(sheet)s”第 %(row)s 行相同"
NOT_TOLD_APART = (
    "姓名、性别、出生日期、照料人和村都与第 %(row)s 行相同；不是同一个孩子的，请填上证件号"
)
NOT_TOLD_APART_ELSEWHERE = (
    "姓名、性别、出生日期、照料人和村都与工作表“%(sheet)s”第 %(row)s 行相同；"
    "不是同一个孩子的，请填上证件号"
)


def refuse_second_times(lines: list[Line | Refusal]) -> list[Line | Refusal]:
    """Refuse a row that is known by the same as an earlier row: its ID number, or all but that."""
    first: dict[tuple[str, ...], Place] = {}
    checked: list[Line | Refusal] = []
    for line in lines:
        if isinstance(line, Line) and line.known_by in first:
            checked.append(Refusal(line.place, _why_twice(line, first[line.known_by])))
            continue
        if isinstance(line, Line):
            first[line.known_by] = line.place
        checked.append(line)
    return checked


def _why_twice(line: Line, first: Place) -> str:
    is_near = line.place.sheet == first.sheet
    if line.facts.id_number:
        text = SECOND_TIME if is_near else SECOND_TIME_ELSEWHERE
    else:
        text = NOT_TOLD_APART if is_near else NOT_TOLD_APART_ELSEWHERE
    return Text(text, sheet=first.sheet, row=first.row)
