"""The forms about who answers for a child, who cares, and what was entered by mistake."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.facts import PersonFacts, Teller
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.guardianship import caring, rules
from casework.guardianship.rules import Somebody
from casework.people.models import Part
from casework.practice import queries as practice
from casework.practice.rules.guardianship import GuardianshipRules
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    LongTextField,
    NameField,
    PastDateField,
    PhoneField,
    TextField,
)
from casework.ui.forms import Form

_LONG = 200
_OTHER = "other"


class PeopleForm(OfferingForm):
    """A form that names somebody of the file, or somebody new to it."""

    #: Asked only of somebody whom the file does not know yet.
    newcomer: ClassVar[Sequence[str]] = ("name", "relation", "phone")

    name = NameField("姓名")
    relation = DropdownField("是孩子的")
    phone = PhoneField("电话", hint="不知道的可以以后补。")

    def __init__(self, viewer: Viewer, people: Sequence[Somebody], region_code: str) -> None:
        self.people, self.practice = people, practice.guardianship(region_code)
        super().__init__(viewer, data={"from_on": clock.today()})

    def offer(self) -> None:
        """Offer what a newcomer may be to the child."""
        self.relation.choices = offers.codes("relation")

    @property
    def is_faulty_about_newcomer(self) -> bool:
        """Whether the questions about somebody new are to stand open."""
        return not self.people or any(self[name].errors or self[name].data for name in ("name",))

    def _named(self) -> offers.Choices:
        # By the person: the tie is another one as soon as she has got a part.
        return [(str(each.person_id), each.label) for each in self.people]

    def _ties(self, chosen: Sequence[str]) -> list[UUID]:
        known = [each for each in self.people if str(each.person_id) in chosen]
        return [each.tie_id for each in known if each.tie_id is not None]

    def _newcomer(self) -> PersonFacts | None:
        if not self.name.data:
            return None
        told = {name: self[name].data for name in self.newcomer}
        return PersonFacts(part=Part.OTHER, **told)


class GuardianshipForm(PeopleForm):
    """Who answers for the child by law, from when, on what basis."""

    kind = ChoiceField("谁来监护", required=True)
    guardians = ChoicesField("监护人", hint="由单位监护的不用选。")
    office = TextField(
        "单位", max_length=60, hint="由村（居）委会、民政部门监护的填，例如：青禾县民政局。"
    )
    from_on = PastDateField("从哪一天起", required=True, hint="今天以前的日子也可以补记。")
    paper = DropdownField("凭什么材料", hint="材料还没到的先不填，以后补，不影响登记。")
    number = TextField("文号", max_length=60)
    dated = PastDateField("材料的日期")
    reason = LongTextField(
        "为什么变更",
        max_length=_LONG,
        rows=3,
        hint="能打开档案的人都看得到。涉及举报的不要写，写“监护情况变更”就可以。",
    )

    def offer(self) -> None:
        """Offer the kinds that the viewer's office may enter, and everybody in the file."""
        super().offer()
        labels = practice.codes("guardianship_kind")
        allowed = [kind for kind in self.practice.kinds if rules.may_enter(self.viewer, kind)]
        self.kind.choices = [(kind.code, labels[kind.code]) for kind in allowed]
        self.guardians.choices = self._named()
        self.paper.choices = list(self.practice.papers.items())

    @property
    def beyond(self) -> list[str]:
        """The kinds that another office enters."""
        labels = practice.codes("guardianship_kind")
        offered = {code for code, _ in self.kind.choices}
        return [labels[kind.code] for kind in self.practice.kinds if kind.code not in offered]

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        dated = self.dated.data
        papers = {"paper": self.paper.data, "number": self.number.data}
        return {
            "kind": self.kind.data,
            "from_on": self.from_on.data,
            "guardians": self._ties(self.guardians.data),
            "newcomer": self._newcomer(),
            "office": self.office.data,
            "basis": {**papers, "dated": dated.isoformat() if dated else None},
            "reason": self.reason.data,
        }


class CareForm(PeopleForm):
    """Who looks after the child, or where it lives, from when, who said so."""

    arrangement = ChoiceField("现在怎样照看", required=True, alarming=(caring.ALONE,))
    carer = ChoiceField("由谁照看", hint="跟父母住、住机构的可以不选。")
    place = TextField("住在哪里", max_length=60, hint="机构或寄养家庭的名称；住家里的不填。")
    from_on = PastDateField("从哪一天起", required=True)
    told_by = EnumField("谁说的", enum=Teller, required=True)
    reason = LongTextField("情况", max_length=_LONG, rows=3)

    def offer(self) -> None:
        """Offer the arrangements, and everybody in the file."""
        super().offer()
        self.arrangement.choices = offers.codes("care_arrangement")
        self.carer.choices = [*self._named(), (_OTHER, "别的人")]

    @property
    def is_faulty_about_newcomer(self) -> bool:
        """Whether the questions about somebody new are to stand open."""
        return self.carer.data == _OTHER or super().is_faulty_about_newcomer

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the name of somebody new."""
        fine: bool = super().validate(extra_validators)
        if self.carer.data == _OTHER and not self.name.data and not self.name.errors:
            self.name.errors = ["请填写“姓名”"]
        return fine and not self.faulty_fields

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        ties = self._ties([self.carer.data]) if self.carer.data else []
        return {
            "arrangement": self.arrangement.data,
            "from_on": self.from_on.data,
            "carer": ties[0] if ties else None,
            "newcomer": None if ties else self._newcomer(),
            "place": self.place.data,
            "told_by": self.told_by.data,
            "reason": self.reason.data,
        }


class StrikeForm(Form):
    """Why a term was entered by mistake."""

    reason = LongTextField(
        "哪里记错了",
        required=True,
        max_length=_LONG,
        rows=3,
        hint="原来的记录不会删掉，会划掉并写明原因；前一段自动接上。",
    )


def hints_of(rules_: GuardianshipRules, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Return what each kind that may be entered is: its name, who may be it, the article."""
    labels = practice.codes("guardianship_kind")
    kinds = [kind for kind in rules_.kinds if rules.may_enter(viewer, kind)]
    return [(labels[kind.code], kind.hint, kind.article) for kind in kinds]
