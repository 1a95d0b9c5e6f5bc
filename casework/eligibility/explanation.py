"""What the rule says of a child on a day, with its reasons: the values that pages show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.eligibility.facts import Known
from casework.eligibility.reaching import Gap
from casework.labels import LabelledEnum
from casework.people.models import Part
from casework.practice.rules.conditions import Condition
from casework.practice.rules.proposing import Proposing


class Outcome(LabelledEnum):
    """What the rule proposes; what is proposed is decided by a person."""

    ORPHAN = "orphan", "孤儿"
    DE_FACTO_UNSUPPORTED = "de_facto_unsupported", "事实无人抚养儿童"
    NOT_ELIGIBLE = "not_eligible", "不符合"
    CANNOT_TELL = "cannot_tell", "判断不了，由人工认定"


#: Those that propose a category.
ELIGIBLE = (Outcome.ORPHAN, Outcome.DE_FACTO_UNSUPPORTED)


class State(LabelledEnum):
    """How one condition stands on a day."""

    MET = "met", "已达到"
    COUNTING = "counting", "还没有满"
    TO_COME = "to_come", "还没有开始"
    BELOW = "below", "达不到"
    OPEN = "open", "还不能确定"
    ENDED = "ended", "已经结束"


class Stand(LabelledEnum):
    """How one parent counts on a day."""

    GONE = "gone", "死亡或失踪"
    UNABLE = "unable", "不能履行监护责任"
    OPEN = "open", "还不能确定"
    UNKNOWN = "unknown", "身份不明或者从未登记"
    NOT_RECORDED = "not_recorded", "还没有登记"
    NONE = "none", "没有符合的情形"


#: Of whom it is not known whether they count.
UNCERTAIN = (Stand.OPEN, Stand.UNKNOWN, Stand.NOT_RECORDED)


@dataclass(frozen=True)
class Item:
    """One condition of one parent on a day."""

    condition: Condition
    known: Known
    state: State
    #: From when it counts; None where that is not known or it counts on no day.
    met_on: date | None
    #: How many days until then, where it is still to come.
    days_left: int | None
    gap: Gap | None
    #: Papers that are missing: any one of these groups would do. Empty where it is proven.
    missing: tuple[tuple[str, ...], ...]

    @property
    def is_proven(self) -> bool:
        """Whether the papers that were seen are enough."""
        return not self.missing


@dataclass(frozen=True)
class ParentFinding:
    """One parent on a day: how they count and by which conditions."""

    part: Part
    stand: Stand
    items: tuple[Item, ...]
    #: The condition that the ledger's words point to and nobody has recorded.
    hinted: Condition | None

    @property
    def counting(self) -> tuple[Item, ...]:
        """The conditions that are met."""
        return tuple(item for item in self.items if item.state is State.MET)

    @property
    def is_proven(self) -> bool:
        """Whether one condition that decides has its papers."""
        return any(item.is_proven for item in self.counting)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons as codes: ``father:lost_contact:counting``, or how the parent stands."""
        told = [f"{self.part.value}:{i.condition.code}:{i.state.value}" for i in self.items]
        alone = self.stand in (Stand.UNKNOWN, Stand.NOT_RECORDED)
        return tuple(
            told if told and not alone else [*told, f"{self.part.value}:{self.stand.value}"]
        )


class Bar(LabelledEnum):
    """What ends everything, whatever the parents' conditions are."""

    ADULT = "adult", "已满18周岁"
    ADOPTED = "adopted", "已被收养"
    UNBORN = "unborn", "还没有出生"


@dataclass(frozen=True)
class Explanation:
    """What the rule says on a day, and why."""

    on: date
    outcome: Outcome
    parents: tuple[ParentFinding, ParentFinding]
    bar: Bar | None
    #: The sentence of the law that holds.
    rule: Proposing | None
    #: The first day of the stretch of eligibility that holds on the day or, if none does, comes
    #: next as far as is known; None where none is known or its beginning is not.
    qualifies_on: date | None
    #: What is proposed in that stretch.
    due: Outcome | None
    #: The first day on which that stretch has ended, where it is known.
    ends_on: date | None
    #: Whether the end is the age.
    ends_by_age: bool
    #: The edition of the conditions that it was read by.
    edition: str

    @property
    def proposal(self) -> str | None:
        """The code of the category that the rule proposes on the day."""
        return self.outcome.value if self.outcome in ELIGIBLE else None

    @property
    def is_proven(self) -> bool:
        """Whether papers were seen for both parents; the outcome does not hang on it."""
        return self.proposal is not None and all(each.is_proven for each in self.parents)

    @property
    def days_left(self) -> int | None:
        """How many days until the child qualifies, where that is known and to come."""
        if self.proposal or self.qualifies_on is None or self.qualifies_on <= self.on:
            return None
        return (self.qualifies_on - self.on).days

    @property
    def reasons(self) -> tuple[str, ...]:
        """All reasons as codes, for tables and for what is kept."""
        bar = (self.bar.value,) if self.bar else ()
        return (*bar, *self.parents[0].reasons, *self.parents[1].reasons)

    def snapshot(self) -> dict[str, Any]:
        """Return what a decision keeps of it: plain values that JSON knows."""
        return {
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "proposal": self.proposal,
            "qualifies_on": _day(self.qualifies_on),
            "ends_on": _day(self.ends_on),
            "is_proven": self.is_proven,
            "reasons": list(self.reasons),
            "edition": self.edition,
            "source": self.rule.source if self.rule else None,
            "parents": [_kept(parent) for parent in self.parents],
        }


def _kept(parent: ParentFinding) -> dict[str, Any]:
    return {
        "part": parent.part.value,
        "stand": parent.stand.value,
        "is_proven": parent.is_proven,
        "items": [
            {
                "code": item.condition.code,
                "state": item.state.value,
                "since_on": _day(item.known.since_on),
                "met_on": _day(item.met_on),
                "until_on": _day(item.known.until_on),
                "papers": sorted(item.known.held),
                "row": str(item.known.id) if item.known.id else None,
            }
            for item in parent.items
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
