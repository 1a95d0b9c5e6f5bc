"""Another home, another school."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from casework.accounts.permissions import Permission
from casework.children import queries as children
from casework.children.forms import offers
from casework.ui.fields import DropdownField, TextField
from casework.upkeep.forms.changing import ChangeForm


class HomeForm(ChangeForm):
    """Where the child lives now."""

    asks: ClassVar[Sequence[str]] = ("region_code", "address")

    region_code = DropdownField("搬到哪个村（社区）", required=True)
    address = TextField("新地址", required=True, hint="组、门牌号，或附近好认的地方。")

    def offer(self) -> None:
        """Offer other villages to who may move a child there; nobody else is asked."""
        villages = offers.villages(self.viewer) if self.viewer.may(Permission.CHILD_MOVE) else []
        if len(villages) > 1:
            self.region_code.choices = villages
        else:
            del self.region_code

    def known(self) -> Mapping[str, Any]:
        """Most families stay in their village."""
        return {"region_code": self.child.region_code}

    @property
    def may_leave(self) -> bool:
        """Whether another village can be chosen."""
        return "region_code" in self

    def holds(self) -> bool:
        """Say whether the child lives there already."""
        said = self.said()
        here = said.get("region_code", self.child.region_code) == self.child.region_code
        return here and bool(children.address_of(self.child) == said["address"])


class SchoolForm(ChangeForm):
    """Which school the child goes to now."""

    asks: ClassVar[Sequence[str]] = ("school_stage", "school")

    school_stage = DropdownField("就学情况", required=True)
    school = TextField("学校和年级", hint="例如：石桥小学三年级。不上学的不填。")

    def offer(self) -> None:
        """Offer the stages of schooling."""
        self.school_stage.choices = offers.codes("school_stage")

    def known(self) -> Mapping[str, Any]:
        """Start from the stage; the school is a new one."""
        return {"school_stage": self.child.school_stage}

    @property
    def now(self) -> str | None:
        """The school in the file."""
        return self.child.school

    def holds(self) -> bool:
        """Say whether the file says so already."""
        return all(getattr(self.child, name) == value for name, value in self.said().items())
