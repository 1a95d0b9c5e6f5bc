"""Forms about carers: how one contacts them, who is one person and who is two."""

from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from casework.accounts.viewer import Viewer
from casework.children.actions.persons import identity_of
from casework.children.contacts import MOST_IN_ORDER, Contact, Means, PhoneOwner, Time
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.dossier.forms import RevealForm
from casework.dossier.labels import PLACES
from casework.dossier.rules import Group
from casework.families.queries import Carer
from casework.families.rules import NumberGoes, Side, numbers_differ
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    EnumField,
    EnumsField,
    NameField,
    TextField,
    TickField,
)
from casework.ui.formats import masked_id
from casework.ui.forms import Form

#: The answer that one may contact somebody.
WELCOME = "welcome"
_CONFLICT = 409


class ContactForm(OfferingForm):
    """How one person is contacted about one child; every question may be passed over."""

    version = IntegerField(widget=HiddenInput())
    means = ChoiceField("怎么联系最好", choices=Means.choices())
    times = ChoicesField("什么时候方便", choices=Time.choices())
    place = ChoiceField("第几个联系", choices=list(PLACES.items())[:MOST_IN_ORDER])
    language = ChoiceField("说什么话")
    phone_owner = ChoiceField("登记的电话是谁的", choices=PhoneOwner.choices())
    barred = ChoiceField("能不能联系")
    barred_note = TextField("不要联系的补充说明", hint="例如：哪天起、谁提出的。")

    overtaken = False

    def __init__(self, viewer: Viewer, known: Contact, version: int) -> None:
        start = {**vars(known), "barred": known.barred or WELCOME, "version": version}
        super().__init__(viewer, data=start)

    def offer(self) -> None:
        """Offer languages, and the reasons why one must not contact somebody."""
        self.language.choices = offers.codes("contact_language")
        reasons = offers.codes("no_contact_reason")
        self.barred.choices = [
            (WELCOME, "可以联系"),
            *((code, _("不要联系：%(why)s", why=label)) for code, label in reasons),
        ]
        self.barred.alarming = {code for code, _label in reasons}

    @property
    def bars(self) -> bool:
        """Whether something is said, or wrong, about not contacting somebody."""
        said = self.barred.data not in (None, WELCOME)
        return bool(said or self.barred.errors or self.barred_note.errors)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        told = {name: value for name, value in self.values().items() if name != "version"}
        told["times"] = tuple(told["times"])
        told["barred"] = None if told["barred"] == WELCOME else told["barred"]
        return {"contact": Contact(**told), "version": self.version.data}

    def meet(self, version: int) -> None:
        """Say that somebody else has saved; saving again is then a decision."""
        self.overtaken = True
        self.version.data, self.version.raw_data = version, None

    @property
    def status(self) -> int:
        """409 beside the usual ones."""
        return _CONFLICT if self.overtaken else super().status


class CarerRevealForm(RevealForm):
    """What to show of a carer, and why."""

    groups = EnumsField(
        "要看什么",
        enum=Group,
        members=(Group.CONTACT, Group.ADDRESS, Group.NUMBER),
        required=True,
    )


class MergeForm(Form):
    """Which values stay of two people who are one."""

    name_from = EnumField("保留哪个姓名", enum=Side)
    number_from = EnumField("保留哪个身份证号", enum=Side)
    confirmed = TickField("看过证件原件，两个号码中有一个是写错的")
    reason = TextField("为什么是同一个人", required=True, hint="例如：核对户口簿，身份证号一致。")

    def __init__(self, this: Carer, other: Carer) -> None:
        one, two = identity_of(this.person), identity_of(other.person)
        self.names_differ = one.name != two.name
        self.numbers_differ = numbers_differ(one, two)
        super().__init__()
        self.name_from.choices = [(Side.THIS, one.name), (Side.OTHER, two.name)]
        self.number_from.choices = [
            (Side.THIS, _("第一个人的：%(number)s", number=masked_id(one.id_number))),
            (Side.OTHER, _("第二个人的：%(number)s", number=masked_id(two.id_number))),
        ]


class SplitForm(Form):
    """Which children belong to whom, of a person who is two."""

    children = ChoicesField("哪些孩子归分出来的人", required=True)
    name = NameField("分出来的人叫什么", required=True)
    number_goes = EnumField("身份证号归谁", enum=NumberGoes)
    reason = TextField("为什么不是同一个人", required=True, hint="例如：两人重名，入户核对过。")

    def __init__(self, carer: Carer) -> None:
        self._lines = carer.children.values()
        self.has_number = carer.person.id_number is not None
        super().__init__(data={"name": carer.person.name})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the children in reach before what was sent is read."""
        self.children.choices = [
            (line.id, "，".join(each for each in (line.name, line.village) if each))
            for line in self._lines
        ]
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        told = self.values()
        return {"child_ids": set(told.pop("children")), **told}
