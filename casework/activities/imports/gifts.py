"""What a row of 附件2 says was given, and how it is written into the ledger. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from casework.activities.rules import Gift
from casework.assistance.models import Mode
from casework.assistance.rules import Counted
from casework.assistance.rules import Facts as AidFacts
from casework.practice.rules.codes import CodeList

_LONGEST = 60
# no-catalogue: read, not shown
_CASH = ("资金", "现金", "捐款", "助学金", "慰问金", "款")
# no-catalogue: read, not shown
_GOODS = ("物资", "实物", "物品", "礼包", "书包", "衣", "书", "包", "用品")
# no-catalogue: read, not shown
_OTHER = ("其他", "其它", "服务")

#: Words of a giver that say which source it is; the first that fits.
# no-catalogue: read, not shown
_SOURCES = (
    ("company", ("公司", "企业", "银行", "超市", "商会", "集团", "厂", "店")),
    ("charity", ("慈善", "基金会", "红十字", "公益", "志愿", "协会")),
    ("person", ("个人", "先生", "女士", "爱心人士")),
    ("project", ("项目", "工程", "邮包")),
    ("public", ("财政", "民政局", "政府", "未保办", "教育局")),
)
_USUAL_SOURCE = "charity"

#: Words of an activity that say which help it was; the first that fits.
# no-catalogue: read, not shown
_HELP = (
    ("education", ("助学", "学费", "奖学", "圆梦")),
    ("medical", ("义诊", "体检", "医", "配眼镜")),
    ("rehab", ("康复",)),
    ("legal", ("法律援助",)),
)


@dataclass(frozen=True)
class GiftTold:
    """What was given to a number of children whose names nobody wrote down."""

    mode: Mode
    value: Decimal | None
    source: str
    giver: str | None
    children: int


def read_mode(text: str | None, *, has_value: bool) -> tuple[Mode, str] | None:
    """Return the mode, and what is to be looked at; None where nothing was given."""
    if text is None:
        return (Mode.OTHER, "没有写捐赠方式，先按“其他”登记") if has_value else None
    # 资金 before 物资: 慰问金 holds no word of goods, 书包款 is money.
    modes = [
        mode
        for mode, words in ((Mode.CASH, _CASH), (Mode.GOODS, _GOODS), (Mode.OTHER, _OTHER))
        if any(word in text for word in words)
    ]
    if len(modes) == 1:
        return modes[0], ""
    if modes:
        return Mode.OTHER, "写了不止一种捐赠方式，先按“其他”登记；最好一种写一行"
    return Mode.OTHER, "认不出，请写“资金”“物资”或者“其他”；先按“其他”登记"


def source_of(text: str | None, giver: str | None, organiser: str | None, sources: CodeList) -> str:
    """Return where it came from: as the list says, else by the words of who gave it."""
    told = sources.from_synonym(text) if text else None
    if told is not None:
        return told
    for words_of in (text, giver, organiser):
        for code, words in _SOURCES:
            if words_of and any(word in words_of for word in words):
                return code
    return _USUAL_SOURCE


def help_of(title: str, mode: Mode) -> str:
    """Return the kind of help that an activity's words tell."""
    for code, words in _HELP:
        if any(word in title for word in words):
            return code
    return "temp_relief" if mode is Mode.CASH else "in_kind"


def gift(told: GiftTold, *, form_id: UUID, title: str, held_on: date, region_code: str) -> Gift:
    """Return it as the act that records an activity takes it."""
    facts = AidFacts(
        kind=help_of(title, told.mode),
        mode=told.mode,
        source=told.source,
        item=title[:_LONGEST],
        given_on=held_on,
        giver=told.giver,
    )
    counted = Counted(region_code, children=told.children, value=told.value)
    return Gift(facts, form_id, counted=counted)
