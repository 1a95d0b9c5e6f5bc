"""What was given at an activity: a few lines in its form, or one more later."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from wtforms import HiddenField
from wtforms.fields.core import Field

from casework.accounts.viewer import Viewer
from casework.activities.rules import Gift
from casework.assistance import rules as aid
from casework.assistance.models import Mode
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.children.models import Child
from casework.db.base import new_id
from casework.errors import RuleBroken
from casework.ui.fields import (
    AmountField,
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    NumberField,
    TextField,
)

#: How many lines the form of an activity has; more are added from its page.
LINES = (1, 2, 3)
NAMED, COUNTED = "named", "counted"
_TO = [
    (NAMED, "勾选的孩子（下面写每人的）"),
    (COUNTED, "没记名字的人（下面写一共的）"),
]
_SHORT = 60
#: The act sets the day of the activity in its place.
_FROM_THE_ACTIVITY = date.min
_IN_KIND = "in_kind"


def prefix_of(line: int) -> str:
    """Return what the names of a line's fields begin with."""
    return f"gift{line}_"


def gift_fields(prefix: str = "", *, is_named: bool, required: bool = False) -> dict[str, Field]:
    """Return the fields of one line; ``is_named`` where children may be named."""
    found: dict[str, Field] = {
        "item": TextField(
            "给了什么", required=required, max_length=_SHORT, hint="例如：冬季爱心包、助学金。"
        ),
        "mode": EnumField("方式", enum=Mode, required=required),
        "kind": DropdownField("帮扶类别"),
        "source": ChoiceField("来源", required=required),
        "giver": TextField("谁给的", max_length=_SHORT, hint="单位或个人的名称，可以不填。"),
        "to": ChoiceField("给了谁", choices=_TO if is_named else ()),
        "quantity": AmountField("数量", unit="", hint="资金不用填。"),
        "unit": DropdownField("单位"),
        "value": AmountField("价值", hint="不知道的可以不填；资金必须填金额。"),
        "children": NumberField("没记名字的儿童", unit="人"),
        "households": NumberField("没记名字的家庭", unit="户"),
    }
    if not is_named:
        del found["to"]
    return {prefix + name: made for name, made in found.items()}


def offer_gift(form: Any, prefix: str = "") -> None:
    """Offer the code lists of a line."""
    for name, codes in (("kind", "aid_kind"), ("source", "aid_source"), ("unit", "aid_unit")):
        form[prefix + name].choices = offers.codes(codes)


def is_used(form: Any, prefix: str) -> bool:
    """Say whether anything was told in a line."""
    told = ("item", "mode", "quantity", "value", "giver", "children", "households")
    return any(form[prefix + name].data for name in told)


def check_gift(form: Any, prefix: str, children: Sequence[Child]) -> bool:
    """Say whether a line says enough; put what is wrong at its own field."""
    fields = {name: form[prefix + name] for name in ("item", "mode", "source")}
    missing = [each for each in fields.values() if not each.data and not each.errors]
    for each in missing:
        each.errors = [*each.errors, each.missing]
    try:
        _check(form, prefix, children)
    except RuleBroken as broken:
        field = form[prefix + (broken.field or "item")]
        field.errors = [*field.errors, broken.message]
        return False
    return not missing


def _check(form: Any, prefix: str, children: Sequence[Child]) -> None:
    if form[prefix + "mode"].data is not None:
        told = [form[prefix + name].data for name in ("mode", "quantity", "value", "unit")]
        aid.check_amounts(*told)
    if not _is_named(form, prefix, children):
        aid.check_count(_counted(form, prefix, ""))
    elif not children:
        raise RuleBroken("请在上面勾选孩子，或者改成没记名字的人。", "to")


def read_gift(
    form: Any, prefix: str, *, form_id: UUID, place: str, children: Sequence[Child]
) -> Gift:
    """Return what a line says; of an activity of the unit ``place``."""
    told = {name: form[prefix + name].data for name in ("mode", "source", "item", "unit", "giver")}
    facts = aid.Facts(
        **told, kind=form[prefix + "kind"].data or _IN_KIND, given_on=_FROM_THE_ACTIVITY
    )
    named = _is_named(form, prefix, children)
    amounts = {name: form[prefix + name].data for name in ("quantity", "value")}
    return Gift(
        facts,
        form_id,
        [aid.Portion(child, **amounts) for child in children] if named else (),
        None if named else _counted(form, prefix, place),
    )


def line_id(form_id: UUID, line: int) -> UUID:
    """Return the id of a line in a form: the same form twice gives the same lines."""
    return uuid5(form_id, str(line))


def _is_named(form: Any, prefix: str, children: Sequence[Child]) -> bool:
    if prefix + "to" not in form:
        return False
    told = form[prefix + "to"].data
    return bool(children) if told is None else told == NAMED


def _counted(form: Any, prefix: str, place: str) -> aid.Counted:
    told = {name: form[prefix + name].data for name in ("children", "households")}
    return aid.Counted(
        place,
        children=told["children"] or 0,
        households=told["households"] or 0,
        quantity=form[prefix + "quantity"].data,
        value=form[prefix + "value"].data,
    )


class GiftForm(OfferingForm):
    """One more line of an activity that is recorded already."""

    form_id = HiddenField()
    named = ChoicesField("给了哪些孩子")

    def __init__(self, viewer: Viewer, offered: Sequence[Child]) -> None:
        self.offered = offered
        opening = {
            "form_id": str(new_id()),
            "kind": _IN_KIND,
            "to": NAMED if offered else COUNTED,
            "named": [str(child.id) for child in offered],
        }
        super().__init__(viewer, data=opening)

    def offer(self) -> None:
        """Offer the children and the code lists."""
        self.named.choices = [(str(child.id), child.name) for child in self.offered]
        offer_gift(self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask whether the line says enough."""
        return bool(super().validate(extra_validators)) & check_gift(self, "", self.chosen())

    def chosen(self) -> list[Child]:
        """Return the children who are ticked."""
        ids = set(self.named.data or ())
        return [child for child in self.offered if str(child.id) in ids]

    def gift(self, place: str) -> Gift:
        """Return what the line says."""
        return read_gift(
            self, "", form_id=client_id(self.form_id.data), place=place, children=self.chosen()
        )


def gift_form(viewer: Viewer, offered: Sequence[Child]) -> GiftForm:
    """Return the form of one more line; without children nobody is asked for by name."""
    fields = gift_fields(is_named=bool(offered), required=True)
    kind: type[GiftForm] = type("OneGiftForm", (GiftForm,), fields)
    return kind(viewer, offered)


def client_id(told: str | None) -> UUID:
    """Return a form's own id; one that cannot be read is a new form's."""
    try:
        return UUID(told or "")
    except ValueError:
        return new_id()
