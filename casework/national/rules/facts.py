"""What a list says of a child, what our file says, and by which words both are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from casework.practice.rules.categories import CategoryBook
from casework.practice.rules.codes import CodeList

#: What is compared, in the order in which it is shown.
FIELDS: Mapping[str, str] = {
    "status": "状态",
    "name": "姓名",
    "id_number": "证件号码",
    "sex": "性别",
    "birth_on": "出生日期",
    "category": "儿童类别",
    "region": "所在地区",
    "address": "家庭住址",
    "guardian": "监护人",
    "guardian_phone": "监护人电话",
    "phone": "儿童电话",
    "school": "学校",
    "health": "健康状况",
    "disability": "残疾情况",
    "recognised_on": "认定日期",
}


@dataclass(frozen=True)
class Words:
    """The words that a list is read by."""

    sexes: CodeList
    health: CodeList
    disabilities: CodeList
    grades: CodeList
    categories: CategoryBook
    #: Village code of a township and village name; anything else where it is not sure.
    find_village: Callable[[str | None, str | None], object]
    #: Whether a written state means that the child has left the system.
    is_ended: Callable[[str], bool]
    #: The day of the export.
    as_of: date


@dataclass(frozen=True)
class Said:
    """What one row of a list says, cleaned and not interpreted further."""

    #: The row as the spreadsheet numbers it.
    line: int
    #: Text by field; nothing where the list says nothing.
    told: Mapping[str, str] = field(repr=False)
    #: The whole ID number as it is stored, or nothing.
    number: str | None = field(default=None, repr=False)
    birth_on: date | None = field(default=None, repr=False)
    is_ended: bool = False

    @property
    def name(self) -> str:
        """The name, or nothing."""
        return self.told.get("name", "")

    @property
    def is_readable(self) -> bool:
        """Whether it names anybody."""
        return bool(self.name or self.number)

    @property
    def known_by(self) -> tuple[str, ...]:
        """What the person of the row is known again by in another list."""
        if self.number:
            return ("number", self.number)
        born = self.birth_on.isoformat() if self.birth_on else self.told.get("birth_on", "")
        return ("name", self.name, born, self.told.get("guardian", ""))


@dataclass(frozen=True)
class Here:
    """What our file says of a child, as far as lists do."""

    child_id: UUID
    name: str = field(repr=False)
    sex: str = "0"
    number: str | None = field(default=None, repr=False)
    birth_on: date | None = field(default=None, repr=False)
    #: Counted codes with all above them.
    categories: frozenset[str] = frozenset()
    is_closed: bool = False
    #: Whether it is in a category that the system asks for.
    belongs: bool = True
    village_code: str = ""
    village: str = ""
    township: str = ""
    address: str | None = field(default=None, repr=False)
    #: Who answers for the child: the guardian, without one whoever looks after it.
    guardians: tuple[str, ...] = field(default=(), repr=False)
    guardian_phones: tuple[str, ...] = field(default=(), repr=False)
    phone: str | None = field(default=None, repr=False)
    school: str | None = field(default=None, repr=False)
    health: str | None = None
    health_note: str | None = field(default=None, repr=False)
    disability: Mapping[str, Any] | None = field(default=None, repr=False)
    #: Since when it is in the categories of the system.
    recognised: tuple[date, ...] = ()
    #: What is shown of each field.
    shown: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_gone(self) -> bool:
        """Whether the system should not have the child any more."""
        return self.is_closed or not self.belongs


@dataclass(frozen=True)
class Difference:
    """One field that the two say otherwise."""

    #: Code of the field.
    name: str
    here: str = field(repr=False)
    there: str = field(repr=False)
