"""How to get hold of somebody in a child's life, and whom one must not call.

It belongs to the child's knowledge of the person: another family may know another way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from casework.errors import RuleBroken
from casework.labels import LabelledEnum

Key = TypeVar("Key")

OTHER_REASON = "other"
#: How many are told apart by their place in the order of calling.
MOST_IN_ORDER = 4


class Means(LabelledEnum):
    """What works best."""

    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    SMS = "sms", "短信"
    HOME = "home", "上门"
    VILLAGE = "village", "由村干部转告"


class Time(LabelledEnum):
    """When somebody can be reached."""

    MORNING = "morning", "早上"
    FORENOON = "forenoon", "上午"
    NOON = "noon", "中午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"
    WEEKEND = "weekend", "周末"


class PhoneOwner(LabelledEnum):
    """Whose telephone it is."""

    OWN = "own", "本人的"
    FAMILY = "family", "家里共用"
    NEIGHBOUR = "neighbour", "邻居的"
    OTHER = "other", "别人的"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How one person is contacted about one child; codes are those of the enums and lists."""

    means: str | None = None
    times: tuple[str, ...] = ()
    language: str | None = None
    phone_owner: str | None = None
    #: Who is called first: 1, 2, 3 …
    place: int | None = None
    #: Why one must not contact the person (code of ``no_contact_reason``); None: one may.
    barred: str | None = None
    barred_note: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> "Contact":
        """Read what is stored with the child; fields of another edition are left out."""
        names = {each.name for each in fields(cls)}
        told = {name: value for name, value in (document or {}).items() if name in names}
        return cls(**{**told, "times": tuple(told.get("times") or ())})

    @property
    def document(self) -> dict[str, Any] | None:
        """What is stored: only what was said, None where that is nothing."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        if "times" in said:
            said["times"] = list(said["times"])
        return said or None

    @property
    def is_barred(self) -> bool:
        """Whether nobody may contact the person."""
        return self.barred is not None


def checked(contact: Contact) -> Contact:
    """Return what is kept of a saying: a person whom nobody may call has no place in the order.

    Raises RuleBroken where "another reason" is not explained.
    """
    if contact.barred == OTHER_REASON and not contact.barred_note:
        raise RuleBroken("选了“其他原因”，请写明为什么不要联系。", "barred_note")
    told = asdict(contact)
    if contact.is_barred:
        return Contact(**{**told, "place": None})
    return Contact(**{**told, "barred_note": None})


def placed(known: Mapping[Key, int], key: Key, wanted: int | None) -> dict[Key, int]:
    """Return the order of calling after one person got a place: 1, 2, 3 … without gaps.

    ``known`` are the places of everybody; who stood there before moves down.
    """
    others: Sequence[Key] = sorted((k for k in known if k != key), key=lambda k: known[k])
    order = list(others)
    if wanted is not None:
        order.insert(max(wanted, 1) - 1, key)
    return {each: place for place, each in enumerate(order, 1)}
