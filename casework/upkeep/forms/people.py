"""Parents who come and go, another number, another carer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import gettext as _

from casework.children import queries as children
from casework.children.facts import PersonFacts
from casework.children.forms import offers
from casework.people.models import Part
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    NameField,
    PhoneField,
    TextField,
)
from casework.upkeep.forms.changing import ChangeForm

_CHILD, _OTHER = "child", "other"
_BACK, _AWAY = "at_home", "working_away"
_PARENTS = (Part.FATHER, Part.MOTHER)


class ParentsForm(ChangeForm):
    """Who of the parents has come back or gone away."""

    asks: ClassVar[Sequence[str]] = ("parts", "situation", "whereabouts")

    advice = "请看看儿童类别要不要变更。"

    parts = ChoicesField("谁", required=True)
    situation = ChoiceField(
        "现在", choices=[(_BACK, "回来了，在家"), (_AWAY, "外出务工了")], required=True
    )
    whereabouts = TextField("去了哪里", hint="外出的才填，例如：苏州。")

    def offer(self) -> None:
        """Offer the parents that the file knows."""
        self.present = [p for p in map(self._present, _PARENTS) if p is not None]
        self.parts.choices = [(p.part.value, _named(p)) for p in self.present]

    def _present(self, part: Part) -> PersonFacts | None:
        return children.person_in(self.child, part)

    @property
    def now(self) -> str | None:
        """What the file says of each."""
        known = practice.conditions().by_code
        said = [
            _("%(part)s%(situation)s", part=p.part.label, situation=known[p.situation].label)
            for p in self.present
            if p.situation and p.situation in known
        ]
        return "，".join(said) or None

    def said(self) -> dict[str, Any]:
        """Return whom it concerns and what holds now; who is at home is nowhere else."""
        away = self.situation.data == _AWAY
        return {
            "parts": [Part(value) for value in self.parts.data],
            "situation": self.situation.data,
            "whereabouts": self.whereabouts.data if away else None,
        }

    def holds(self) -> bool:
        """Say whether the file says so of each of them already."""
        said = self.said()
        return all(
            (p.situation, p.whereabouts) == (said["situation"], said["whereabouts"])
            for p in self.present
            if p.part in said["parts"]
        )


class PhoneForm(ChangeForm):
    """Whose number is another one."""

    asks: ClassVar[Sequence[str]] = ("whose", "phone")

    whose = ChoiceField("谁的电话", required=True)
    phone = PhoneField("新号码", required=True)

    def offer(self) -> None:
        """Offer everybody in the child's life, once each, and the child."""
        self.people = _people(self)
        named = [(str(person_id), _named(facts)) for person_id, facts in self.people.items()]
        self.whose.choices = [*named, (_CHILD, "孩子本人")]

    def said(self) -> dict[str, Any]:
        """Return the person, None for the child, and the number."""
        chosen = self.whose.data
        person_id = None if chosen == _CHILD else UUID(chosen)
        return {"person_id": person_id, "phone": self.phone.data}

    def holds(self) -> bool:
        """Say whether this is the number in the file already."""
        said = self.said()
        known = self.child if said["person_id"] is None else self.people.get(said["person_id"])
        return known is not None and known.phone == said["phone"]


class CarerForm(ChangeForm):
    """Who looks after the child now."""

    asks: ClassVar[Sequence[str]] = ("who", "name", "relation", "phone")
    #: Asked only of somebody whom the file does not know yet.
    newcomer: ClassVar[Sequence[str]] = ("name", "relation", "phone")

    who = ChoiceField("现在由谁照料", required=True)
    name = NameField("姓名")
    relation = DropdownField("是孩子的")
    phone = PhoneField("电话", hint="不知道的可以以后补。")

    def offer(self) -> None:
        """Offer everybody in the child's life who is not the carer, and somebody else."""
        self.people = _people(self)
        self.carer = children.person_in(self.child, Part.CARER)
        named = [
            (str(person_id), _named(facts))
            for person_id, facts in self.people.items()
            if self.carer is None or facts.name != self.carer.name
        ]
        self.who.choices = [*named, (_OTHER, "别的人")]
        self.relation.choices = offers.codes("relation")

    @property
    def now(self) -> str | None:
        """The carer in the file."""
        return self.carer.name if self.carer else None

    @property
    def questions(self) -> list[Any]:
        """The questions of every change; those about a newcomer stand apart."""
        return [self[name] for name in ("who", "on", "told_by")]

    @property
    def asks_newcomer(self) -> bool:
        """Whether the questions about somebody new are to stand open."""
        only = len(self.who.choices) == 1
        return only or self.who.data == _OTHER or any(self[n].errors for n in self.newcomer)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for name and relation of somebody new."""
        fine: bool = super().validate(extra_validators)
        if self.who.data == _OTHER:
            if not self.name.data and not self.name.errors:
                self.name.errors = ["请填写“姓名”"]
            if not self.relation.data and not self.relation.errors:
                self.relation.errors = ["请选择“是孩子的”"]
        return fine and not self.faulty_fields

    def said(self) -> dict[str, Any]:
        """Return the carer as a person of the child's life."""
        if self.who.data != _OTHER:
            return {"carer": replace(self.people[UUID(self.who.data)], part=Part.CARER)}
        told = {name: self[name].data for name in self.newcomer}
        return {"carer": PersonFacts(part=Part.CARER, **told)}

    def holds(self) -> bool:
        """Say whether this is the carer already."""
        return self.carer is not None and self.carer.name == self.said()["carer"].name


def _people(form: ChangeForm) -> dict[UUID, PersonFacts]:
    """Return who is in the child's life now, once each; the carer first."""
    order = [Part.CARER, *Part]
    links = [pair for pair in children.people_of(form.child) if pair[0].until_on is None]
    links.sort(key=lambda pair: order.index(Part(pair[0].part)))
    found: dict[UUID, PersonFacts] = {}
    for link, person in links:
        found.setdefault(person.id, children.person_facts(link, person))
    return found


def _named(facts: PersonFacts) -> str:
    return str(_("%(name)s（%(part)s）", name=facts.name, part=facts.part.label))
