"""The form of an activity: a few taps on a phone; everything else is folded away."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import HiddenField
from wtforms.fields.core import Field

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.forms.gifts import (
    LINES,
    check_gift,
    client_id,
    gift_fields,
    is_used,
    line_id,
    offer_gift,
    prefix_of,
    read_gift,
)
from casework.activities.offering import Offered
from casework.activities.rules import MOST, Around, Facts
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.children.models import Child
from casework.db.base import new_id
from casework.practice import queries as practice
from casework.regions.codes import Level, level_of
from casework.texts import Text
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    DropdownField,
    LongTextField,
    NumberField,
    SearchField,
    TextField,
    TickField,
)

_SHORT, _LONG = 60, 200
_MOST_SESSIONS, _MOST_PLACES = 1000, 10_000
_HELPERS = "helpers_"
_OTHER = "other"
_BETWEEN = re.compile(r"[、，,;；\n]+")
#: Fields whose value is what the field says, as ``Facts`` calls it.
_AS_SAID = ("kind", "held_on", "until_on", "is_online", "organiser", "venue", "note")
#: Numbers that are nought where nothing is said.
_NUMBERS = ("parents_reached", "villages_counted", "counties_counted")


class _KindField(ChoiceField):
    """Fifteen tiles: two in a row on a phone, the few long words on two lines."""

    fit = 6


class ActivityForm(OfferingForm):
    """An activity with who and what belongs to it; what was given only where it is new."""

    form_id = HiddenField()
    version = HiddenField()
    kind = _KindField("活动种类", required=True)
    held_on = DateField("哪一天", required=True)
    children_reached = NumberField(
        "来了几个孩子", unit="人次", most=MOST, hint="不填就按勾选的孩子算。"
    )
    parents_reached = NumberField("来了几个家长", unit="人次", most=MOST)
    title = TextField(
        "活动内容", max_length=_SHORT, hint="例如：未成年人保护法进村宣讲。不填就写活动种类。"
    )
    children = ChoicesField("来的孩子有谁")
    unit = DropdownField("哪个单位登记", required=True)
    campaign = ChoiceField("属于哪次集中活动")
    sessions = NumberField("一共几场", unit="场", least=1, most=_MOST_SESSIONS)
    until_on = DateField("办到哪一天", hint="办了几天的才填。")
    is_online = TickField("在网上办的（视频、微信、电话）")
    organiser = TextField("承办单位", max_length=_SHORT)
    partners = TextField("一起办的单位", max_length=_LONG, hint="几个单位用顿号隔开。")
    venue = TextField("在哪里办的", max_length=_SHORT, hint="例如：村儿童之家。")
    places = ChoicesField("覆盖哪些地方")
    villages_counted = NumberField("另外还有几个村（社区）", unit="个", most=_MOST_PLACES)
    counties_counted = NumberField("另外还有几个县区", unit="个", most=_MOST_PLACES)
    children_counted = NumberField(
        "没勾名字的受益儿童",
        unit="人",
        most=MOST,
        hint="一个孩子只算一次。只办一场的可以不填，按来的孩子减去勾了名字的算。",
    )
    volunteers = ChoicesField("登记过的志愿者")
    looked_for = SearchField("按姓名找志愿者", max_length=_SHORT)
    note = LongTextField("备注", max_length=_LONG, rows=2, hint="不要写孩子的名字。")
    reason = TextField("为什么改", required=True, max_length=_LONG)

    def __init__(
        self, viewer: Viewer, offered: Offered, opening: Mapping[str, Any], *, is_new: bool
    ) -> None:
        self.offered, self.is_new, self.opening = offered, is_new, opening
        super().__init__(viewer, data=dict(opening))
        for name in self._not_asked():
            del self[name]
        if "children" not in self:
            self.children_reached.description = ""

    def offer(self) -> None:
        """Offer the code lists, and what is in reach."""
        self.kind.choices = offers.codes("activity_kind")
        self.unit.choices = self.offered.units
        self.campaign.choices = [*self.offered.campaigns, ("", "都不是")]
        self.places.choices = self.offered.places
        self.children.choices = [(str(each.id), each.name) for each in self.offered.children]
        self.volunteers.choices = [(str(each.id), each.name) for each in self.offered.volunteers]
        for line in LINES if self.is_new else ():
            offer_gift(self, prefix_of(line))

    def _not_asked(self) -> list[str]:
        """Return what this form does not ask: what there is nothing to choose from, and why."""
        found = ["reason"] if self.is_new else ["unit"]
        if self.is_new and len(self.offered.units) == 1:
            found.append("unit")
        offered = self.offered
        lists = {
            "campaign": len(offered.campaigns),
            "places": len(offered.places),
            "children": len(offered.children),
            "volunteers": len(offered.volunteers),
        }
        return found + [name for name, number in lists.items() if not number]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what an activity of no kind of its own is, and for whole lines of gifts."""
        fine = bool(super().validate(extra_validators))
        if self.kind.data == _OTHER and not self.title.data:
            self.title.errors = [*self.title.errors, Text("种类是“其他”的，请填写“活动内容”。")]
            fine = False
        children = self.chosen_children()
        lines = [check_gift(self, prefix, children) for prefix in self._used_lines()]
        return fine and all(lines)

    def _used_lines(self) -> list[str]:
        return [prefix_of(n) for n in LINES if self.is_new and is_used(self, prefix_of(n))]

    # --- what it says --------------------------------------------------------------------------

    @property
    def client_id(self) -> UUID:
        """The form's own id; one that cannot be read is a new form's."""
        return client_id(self.form_id.data)

    @property
    def seen_version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdigit() else 0

    @property
    def unit_code(self) -> str:
        """Whose activity it is."""
        return self.unit.data if "unit" in self else str(self.opening["unit"])

    def chosen_children(self) -> list[Child]:
        """Return the children who are ticked."""
        ids = set(self._said("children") or ())
        return [child for child in self.offered.children if str(child.id) in ids]

    def facts(self) -> Facts:
        """Return what was held, when, and how many came."""
        told: dict[str, Any] = {name: self[name].data for name in _AS_SAID}
        told |= {name: self[name].data or 0 for name in _NUMBERS} | self._children()
        return Facts(
            **told,
            title=self.title.data or practice.codes("activity_kind")[self.kind.data],
            campaign_code=self._said("campaign") or None,
            sessions=self.sessions.data or 1,
            partners=_parted(self.partners.data),
        )

    def _children(self) -> dict[str, int]:
        """Return how many children came, and how many of them are not named."""
        named, reached = len(self.chosen_children()), self.children_reached.data
        counted = self.children_counted.data
        came = named if reached is None else reached
        if counted is None:
            counted = max(came - named, 0) if (self.sessions.data or 1) == 1 else 0
        return {"children_reached": came, "children_counted": counted}

    def around(self) -> Around:
        """Return who and what belongs to it; what cannot be chosen here stays as it was."""
        children = self.chosen_children()
        return Around(
            places=self._places(),
            volunteers={*map(UUID, self._said("volunteers") or ()), *self._kept("volunteers")},
            helpers={
                code: self[_HELPERS + code].data or 0 for code in practice.codes("volunteer_kind")
            },
            children=children,
            gifts=[
                read_gift(
                    self,
                    prefix_of(n),
                    form_id=line_id(self.client_id, n),
                    place=self.unit_code,
                    children=children,
                )
                for n in LINES
                if prefix_of(n) in self._used_lines()
            ],
        )

    def _places(self) -> set[str]:
        """Return where it was held; at home, where the unit is a village."""
        chosen = {*(self._said("places") or ()), *self._kept("places")}
        is_home = not chosen and self.is_new and level_of(self.unit_code) is Level.VILLAGE
        return {self.unit_code} if is_home else chosen

    def _kept(self, name: str) -> set[Any]:
        """Return what an activity has already and this form does not offer."""
        field: Any = self._fields.get(name)
        known = {value for value, _label in field.choices} if field else set()
        return {each for each in self.opening.get(f"kept_{name}", ()) if str(each) not in known}

    def _said(self, name: str) -> Any:
        return self[name].data if name in self else None


def activity_form(
    viewer: Viewer, offered: Offered, opening: Mapping[str, Any], *, is_new: bool
) -> ActivityForm:
    """Return the form with a number for each kind of helpers and, where it is new, its gifts."""
    fields: dict[str, Field] = {
        _HELPERS + code: NumberField(label, unit="人", most=MOST)
        for code, label in practice.codes("volunteer_kind").items()
    }
    for line in LINES if is_new else ():
        fields |= gift_fields(prefix_of(line), is_named=bool(offered.children))
    kind: type[ActivityForm] = type("OneActivityForm", (ActivityForm,), fields)
    told = {
        "form_id": str(new_id()),
        "held_on": clock.today(),
        "unit": viewer.regions[0] if viewer.regions else None,
        "campaign": offered.campaign_now,
        **{f"{prefix_of(line)}kind": "in_kind" for line in LINES},
        **opening,
    }
    return kind(viewer, offered, told, is_new=is_new)


def _parted(told: str | None) -> tuple[str, ...]:
    """Return the units that a line names."""
    return tuple(each.strip() for each in _BETWEEN.split(told or "") if each.strip())
