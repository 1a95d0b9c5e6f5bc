"""What an address asks for, and the two forms: another number for a cell, the signature."""

from decimal import Decimal
from uuid import UUID

from flask import request
from wtforms import HiddenField

from casework import clock
from casework.accounts.viewer import Viewer
from casework.annexes import queries
from casework.annexes.queries import Asked
from casework.annexes.rules import Cell
from casework.db.base import new_id
from casework.errors import NotFound
from casework.practice.rules.campaigns import Campaign, nearest
from casework.ui.fields import AmountField, ChoiceField, LongTextField, TickField
from casework.ui.forms import Form

_REASON, _DIGITS = 200, 4
CHANGE, RESTORE = "change", "restore"


def region_code(viewer: Viewer) -> str:
    """Return the region of the address, one's own where it names none; raise NotFound."""
    asked = request.args.get("region")
    if asked:
        return asked
    if not viewer.regions:
        raise NotFound
    return viewer.regions[0]


def asked(viewer: Viewer, campaign: str) -> Asked:
    """Return whose form of which campaign an address asks for; raise NotFound."""
    return queries.asked(viewer, region_code(viewer), campaign)


def campaign_asked(campaigns: list[Campaign]) -> str | None:
    """Return the campaign of the address, the usual one where it names none; None for none."""
    found = usual(campaigns)
    return request.args.get("campaign") or (found.code if found else None)


def usual(campaigns: list[Campaign]) -> Campaign | None:
    """Return the campaign that is meant where none is named: the one that is on or nearest."""
    return nearest(campaigns, clock.today())


def number_asked() -> int | None:
    """Return which signed form an address names; None for the one as it stands now."""
    text = request.args.get("edition")
    return None if text is None else edition(text)


def edition(text: str) -> int:
    """Return the number of a signed form; raise NotFound for what is none."""
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise NotFound
    return int(text)


class _OnceForm(Form):
    """A form that counts once, however often it comes."""

    form_id = HiddenField()

    def once(self) -> UUID:
        """Return the form's own id; one that cannot be read is a new form's."""
        try:
            return UUID(self.form_id.data)
        except (TypeError, ValueError):
            return new_id()


class OverrideForm(_OnceForm):
    """Another number for a cell, or the records' own again."""

    what = ChoiceField("怎么改", choices=[(CHANGE, "改为别的数"), (RESTORE, "恢复按记录算的数")])
    number = AmountField("改为", unit="", hint="只填数字。")
    reason = LongTextField(
        "原因",
        max_length=_REASON,
        rows=3,
        required=True,
        hint="例如：有一场活动是外单位办的，没有登记。会写在表下面，也留在上报的表里。",
    )

    def __init__(self, cell: Cell) -> None:
        super().__init__(data={"form_id": str(new_id()), "what": CHANGE})
        if cell.override is None:
            del self.what

    @property
    def is_restoring(self) -> bool:
        """Whether the number of the records shall stand again."""
        return "what" in self and self["what"].data == RESTORE

    def said(self) -> Decimal | None:
        """Return the number; None where the records' own shall stand again."""
        return None if self.is_restoring else self.number.data

    def is_complete(self) -> bool:
        """Whether a number is there where one is needed; say so at its field if not."""
        if self.is_restoring or self.number.data is not None:
            return True
        self.number.errors = [*self.number.errors, self.number.missing]
        return False


class SignForm(_OnceForm):
    """The signature; of a correction with its reason."""

    seen = HiddenField()
    # Not required here: the first signature, sent twice, comes back to a correction's form.
    reason = LongTextField(
        "更正的原因", max_length=_REASON, rows=3, hint="更正上报必须写明原因，会和表一起留下来。"
    )
    checked = TickField("数字已经核对，上报后不能撤回", required=True)

    def __init__(self, *, is_correction: bool) -> None:
        super().__init__(data={"form_id": str(new_id())})
        if not is_correction:
            del self.reason

    @property
    def why(self) -> str | None:
        """Why it is signed anew; None of the first."""
        return self["reason"].data if "reason" in self else None
