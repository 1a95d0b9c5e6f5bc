"""The form that puts a child on the register."""

from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts
from casework.children.forms import offers
from casework.children.forms.facts import FactsForm, facts_from
from casework.people.models import Part
from casework.regions.codes import Level, level_of
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    NameField,
    PastDateField,
    PhoneField,
    TextField,
)

_OTHER = "other"
_RELATIONS = {Part.FATHER: "51", Part.MOTHER: "52"}
_USUAL_RISK = "2"
_USUAL_DOCUMENT = "resident_id"
#: What may be left for another day.
_LATER = (
    "school",
    "health_note",
    "disability_certificate",
    "phone",
    "other_documents",
    "note",
)


class EnrolForm(FactsForm):
    """The child, the home, the categories, and who to turn to."""

    region_code = DropdownField("现住村（社区）", required=True)
    address = TextField("详细地址", hint="组、门牌号，或附近好认的地方。")
    categories = ChoicesField("儿童类别", required=True)
    entered_on = PastDateField("纳入日期", required=True)
    entry_reason = DropdownField("纳入原因")
    risk = ChoiceField("风险等级", required=True)

    father_name = NameField("父亲姓名")
    father_phone = PhoneField("父亲电话")
    father_situation = DropdownField("父亲情况")
    mother_name = NameField("母亲姓名")
    mother_phone = PhoneField("母亲电话")
    mother_situation = DropdownField("母亲情况")
    carer_is = ChoiceField(
        "平时由谁照料",
        choices=[("father", "父亲"), ("mother", "母亲"), (_OTHER, "其他人")],
        required=True,
    )
    carer_name = NameField("照料人姓名")
    carer_relation = DropdownField("照料人是孩子的")
    carer_phone = PhoneField("照料人电话")

    def offer(self) -> None:
        """Offer villages in reach and the practice lists."""
        super().offer()
        self.region_code.choices = offers.villages(self.viewer)
        self.categories.choices = offers.categories(self.viewer)
        self.entry_reason.choices = offers.codes("entry_reason")
        for region_code in self.viewer.regions[:1]:  # without a region nobody can be enrolled
            self.risk.choices = offers.risk_levels(region_code)
        situations = offers.situations()
        self.father_situation.choices = self.mother_situation.choices = situations
        self.carer_relation.choices = offers.codes("relation")

    def __init__(self, viewer: Viewer, **options: Any) -> None:
        start = {
            "entered_on": clock.today(),
            "risk": _USUAL_RISK,
            "id_kind": _USUAL_DOCUMENT,
            **options,
        }
        if len(viewer.scope.ranges) == 1 and level_of(viewer.regions[0]) is Level.VILLAGE:
            start["region_code"] = viewer.regions[0]
        super().__init__(viewer, **start)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the carer that was named, and for a birth date from somewhere."""
        fine = super().validate(extra_validators)
        asked = {"father": self.father_name, "mother": self.mother_name, _OTHER: self.carer_name}
        field = asked.get(self.carer_is.data)
        if field is not None and not field.data and not field.errors:
            self._refuse(field, field.missing)
        born = self.facts().birth_on or self.no_id_reason.data == "unidentified"
        if fine and not born:
            self._refuse(self.birth_on, "请选择“出生日期”，或者填写身份证号")
        return fine and not self.faulty_fields

    @property
    def later_errors(self) -> bool:
        """Whether something is wrong in the part that may be filled in later."""
        return any(self[name].errors for name in _LATER)

    def facts(self) -> ChildFacts:
        """Return what was said of the child."""
        return facts_from(
            {**self.told(), "name": self.name.data or ""}, self.hukou_code(self.region_code.data)
        )

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {
            "region_code": self.region_code.data,
            "facts": self.facts(),
            "categories": self._categories(),
            "people": self._people(),
            "address": self.address.data,
            "entered_on": self.entered_on.data,
            "risk": int(self.risk.data),
        }

    def _categories(self) -> list[CategoryFacts]:
        reason = self.entry_reason.data
        return [
            CategoryFacts(code=code, from_on=self.entered_on.data, entry_reason=reason)
            for code in self.categories.data
        ]

    def _people(self) -> list[PersonFacts]:
        parents = [self._parent(part) for part in (Part.FATHER, Part.MOTHER)]
        return [person for person in (*parents, self._carer()) if person is not None]

    def _parent(self, part: Part) -> PersonFacts | None:
        name = self[f"{part.value}_name"].data
        if not name:
            return None
        return PersonFacts(
            part=part,
            name=name,
            relation=_RELATIONS[part],
            phone=self[f"{part.value}_phone"].data,
            situation=self[f"{part.value}_situation"].data,
        )

    def _carer(self) -> PersonFacts:
        if self.carer_is.data == _OTHER:
            relation = self.carer_relation.data
        else:
            relation = _RELATIONS[Part(self.carer_is.data)]
        who = "carer" if self.carer_is.data == _OTHER else self.carer_is.data
        return PersonFacts(
            part=Part.CARER,
            name=self[f"{who}_name"].data,
            relation=relation,
            phone=self[f"{who}_phone"].data,
        )
