"""What the page hides, and who must say why before it shows."""

from collections.abc import Collection
from dataclasses import dataclass

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.ui.formats import NOTHING, masked_id, masked_phone

#: A reason of fewer characters says nothing.
SHORTEST_REASON = 6
HIDDEN = "已隐去"


class Group(LabelledEnum):
    """What is shown together."""

    CONTACT = "contact", "电话"
    ADDRESS = "address", "住址"
    HEALTH = "health", "健康和残疾"
    NUMBER = "number", "证件号码"


def needs_reason(viewer: Viewer, groups: Collection[Group]) -> bool:
    """Say whether a reason has to be typed.

    A 儿童主任 works with the families of her village every day; only ID numbers need a reason.
    For everybody else it is not a daily task.
    """
    return viewer.role is not Role.CHILD_DIRECTOR or Group.NUMBER in groups


def check_reason(viewer: Viewer, groups: Collection[Group], reason: str | None) -> None:
    """Refuse to show without the reason that is asked for."""
    if needs_reason(viewer, groups) and len((reason or "").strip()) < SHORTEST_REASON:
        raise RuleBroken("请写明查看原因，至少%(n)s个字。", "reason", n=SHORTEST_REASON)


@dataclass(frozen=True)
class Veil:
    """Shows what was asked for and masks the rest."""

    lifted: frozenset[Group] = frozenset()

    def phone(self, value: str | None) -> str:
        """Return a phone number, or its last two digits."""
        return _or_nothing(value) if Group.CONTACT in self.lifted else masked_phone(value)

    def number(self, value: str | None) -> str:
        """Return an ID number, or its last character."""
        return _or_nothing(value) if Group.NUMBER in self.lifted else masked_id(value)

    def address(self, value: str | None) -> str:
        """Return an address, or that there is one."""
        return self._told(Group.ADDRESS, value)

    def health(self, value: str | None) -> str:
        """Return what concerns health, or that something does."""
        return self._told(Group.HEALTH, value)

    def _told(self, group: Group, value: str | None) -> str:
        if not value:
            return NOTHING
        return value if group in self.lifted else HIDDEN


def _or_nothing(value: str | None) -> str:
    return value or NOTHING


#: Which group the fields of the history belong to, by the last part of their code.
GROUP_OF_FIELD = {
    "id_number": Group.NUMBER,
    "other_documents": Group.NUMBER,
    "phone": Group.CONTACT,
    "address": Group.ADDRESS,
    "hukou_address": Group.ADDRESS,
    "health": Group.HEALTH,
    "health_note": Group.HEALTH,
    "disability": Group.HEALTH,
    "note": Group.HEALTH,
    "contact_barred_note": Group.HEALTH,
}


def is_hidden(field: str) -> bool:
    """Say whether a field's values are masked in the history."""
    return field.rpartition(".")[2] in GROUP_OF_FIELD
