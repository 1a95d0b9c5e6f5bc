"""How figures become sentences: what is left out, and what is too few to be told. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.errors import RuleBroken

#: A number of persons from 1 up to this may point at a known child (as ADR 0020).
SMALL = 4
#: Stands where the office has to write itself; a text that still has one does not leave the house.
# no-catalogue: handed in, so always Chinese
TO_FILL_IN = "（请补充做法和效果）"
#: Where nothing is recorded.
# no-catalogue: handed in, so always Chinese
NOTHING_HELD = "（请补充；没有开展的整项删去）"
# no-catalogue: handed in, so always Chinese
_OPEN = "（请补充"
_LONGEST_TITLE, _LONGEST_TEXT = 120, 6000

# no-catalogue: how names of places end
_ENDINGS = ("街道", "社区", "省", "市", "区", "县", "旗", "镇", "乡", "村")

Numbers = Mapping[str, Decimal]


@dataclass(frozen=True)
class Phrase:
    """What is said of one figure."""

    code: str
    #: With ``{n}`` for the number.
    many: str
    #: Of so few that they could be known; None leaves it out.
    few: str | None = None
    #: Counts things or events: told however few they are.
    is_of_things: bool = False

    def said(self, number: Decimal | None) -> str | None:
        """Return the words for a number; None where nothing is said of it."""
        if not number:
            return None
        if self.is_of_things or number > SMALL:
            return self.many.format(n=plain(number))
        return self.few


#: 民政, in the order of the press paragraphs of the provinces.
# no-catalogue: handed in, so always Chinese
CIVIL = (
    Phrase("ind_children_visited", "走访探视{n}名困境儿童", "走访探视个别困境儿童"),
    Phrase("ind_visit_times", "走访慰问{n}人次"),
    Phrase("ind_unattended_placed", "妥善安置{n}名无人照料儿童", "妥善安置个别无人照料儿童"),
    Phrase("ind_agreements_signed", "督促指导外出务工父母与被委托照护人签订{n}份委托照护协议"),
    Phrase("ind_medical_solved", "协调解决{n}名困难儿童就医问题", "协调解决个别困难儿童就医问题"),
    Phrase("ind_assisted", "临时帮扶救助{n}名困境儿童", "临时帮扶救助个别困境儿童"),
    Phrase("ind_goods_children", "为{n}名困境儿童提供物资帮扶"),
    Phrase("ind_kits", "发放爱心包、防疫包{n}份", is_of_things=True),
    Phrase("ind_policy_sessions", "开展政策宣讲{n}场", is_of_things=True),
    Phrase("ind_policy_told", "走访时向{n}名儿童家庭宣传政策"),
    Phrase("ind_safety_homes", "入户检查居住安全{n}户"),
    Phrase("ind_psych", "为{n}名儿童提供心理关爱"),
    Phrase("ind_pairs_children", "一对一结对{n}名儿童"),
    Phrase("ind_activities", "举办关爱活动{n}场", is_of_things=True),
    Phrase("ind_beneficiaries", "受益家长儿童{n}人次"),
)
#: 妇联: what she keeps herself, never a figure of files.
# no-catalogue: handed in, so always Chinese
WOMENS_FED = (
    Phrase("ind_activities", "举办关爱活动{n}场", is_of_things=True),
    Phrase("ind_policy_sessions", "其中政策宣讲{n}场", is_of_things=True),
    Phrase("ind_beneficiaries", "受益家长儿童{n}人次"),
    Phrase("ind_volunteers", "在册志愿者{n}名"),
    Phrase("ind_pairs_children", "一对一结对{n}名儿童"),
    Phrase("ind_assisted", "帮扶{n}名儿童"),
    Phrase("ind_donation_cash", "募集资金{n}元", is_of_things=True),
    Phrase("ind_donation_goods", "募集物资价值{n}元", is_of_things=True),
    Phrase("ind_media", "媒体报道{n}篇次", is_of_things=True),
)
#: What is told under an item by the records that do it (``practice.rules.campaigns.RECORDS``).
BY_RECORD = {
    "visit": ("ind_children_visited", "ind_visit_times"),
    "policy_told": ("ind_policy_told",),
    "safety_checked": ("ind_safety_homes",),
    "psych": ("ind_psych",),
    "pairing": ("ind_pairs_children",),
}


@dataclass(frozen=True)
class Held:
    """The activities of a kind: sessions, who was reached, and the townships."""

    label: str
    sessions: int
    online: int
    reached: int
    townships: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemFacts:
    """What was done for one item of a campaign."""

    label: str
    records: tuple[str, ...]
    held: Sequence[Held]


@dataclass(frozen=True)
class Occasion:
    """What a text is about: the place, the time, the campaign in its own words."""

    place: str
    last_on: date
    is_over: bool
    #: Empty where it is of no campaign.
    theme: str = ""
    organisers: tuple[str, ...] = ()


def plain(number: Decimal) -> str:
    """Return a number as newspapers print it: without places that say nothing."""
    whole = number.to_integral_value()
    return f"{whole if whole == number else number.normalize():f}"


def whole_place(name: str) -> str:
    """Return how the whole of a place is called: 全县, 全镇."""
    for ending in _ENDINGS:
        if name.endswith(ending):
            # no-catalogue: handed in, so always Chinese
            return f"全{ending}"
    return name


def since_when(occasion: Occasion) -> str:
    """Return the words that a paragraph begins with."""
    if not occasion.is_over:
        # no-catalogue: handed in, so always Chinese
        return "截至目前"
    on = occasion.last_on
    # no-catalogue: handed in, so always Chinese
    return f"截至{on.year}年{on.month}月{on.day}日"


def title(occasion: Occasion, kind: str) -> str:
    """Return what a text of a kind is called."""
    # no-catalogue: handed in, so always Chinese
    about = f"“{occasion.theme}”活动" if occasion.theme else "关爱服务工作"
    # no-catalogue: handed in, so always Chinese
    return f"{occasion.place}{about}{'总结' if '总结' in kind else '情况'}"


def press(occasion: Occasion, phrases: Iterable[Phrase], numbers: Numbers) -> str:
    """Return one paragraph; empty where there is nothing to tell."""
    said = _said(phrases, numbers)
    if not said:
        return ""
    # no-catalogue: handed in, so always Chinese
    return f"{since_when(occasion)}，{whole_place(occasion.place)}共{'，'.join(said)}。"


def summary(
    occasion: Occasion, phrases: Sequence[Phrase], numbers: Numbers, items: Sequence[ItemFacts]
) -> str:
    """Return the draft of a summary: what the figures say, and where the office has to write."""
    # no-catalogue: handed in, so always Chinese
    parts = [
        _opening(occasion),
        "一、总体情况",
        press(occasion, phrases, numbers) or f"这段时间还没有登记的数字。{NOTHING_HELD}",
        "二、主要做法",
        *(
            line
            for n, item in enumerate(items, 1)
            for line in (f"（{_counted(n)}）{item.label}", _of_item(item, phrases, numbers))
        ),
        "三、典型做法和成效",
        TO_FILL_IN,
        "四、存在的困难和下一步打算",
        "（请补充困难和打算）",
    ]
    return "\n".join(parts)


def _opening(occasion: Occasion) -> str:
    place = occasion.place
    if not occasion.theme:
        # no-catalogue: handed in, so always Chinese
        return f"现将{place}关爱服务工作情况总结如下："
    # no-catalogue: handed in, so always Chinese
    asked = f"按照{'、'.join(occasion.organisers)}的部署，" if occasion.organisers else ""
    # no-catalogue: handed in, so always Chinese
    return f"{asked}{place}开展了“{occasion.theme}”关爱服务活动。现将情况总结如下："


def _of_item(item: ItemFacts, phrases: Iterable[Phrase], numbers: Numbers) -> str:
    wanted = {code for record in item.records for code in BY_RECORD.get(record, ())}
    said = _said((each for each in phrases if each.code in wanted), numbers)
    told = [*said, *(_of_kind(held) for held in item.held if held.sessions)]
    # no-catalogue: handed in, so always Chinese
    return f"{'；'.join(told)}。{TO_FILL_IN}" if told else NOTHING_HELD


def _of_kind(held: Held) -> str:
    # no-catalogue: handed in, so always Chinese
    parts = [f"开展{held.label}{held.sessions}场"]
    if held.online:
        # no-catalogue: handed in, so always Chinese
        parts.append(f"其中线上{held.online}场")
    if held.reached > SMALL:
        # no-catalogue: handed in, so always Chinese
        parts.append(f"家长儿童{held.reached}人次参加")
    if held.townships:
        # no-catalogue: handed in, so always Chinese
        parts.append(f"到过{'、'.join(held.townships)}")
    return "，".join(parts)


def _said(phrases: Iterable[Phrase], numbers: Numbers) -> list[str]:
    found = (each.said(numbers.get(each.code)) for each in phrases)
    return [each for each in found if each]


def _counted(n: int) -> str:
    # no-catalogue: handed in, so always Chinese
    digits = "一二三四五六七八九十"
    return digits[n - 1] if n <= len(digits) else str(n)


def characters(text: str) -> int:
    """Return how many characters a text has, as the notice counts: without blanks and breaks."""
    return sum(not each.isspace() for each in text)


def is_unfinished(text: str) -> bool:
    """Say whether something is still to be filled in."""
    return _OPEN in text


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the figures that are others by now: code, then, now."""
    return [
        (code, number, now[code])
        for code, number in then.items()
        if code in now and now[code] != number
    ]


def check_words(title: str, text: str) -> None:
    """Raise RuleBroken for a text without a title or without a word, and for one far too long."""
    if not title.strip():
        raise RuleBroken("请填写标题。", "title")
    if len(title) > _LONGEST_TITLE:
        raise RuleBroken("标题最多%(n)s个字，请写短一些。", "title", n=_LONGEST_TITLE)
    if not text.strip():
        raise RuleBroken("请填写正文。", "text")
    if len(text) > _LONGEST_TEXT:
        raise RuleBroken("正文最多%(n)s个字，请写短一些。", "text", n=_LONGEST_TEXT)


def check_codes(codes: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return chosen figures in the order of all; raise RuleBroken where none is left."""
    chosen = set(codes)
    found = [code for code in known if code in chosen]
    if not found:
        raise RuleBroken("请至少选一个数字。", "codes")
    return found
