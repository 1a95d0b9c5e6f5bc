"""What may be recorded of an activity, and what is put up for checking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from casework.activities.models import Doubt
from casework.assistance.rules import Counted, Portion
from casework.assistance.rules import Facts as AidFacts
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.practice.rules.campaigns import Campaign

MOST = 1_000_000

#: What a correction may change, in the order in which it is shown.
FIELDS = {
    "kind": "活动种类",
    "title": "活动内容",
    "campaign_code": "集中活动",
    "held_on": "日期",
    "until_on": "结束日期",
    "sessions": "场次",
    "is_online": "线上举办",
    "children_reached": "来了多少孩子（人次）",
    "parents_reached": "来了多少家长（人次）",
    "children_counted": "没记名字的受益儿童",
    "villages_counted": "另外覆盖的村（社区）数",
    "counties_counted": "另外覆盖的县区数",
    "organiser": "承办单位",
    "partners": "一起办的单位",
    "venue": "在哪里办的",
    "note": "备注",
    "places": "覆盖的地方",
    "volunteers": "志愿者",
    "helpers": "没登记的志愿者",
    "children": "参加的孩子",
}
#: What a doubt is about: it is looked at anew where one of these changes.
_DOUBTED = frozenset(
    {"held_on", "until_on", "campaign_code", "children_reached", "children_counted", "children"}
)


@dataclass(frozen=True)
class Facts:
    """What was held, when, and how many came (numbers without names)."""

    kind: str
    held_on: date
    title: str
    campaign_code: str | None = None
    until_on: date | None = None
    sessions: int = 1
    is_online: bool = False
    organiser: str | None = None
    partners: tuple[str, ...] = ()
    venue: str | None = None
    #: 人次.
    children_reached: int = 0
    parents_reached: int = 0
    #: 人, of those who are not named.
    children_counted: int = 0
    villages_counted: int = 0
    counties_counted: int = 0
    note: str | None = None


@dataclass(frozen=True)
class Gift:
    """What was given at it: written into the ledger of assistance, and nowhere else.

    ``facts.activity_id`` and ``facts.given_on`` are set by the act.
    """

    facts: AidFacts
    #: Made by the form: the same one twice is one.
    form_id: UUID
    portions: Sequence[Portion] = ()
    counted: Counted | None = None


@dataclass(frozen=True)
class Around:
    """Who and what belongs to an activity beside its facts."""

    #: Region codes, villages where they are known.
    places: Collection[str] = ()
    #: Ids of the register.
    volunteers: Collection[UUID] = ()
    #: People by code of ``volunteer_kind`` whom nobody registered.
    helpers: Mapping[str, int] = field(default_factory=dict)
    #: Children by name; none for 妇联.
    children: Sequence[Child] = ()
    gifts: Sequence[Gift] = ()


def check(facts: Facts, around: Around, kinds: Collection[str], helping: Collection[str]) -> None:
    """Refuse what is no activity at all; odd numbers and days are put up for checking instead."""
    if facts.kind not in kinds:
        raise RuleBroken("请选择“活动种类”。", "kind")
    if not facts.title.strip():
        raise RuleBroken("请填写“活动内容”。", "title")
    if facts.sessions < 1:
        raise RuleBroken("“场次”应不少于1。", "sessions")
    numbers = (
        facts.children_reached,
        facts.parents_reached,
        facts.children_counted,
        facts.villages_counted,
        facts.counties_counted,
        *around.helpers.values(),
    )
    if any(not 0 <= number <= MOST for number in numbers):
        raise RuleBroken("人数应在0到1000000之间。", "children_reached")
    if unknown := set(around.helpers) - set(helping):
        raise RuleBroken("没有“%(kind)s”这一类志愿者。", "helpers", kind="、".join(sorted(unknown)))


def written(value: object) -> object:
    """Return a value as a version keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(str(each) for each in value)
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Changed:
    """What a correction changes: field to value, as a version keeps it."""

    before: Mapping[str, object]
    after: Mapping[str, object]

    @property
    def asks_anew(self) -> bool:
        """Whether what a doubt is about has changed."""
        return bool(_DOUBTED & self.after.keys())


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> Changed:
    """Return what a correction changes."""
    old = {name: written(before[name]) for name in after}
    new = {name: written(value) for name, value in after.items()}
    names = [name for name in new if old[name] != new[name]]
    return Changed({name: old[name] for name in names}, {name: new[name] for name in names})


def doubt_about(facts: Facts, named: int, campaign: Campaign | None, today: date) -> Doubt | None:
    """Say why an activity is looked at again; it counts all the same."""
    last = facts.until_on or facts.held_on
    outside = campaign is not None and not (
        facts.held_on <= campaign.last_on and last >= campaign.first_on
    )
    if facts.held_on > today or last < facts.held_on or outside:
        return Doubt.DAY
    benefit = facts.children_counted + named
    return Doubt.NUMBERS if facts.children_reached and benefit > facts.children_reached else None
