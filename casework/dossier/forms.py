"""Asking to see what is hidden."""

from casework.dossier.rules import SHORTEST_REASON, Group
from casework.ui.fields import EnumsField, TextField
from casework.ui.forms import Form


class RevealForm(Form):
    """What to show, and why."""

    groups = EnumsField("要看什么", enum=Group, required=True)
    reason = TextField("查看原因", hint=f"至少{SHORTEST_REASON}个字，会记入操作日志。")


class ReasonForm(Form):
    """Why the phone numbers are needed."""

    reason = TextField(
        "查看原因", required=True, hint=f"至少{SHORTEST_REASON}个字，会记入操作日志。"
    )
