"""Who entrusts, and who cares."""

from collections.abc import Collection, Mapping
from typing import Any

from casework.care_agreements.blocks import SIDE_FIELDS, SIDES, Step
from casework.care_agreements.forms.making import StepForm
from casework.identifiers import check_id_number
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    DropdownField,
    IdNumberField,
    NameField,
    PastDateField,
    PhoneField,
    TextField,
)

#: Who cannot be entrusted: the child, the parents, offices.
_NO_CARER = frozenset({"01", "02", "51", "52"})


class ParentsForm(StepForm):
    """The parents, or another guardian; what the file knows stands there already."""

    step = Step.PARENTS

    father_name = NameField("父亲的姓名")
    father_phone = PhoneField("父亲的电话")
    father_city = TextField("父亲在哪里（市、县）")
    father_work = TextField("父亲的务工单位", hint="不知道的可以不填。")
    father_number = IdNumberField("父亲的身份证号")
    mother_name = NameField("母亲的姓名")
    mother_phone = PhoneField("母亲的电话")
    mother_city = TextField("母亲在哪里（市、县）")
    mother_work = TextField("母亲的务工单位", hint="不知道的可以不填。")
    mother_number = IdNumberField("母亲的身份证号")
    guardian_name = NameField("其他监护人的姓名")
    guardian_phone = PhoneField("其他监护人的电话")
    guardian_city = TextField("其他监护人在哪里（市、县）")
    guardian_work = TextField("其他监护人的务工单位")
    guardian_number = IdNumberField("其他监护人的身份证号")

    def known(self) -> dict[str, Any]:
        """Return each side's fields; numbers are only told of."""
        return {
            f"{code}_{name}": value for code in SIDES for name, value in self._side(code).items()
        }

    @property
    def covered(self) -> Collection[str]:
        """ID numbers and telephones."""
        return [f"{code}_{name}" for code in SIDES for name in ("number", "phone")]

    def said(self) -> Mapping[str, Any]:
        """Return those sides of whom something is said."""
        sides = {code: self._said_of(code) for code in SIDES}
        return {code: told for code, told in sides.items() if any(told.values())}

    def _said_of(self, code: str) -> dict[str, Any]:
        told = {name: self[f"{code}_{name}"].data for name in SIDE_FIELDS}
        if told["name"] != self._side(code).get("name"):
            return told  # somebody else, with numbers of their own
        return told | {name: self.kept(f"{code}_{name}") for name in ("number", "phone")}

    def _side(self, code: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.terms.block(self.step.value).get(code) or {}
        return found

    @property
    def groups(self) -> list[tuple[str, str | None, str | None, list[Any]]]:
        """Return the fields by side: its code, who it is, the telephone, the fields."""
        return [
            (
                code,
                self._side(code).get("name"),
                self._side(code).get("phone"),
                [field for field in self if field.name.startswith(f"{code}_")],
            )
            for code in SIDES
        ]


class CarerForm(StepForm):
    """The carer, as the file knows her."""

    step = Step.CARER

    name = NameField("受委托人姓名", required=True)
    relation = DropdownField("是孩子的")
    birth_on = PastDateField("出生日期", hint="填了身份证号的不用填。")
    number = IdNumberField("身份证号")
    health = ChoiceField("身体怎么样")
    phone = PhoneField("电话")
    address = TextField("住址")

    covered = ("number", "phone", "address")

    def known(self) -> dict[str, Any]:
        """Return what is known of the carer."""
        return {**super().known(), "birth_on": self.terms.carer.birth_on}

    def process(self, *args: Any, **options: Any) -> None:
        """Offer relations and states of health before what was sent is read."""
        relations = practice.codes("relation").items()
        self.relation.choices = [pair for pair in relations if pair[0] not in _NO_CARER]
        self.health.choices = list(practice.codes("health").items())
        super().process(*args, **options)

    def said(self) -> Mapping[str, Any]:
        """Return the carer; the number says when she was born where nobody else did."""
        told = self.values()
        if told["name"] == self.terms.carer.name:
            told |= {name: self.kept(name) for name in self.covered}
        if told["birth_on"] is None and told["number"]:
            told["birth_on"] = check_id_number(told["number"]).birth_on
        return told
