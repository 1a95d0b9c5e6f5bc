"""The empty template of a list of activities."""

from casework.activities.imports.interpret import HELPERS
from casework.practice import queries as practice
from casework.sheets.writing import Column, SheetOut, write_xlsx

#: The columns of a list to hand in, with their widths; their headings are the practice's.
TEMPLATE = {
    "serial": 6,
    "title": 30,
    "kind": 14,
    "organiser": 22,
    "held_on": 14,
    "township": 14,
    "place": 16,
    "sessions": 8,
    "children": 10,
    "parents": 10,
    "benefit": 12,
    "mode": 12,
    "value": 12,
    "source": 12,
    "giver": 20,
    "campaign": 24,
    **dict.fromkeys(HELPERS, 10),
    "note": 22,
}
# no-catalogue: a file stays Chinese
_TITLE = "活动清单"
# no-catalogue: a file stays Chinese
_HOW_TO = (
    "“活动内容”和“活动时间”必填，其他的不知道可以空着。一场活动一行；既给钱又给物的写两行。"
    "时间写成 2026-01-20 的样子。活动种类写其中一个：{kinds}。捐赠方式只写资金、物资或其他。"
    "捐赠来源：{sources}。不要写孩子的姓名。"
)


def template() -> bytes:
    """Return the empty list, with how it is filled in above the headings."""
    book = practice.activity_headers()
    columns = [Column(book.label(code), width) for code, width in TEMPLATE.items()]
    told = _HOW_TO.format(
        kinds="、".join(practice.codes("activity_kind").values()),
        sources="、".join(practice.codes("aid_source").values()),
    )
    return write_xlsx([SheetOut(_TITLE, columns, [], _TITLE, told)])
