"""The form that puts a child on the register: what has to be known today, the rest later."""

from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts
from casework.children.forms import offers
from casework.children.forms.facts import facts_from
from casework.children.forms.identity import IdentityForm
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

_USUAL_RISK = "2"
_USUAL_DOCUMENT = "resident_id"
_PARENTS = {"51": Part.FATHER, "52": Part.MOTHER}
#: What a family calls them; the codes are those of GB/T 4761.
_RELATIONS = [
    ("61", "爷爷"),
    ("62", "奶奶"),
    ("63", "外公"),
    ("64", "外婆"),
    ("51", "父亲"),
    ("52", "母亲"),
    ("97", "其他亲属"),
    ("99", "不是亲属"),
]
#: What may be left for another day.
_LATER = ("address", "other_kind", "entered_on", "entry_reason", "risk")


class _TwoInARow(ChoicesField):
    """Many tiles that stay two in a row on a phone: the one long label takes a second line."""

    fit = 6


class EnrolForm(IdentityForm):
    """Who the child is, why on the list, in which village, who looks after the child."""

    sex = ChoiceField(
        "性别", choices=[("1", "男"), ("2", "女"), ("0", "不详")], hint="填了身份证号可以不选。"
    )
    no_id_reason = ChoiceField("没有证件号码的，点原因", hint="先建档，以后再补号码。")
    categories = _TwoInARow("儿童类别", required=True, hint="因为什么列入。")
    region_code = DropdownField("现住村（社区）", required=True)
    carer_name = NameField("照料人姓名", required=True, hint="平时和孩子一起生活、照顾孩子的人。")
    carer_relation = ChoiceField("照料人是孩子的", choices=_RELATIONS, required=True)
    carer_phone = PhoneField("照料人电话")
    address = TextField("详细地址", hint="组、门牌号，或附近好认的地方。")
    other_kind = DropdownField("上面填的不是身份证号的，选证件种类")
    entered_on = PastDateField("纳入日期", required=True)
    entry_reason = DropdownField("纳入原因")
    risk = ChoiceField("风险等级", required=True)

    def offer(self) -> None:
        """Offer villages in reach and the practice lists."""
        documents = offers.codes("id_document")
        self.other_kind.choices = [each for each in documents if each[0] != _USUAL_DOCUMENT]
        self.no_id_reason.choices = offers.codes("no_id_reason")
        self.region_code.choices = offers.villages(self.viewer)
        self.categories.choices = offers.categories(self.viewer)
        self.entry_reason.choices = offers.codes("entry_reason")
        for region_code in self.viewer.regions[:1]:  # without a region nobody can be enrolled
            self.risk.choices = offers.risk_levels(region_code)

    def __init__(self, viewer: Viewer, **options: Any) -> None:
        start = {"entered_on": clock.today(), "risk": _USUAL_RISK, **options}
        if len(viewer.scope.ranges) == 1 and level_of(viewer.regions[0]) is Level.VILLAGE:
            start["region_code"] = viewer.regions[0]
        super().__init__(viewer, **start)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a number or why there is none, and for birth date and sex from somewhere."""
        fine = super().validate(extra_validators)
        self.check_number(self._kind)
        number, reason = self.id_number.data, self.no_id_reason.data
        if number and reason:
            self.refuse(self.no_id_reason, "填了证件号码，就不用选没有证件的原因；请改一处")
        if not number and not reason and not self.id_number.errors:
            self.refuse(self.id_number, "请填写证件号码；没有的，请点下面的原因")
        if fine and not self.faulty_fields:
            self._ask_for_what_no_number_tells()
        return fine and not self.faulty_fields

    @property
    def later_errors(self) -> bool:
        """Whether something is wrong in the part that may be filled in later."""
        return any(self[name].errors for name in _LATER)

    def facts(self) -> ChildFacts:
        """Return what was said of the child, with what the number tells."""
        number = self.id_number.data
        told = {
            "name": self.name.data or "",
            "sex": self.sex.data or "0",
            "birth_on": self.birth_on.data,
            "id_kind": self._kind if number else None,
            "id_number": number,
            "no_id_reason": None if number else self.no_id_reason.data,
        }
        return facts_from(told, hukou_code=None)

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

    @property
    def _kind(self) -> str:
        return self.other_kind.data or _USUAL_DOCUMENT

    def _ask_for_what_no_number_tells(self) -> None:
        facts = self.facts()
        if facts.birth_on is None and facts.no_id_reason != "unidentified":
            self.refuse(self.birth_on, "请选择“出生日期”，或者填写身份证号")
        if not self.sex.data and facts.sex == "0":
            self.refuse(self.sex, "请选择“性别”，或者填写身份证号")

    def _categories(self) -> list[CategoryFacts]:
        reason = self.entry_reason.data
        return [
            CategoryFacts(code=code, from_on=self.entered_on.data, entry_reason=reason)
            for code in self.categories.data
        ]

    def _people(self) -> list[PersonFacts]:
        """Return the carer; a parent who is the carer holds both parts."""
        relation = self.carer_relation.data
        parts = [_PARENTS[relation], Part.CARER] if relation in _PARENTS else [Part.CARER]
        return [
            PersonFacts(
                part=part,
                name=self.carer_name.data,
                relation=relation,
                phone=self.carer_phone.data,
            )
            for part in parts
        ]
