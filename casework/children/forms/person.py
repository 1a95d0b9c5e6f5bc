"""The form about one person in the child's life; phone, address and number are only overwritten."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from casework.accounts.viewer import Viewer
from casework.children.facts import PersonFacts
from casework.children.forms import offers
from casework.children.forms.identity import AsTyped
from casework.children.forms.offers import OfferingForm
from casework.people.models import Part
from casework.ui.fields import (
    ChoiceField,
    DropdownField,
    IdNumberField,
    NameField,
    PastDateField,
    PhoneField,
    TextField,
)

#: Masked wherever they are shown: the form takes a new value and never shows the old one.
WRITE_ONLY = ("id_number", "phone", "address")
NOBODY = "new"
_NOT_FACTS = frozenset({"version", "same_as"})
_CONFLICT = 409
_USUAL_RELATION = {Part.FATHER: "51", Part.MOTHER: "52"}


class PersonNumberField(AsTyped, IdNumberField):
    """A person's ID number."""


class SamePersonField(ChoiceField):
    """Who it is among the people offered, whom the page knows only once the rest has been read."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was chosen; ``PersonForm.settles`` looks whether it was offered."""
        self.data = str(valuelist[0]) if valuelist and valuelist[0] else None


class PersonForm(OfferingForm):
    """Who holds one part, how to reach them, how they fare."""

    version = IntegerField(widget=HiddenInput())
    name = NameField("姓名", required=True)
    relation = DropdownField("是孩子的", required=True)
    phone = PhoneField("电话")
    id_number = PersonNumberField("身份证号")
    address = TextField("住址")
    whereabouts = TextField("现在哪里", hint="例如：在苏州打工、在家。")
    situation = DropdownField("情况")
    since_on = PastDateField("从什么时候起")
    evidence = DropdownField("看到的证明材料")
    same_as = SamePersonField("是同一个人吗？")

    overtaken = False

    def __init__(self, viewer: Viewer, part: Part, known: PersonFacts | None, version: int) -> None:
        self.part, self.known = part, known
        start: dict[str, Any] = {"relation": _USUAL_RELATION.get(part)}
        if known is not None:
            start = {n: value for n, value in vars(known).items() if n not in WRITE_ONLY}
        super().__init__(viewer, data={**start, "version": version})

    def offer(self) -> None:
        """Offer relations, situations and proofs."""
        self.relation.choices = offers.codes("relation")
        self.situation.choices = offers.situations()
        self.evidence.choices = offers.evidence()

    def facts(self) -> PersonFacts:
        """Return what was said; what was hidden and not typed stays, if it is the same person."""
        typed = {name: value for name, value in self.values().items() if name not in _NOT_FACTS}
        if self.known is None or self.known.name != typed["name"]:
            return PersonFacts(part=self.part, **typed)
        told = {n: value for n, value in typed.items() if n not in WRITE_ONLY or value is not None}
        return replace(self.known, **told)

    def settles(self, people: offers.Choices) -> bool:
        """Say whether it was told who of the people offered it is, or that it is none of them."""
        if not people:
            self.same_as.data = None
            return True
        self.same_as.choices = [*people, (NOBODY, "都不是，另外登记一个人")]
        if self.same_as.data in {key for key, _ in self.same_as.choices}:
            return True
        self.same_as.data = None
        self.same_as.errors = ["这个人可能已经登记过，请选择是不是同一个人"]
        return False

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        chosen = self.same_as.data
        same_as = UUID(chosen) if chosen and chosen != NOBODY else None
        return {"facts": self.facts(), "version": self.version.data, "same_as": same_as}

    def meet(self, version: int) -> None:
        """Say that somebody else has saved; saving again is then a decision."""
        self.overtaken = True
        self.version.data, self.version.raw_data = version, None

    @property
    def status(self) -> int:
        """409 beside the usual ones."""
        return _CONFLICT if self.overtaken else super().status
