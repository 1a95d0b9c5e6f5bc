"""What comes after the signing: notices, contact, the end."""

from datetime import date
from typing import Any

from casework import clock
from casework.care_agreements.blocks import Means, TellerOfContact, Terms
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    DropdownField,
    EnumField,
    LongTextField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

#: Nobody ends an agreement by hand for this: a renewal does.
_BY_RENEWAL = "renewed"
_SIDES = ("school", "village")
_NOTE = 200


class NoticesForm(Form):
    """When the school and the village were told in writing, and who received it."""

    school_on = PastDateField("哪天书面告知学校（幼儿园）")
    school_to = TextField("学校（幼儿园）谁收的", hint="例如：石桥小学班主任。")
    village_on = PastDateField("哪天书面告知村（居）委会")
    village_to = TextField("村（居）委会谁收的")

    def __init__(self, terms: Terms, receiver: str | None) -> None:
        known: dict[str, Any] = {}
        for to in _SIDES:
            on, who = terms.notice(to)
            known |= {f"{to}_on": on, f"{to}_to": who}
        known["village_to"] = known["village_to"] or receiver
        super().__init__(data=known)

    def said(self) -> dict[str, tuple[date | None, str | None]]:
        """Return day and receiver by side; nobody received what was not sent yet."""
        return {to: (self[f"{to}_on"].data, self[f"{to}_to"].data) for to in _SIDES}


class ContactForm(Form):
    """That parents and child, or parents and carer, were in touch: one tap does."""

    whom = ChoiceField(
        "爸妈和谁联系了",
        choices=[("child", "孩子"), ("carer", "照护人"), ("both", "都联系了")],
        required=True,
    )
    by = EnumField("怎么联系的", enum=Means)
    told_by = EnumField("谁说的", enum=TellerOfContact)
    contact_on = PastDateField("哪天")
    note = TextField("说了什么", max_length=_NOTE)

    def __init__(self) -> None:
        super().__init__(data={"contact_on": clock.today()})

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {
            "with_child": self.whom.data in ("child", "both"),
            "with_carer": self.whom.data in ("carer", "both"),
            "contact_on": self.contact_on.data,
            "detail": {name: self[name].data for name in ("by", "told_by", "note")},
        }


class EndForm(Form):
    """Why an agreement ends before its term, or a draft is given up."""

    reason = DropdownField("为什么终止", required=True)
    ended_on = PastDateField("哪天终止")
    note = LongTextField("具体情况", max_length=_NOTE, rows=3, hint="选了“其他”的请写明。")

    def __init__(self) -> None:
        super().__init__(data={"ended_on": clock.today()})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the reasons of the practice before what was sent is read."""
        known = practice.codes("agreement_end").items()
        self.reason.choices = [pair for pair in known if pair[0] != _BY_RENEWAL]
        super().process(*args, **options)
