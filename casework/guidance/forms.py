"""The forms about what guardians were told."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    DropdownField,
    LongTextField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

_LONG = 500
#: When somebody usually looks what came of it.
_USUAL = timedelta(days=14)


class GuidanceForm(OfferingForm):
    """What was done, by whom, to whom, what was said."""

    kind = ChoiceField("做了什么", required=True)
    body = DropdownField(
        "谁做的",
        required=True,
        hint="训诫、责令接受家庭教育指导，只能由公安机关、检察院、法院作出。",
    )
    given_by = TextField("具体是谁", max_length=60, hint="例如：石桥派出所民警、村儿童主任。")
    recipients = ChoicesField("对谁")
    given_on = PastDateField("哪一天", required=True)
    said = LongTextField("说了什么", max_length=_LONG, rows=3)
    answer = LongTextField("监护人怎么说", max_length=_LONG, rows=3)
    follow_up_on = DateField("什么时候再看看改了没有", hint="到时候会提醒您。不用再看的，不填。")

    def __init__(
        self, viewer: Viewer, people: Sequence[tuple[UUID, UUID, str]], region_code: str
    ) -> None:
        self.people, self.practice = people, practice.guardianship(region_code)
        today = clock.today()
        super().__init__(viewer, data={"given_on": today, "follow_up_on": today + _USUAL})

    def offer(self) -> None:
        """Offer the kinds, who may give them, and everybody in the file."""
        self.kind.choices = offers.codes("guidance_kind")
        self.body.choices = list(self.practice.bodies.items())
        self.recipients.choices = [(str(person_id), who) for person_id, _tie, who in self.people]

    @property
    def hints(self) -> Sequence[tuple[str, str, str]]:
        """What each kind is: its name, who gives it when, the article."""
        labels = practice.codes("guidance_kind")
        return [(labels[each.code], each.hint, each.article) for each in self.practice.guidance]

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        chosen = set(self.recipients.data)
        ties = [tie_id for person_id, tie_id, _who in self.people if str(person_id) in chosen]
        return {**self.values(), "recipients": ties}


class FollowForm(Form):
    """What came of it."""

    result = LongTextField("后来怎样", required=True, max_length=_LONG, rows=3)
    again_on = DateField("还要再看，什么时候", hint="不用再看的，不填。")
