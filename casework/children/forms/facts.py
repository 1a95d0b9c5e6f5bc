"""The questions about the child itself, asked alike when a file is made and when it is changed."""

from typing import Any

from casework.children import rules
from casework.children.facts import ChildFacts
from casework.children.forms import offers
from casework.children.forms.identity import IdentityForm
from casework.identifiers import IdentifierHint, looks_like_identifier
from casework.ui.fields import ChoiceField, DropdownField, LongTextField, PhoneField, TextField

NO_DOCUMENT = "none"
SAME_PLACE, OTHER_PLACE = "same", "other"


class FactsForm(IdentityForm):
    """Who the child is, where registered, at which school, in what health."""

    id_kind = DropdownField("证件", required=True)
    other_documents = TextField("其他证件或证明", hint="例如：出生医学证明编号、残疾人证号。")
    ethnic_group = DropdownField("民族")
    hukou = ChoiceField(
        "户籍地", choices=[(SAME_PLACE, "就在现住的村（社区）"), (OTHER_PLACE, "在别处")]
    )
    hukou_address = TextField("户籍地址", hint="在别处的，写到县和乡镇。")
    school_stage = DropdownField("就学情况")
    school = TextField("学校和年级")
    health = ChoiceField("健康状况")
    health_note = TextField("疾病或健康说明", max_length=200)
    disability_kind = ChoiceField("残疾类别", hint="没有残疾的不选。")
    disability_grade = ChoiceField("残疾等级")
    disability_certificate = TextField("残疾人证号", render_kw={"autocomplete": "off"})
    phone = PhoneField("儿童本人的电话")
    note = LongTextField("备注", hint="不要在备注里写证件号和电话。")

    def offer(self) -> None:
        """Offer the code lists."""
        self.id_kind.choices = [*offers.codes("id_document"), (NO_DOCUMENT, "暂无证件")]
        self.no_id_reason.choices = offers.codes("no_id_reason")
        self.ethnic_group.choices = offers.codes("ethnic_group")
        self.school_stage.choices = offers.codes("school_stage")
        self.health.choices = offers.codes("health")
        self.disability_kind.choices = offers.codes("disability_kind")
        self.disability_grade.choices = offers.codes("disability_grade")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what concerns several fields; a wrong check digit is asked about, not refused."""
        fine: bool = super().validate(extra_validators)
        self._check_document()
        hint = looks_like_identifier(self.note.data or "")
        if hint is not None:
            self.refuse(self.note, _NOTE_HINTS[hint])
        return fine and not self.faulty_fields

    def told(self) -> dict[str, Any]:
        """Return what was filled in, by the names of the facts."""
        kind = None if self.id_kind.data == NO_DOCUMENT else self.id_kind.data
        return {
            "name": self.name.data,
            "sex": self.sex.data,
            "birth_on": self.birth_on.data,
            "id_kind": kind,
            "id_number": self.id_number.data if kind else None,
            "no_id_reason": None if kind else self.no_id_reason.data,
            "other_documents": self.other_documents.data,
            "ethnic_group": self.ethnic_group.data,
            "hukou_address": self.hukou_address.data if self.hukou.data == OTHER_PLACE else None,
            "school_stage": self.school_stage.data,
            "school": self.school.data,
            "health": self.health.data,
            "health_note": self.health_note.data,
            "disability": self._disability(),
            "phone": self.phone.data,
            "note": self.note.data,
        }

    def hukou_code(self, region_code: str) -> str | None:
        """Return the code of the place of registration where it is the one lived in."""
        return region_code if self.hukou.data == SAME_PLACE else None

    def _disability(self) -> dict[str, Any] | None:
        if not self.disability_kind.data:
            return None
        return {
            "kind": self.disability_kind.data,
            "grade": self.disability_grade.data,
            "certificate": self.disability_certificate.data,
        }

    def _check_document(self) -> None:
        if self.id_kind.data == NO_DOCUMENT and not self.no_id_reason.data:
            self.refuse(self.no_id_reason, "请选择没有证件的原因")
        number = self.id_number.data
        if self.id_kind.data == NO_DOCUMENT and number:
            self.refuse(self.id_number, "选了“暂无证件”就不填号码；有证件的请改选证件种类")
        self.check_number(self.id_kind.data)


_NOTE_HINTS = {
    IdentifierHint.ID_NUMBER: "备注中似有证件号，请填到“证件号码”里，再从备注中删去",
    IdentifierHint.PHONE: "备注中似有电话号码，请填到电话栏里，再从备注中删去",
}


def facts_from(told: dict[str, Any], hukou_code: str | None) -> ChildFacts:
    """Make facts of what was told, with what the ID number adds."""
    return rules.completed(ChildFacts(**told, hukou_code=hukou_code))
