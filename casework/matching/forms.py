"""The forms of matching: asking for a run, taking lines, proposing somebody."""

from typing import Any
from uuid import UUID

from flask import request

from casework.errors import RuleBroken
from casework.matching.rules import MOST_SEED
from casework.ui.fields import LongTextField, NumberField
from casework.ui.forms import Form

_LONG = 300


class RunForm(Form):
    """With which seed a run draws among equals."""

    seed = NumberField(
        "抽签号",
        least=1,
        most=MOST_SEED,
        hint="两位一样合适时，由抽签号决定。不填就自动抽一个；填上次的号，情况没变结果就一样。",
    )


class ProposeForm(Form):
    """Who is proposed for a request."""

    note = LongTextField(
        "给乡镇（街道）的话", max_length=_LONG, rows=2, hint="可以不写。不要写孩子的姓名、住址。"
    )

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act; refuse a form that names nobody."""
        return {"volunteer_id": chosen_volunteer(), "note": self.note.data}


def chosen_volunteer() -> UUID:
    """Return whom a button named; refuse what is no id."""
    try:
        return UUID(request.form.get("volunteer", ""))
    except ValueError:
        raise RuleBroken("请在下面选一位志愿者。") from None


def chosen_lines() -> list[UUID]:
    """Return the lines that were ticked; refuse none at all, and what is no id."""
    try:
        found = [UUID(each) for each in request.form.getlist("lines")]
    except ValueError:
        found = []
    if not found:
        raise RuleBroken("还没有选。请先勾选要提议的行。")
    return found
