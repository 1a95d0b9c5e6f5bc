"""Asking to see what is hidden."""

from casework.dossier.rules import SHORTEST_REASON, Group
from casework.texts import Text
from casework.ui.fields import EnumsField, TextField
from casework.ui.forms import Form

_HINT = Text("至少%(n)s个字，会记入操作日志。", n=SHORTEST_REASON)


class RevealForm(Form):
    """What to show, and why."""

    groups = EnumsField("要看什么", enum=Group, required=True)
    reason = TextField("查看原因", hint=_HINT)


class ReasonForm(Form):
    """Why the phone numbers are needed."""

    reason = TextField("查看原因", required=True, hint=_HINT)
