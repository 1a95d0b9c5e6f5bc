"""The forms of the month: reasons child by child, the signature, a correction."""

import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import request
from wtforms import HiddenField

from casework.clock import Month
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.signoff.pages import Asked, TownshipLine
from casework.signoff.reasons import LIST
from casework.ui.fields import DropdownField, LongTextField, TextField, TickField
from casework.ui.forms import Form

_SHORT = 100
_CHILD = re.compile(r"reason_([0-9a-f]{32})")

Said = tuple[str, str | None]


def month(text: str) -> Month:
    """Read the month of an address; raise NotFound for anything else."""
    try:
        return Month.parse(text)
    except ValueError:
        raise NotFound from None


def named() -> list[UUID]:
    """Return the children that a sent form says something about."""
    found = (_CHILD.fullmatch(name) for name in request.form)
    return [UUID(hex=match[1]) for match in found if match]


class ReasonsForm(Form):
    """Of each child a reason from the list, and a note where one is wanted."""

    def said(self, asked: Collection[Asked]) -> dict[UUID, Said]:
        """Return what was chosen; a child without a choice is left for later."""
        chosen = {
            child.id: (self._fields[f"reason_{child.id.hex}"].data, self.note_of(child).data)
            for child in asked
        }
        return {child_id: (code, note) for child_id, (code, note) in chosen.items() if code}

    def reason_of(self, child: Asked) -> Any:
        """Return the field of a child's reason."""
        return self._fields[f"reason_{child.id.hex}"]

    def note_of(self, child: Asked) -> Any:
        """Return the field of a child's note."""
        return self._fields[f"note_{child.id.hex}"]


def reasons_form(asked: Sequence[Asked]) -> ReasonsForm:
    """Return a form with two fields a child."""
    choices = list(practice.codes(LIST).items())
    fields: dict[str, Any] = {}
    for child in asked:
        fields[f"reason_{child.id.hex}"] = DropdownField("原因", choices=choices)
        fields[f"note_{child.id.hex}"] = TextField("说明（可不填）", max_length=_SHORT)
    made: ReasonsForm = type("_ReasonsForm", (ReasonsForm,), fields)()
    return made


class SignForm(Form):
    """The county's signature, with a reason for each township that has not confirmed."""

    checked = TickField("数字已经核对，签发后不能撤回", required=True)

    def why_missing(self, missing: Sequence[TownshipLine]) -> dict[str, str]:
        """Return why the county signs without some townships."""
        said = {line.code: self.why_of(line).data for line in missing}
        return {code: why for code, why in said.items() if why}

    def why_of(self, line: TownshipLine) -> Any:
        """Return the field of a township."""
        return self._fields[f"why_{line.code}"]


def sign_form(missing: Sequence[TownshipLine]) -> SignForm:
    """Return a form with a field for each township that has not confirmed."""
    fields = {
        f"why_{line.code}": TextField("为什么不等它确认", max_length=_SHORT, required=True)
        for line in missing
    }
    made: SignForm = type("_SignForm", (SignForm,), fields)()
    return made


class CorrectForm(Form):
    """Why the figures of a signed month are stated anew."""

    seen = HiddenField()
    reason = LongTextField("更正的原因", max_length=200, rows=3, required=True)
    checked = TickField("下面的变动已经核对，以现在的记录为准", required=True)
