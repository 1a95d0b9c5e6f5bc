"""Who may be paired with whom, what consent is, what is asked of a day: pure."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from casework.children.models import Status
from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.regions.codes import prefix

_TOWNSHIP = 9


class ConsentWay(LabelledEnum):
    """How the guardian said yes."""

    PAPER = "paper", "签了书面同意"
    IN_PERSON = "in_person", "当面答应"
    PHONE = "phone", "电话里答应"


@dataclass(frozen=True)
class Consent:
    """The guardian's word; what is not known yet is left open."""

    by: str | None = None
    #: GB/T 4761: what the guardian is to the child.
    relation: str | None = None
    on: date | None = None
    way: ConsentWay | None = None

    @property
    def is_given(self) -> bool:
        """Whether somebody said yes, and one knows who and when."""
        return bool(self.by and self.on and self.way)

    def kept(self) -> dict[str, Any] | None:
        """Return it as it is stored; None where nothing is known."""
        told = {
            **asdict(self),
            "on": self.on.isoformat() if self.on else None,
            "way": self.way.value if self.way else None,
        }
        return {name: value for name, value in told.items() if value} or None

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> "Consent":
        """Return what was stored."""
        told = kept or {}
        return cls(
            by=told.get("by"),
            relation=told.get("relation"),
            on=date.fromisoformat(told["on"]) if told.get("on") else None,
            way=ConsentWay(told["way"]) if told.get("way") else None,
        )

    def completed(self, newer: "Consent") -> "Consent":
        """Return it with what is newer said; nobody's word is lost by silence."""
        return Consent(
            by=newer.by or self.by,
            relation=newer.relation or self.relation,
            on=newer.on or self.on,
            way=newer.way or self.way,
        )


def check_day(day: date, today: date, field: str = "on") -> None:
    """Refuse a day that has not come."""
    if day > today:
        raise RuleBroken("日期不能晚于今天，请核对。", field)


def check_listed(status: Status) -> None:
    """Refuse a child who is not on the list: nobody is sought for who may not stay."""
    if status is not Status.ACTIVE:
        raise RuleBroken("孩子在册以后，才能发布结对请求。")


def goes_to_township(reach_code: str, region_code: str) -> bool:
    """Say whether a volunteer goes to the township that a child lives in.

    Asked on the volunteers' side, where the village must not be guessed: a reach of a single
    village counts as its township there.
    """
    wide = prefix(reach_code)[:_TOWNSHIP]
    return region_code.startswith(wide)


def goes_to(reach_code: str, region_code: str) -> bool:
    """Say whether a village lies within what a volunteer goes to."""
    return region_code.startswith(prefix(reach_code))


def check_codes(chosen: Collection[str], known: Collection[str], field: str) -> list[str]:
    """Return codes in the order of their list; refuse one that is not on it."""
    if not set(chosen) <= set(known):
        raise RuleBroken("没有这个选项，请重新选择。", field)
    return [code for code in known if code in chosen]
