"""Forms of handing in and answering."""

from typing import Any

from casework.feedback import rules
from casework.feedback.models import Desk, Kind
from casework.ui.fields import EnumField, LongTextField, TickField
from casework.ui.forms import Form

_LONGEST = 1000


class HandInForm(Form):
    """What somebody has to say."""

    kind = EnumField("哪一类", enum=Kind, required=True)
    text = LongTextField(
        "想说什么",
        required=True,
        max_length=_LONGEST,
        rows=6,
        hint="请不要写孩子的姓名和证件号。说一件事：在哪一页、做什么的时候、希望怎样。",
    )
    desk = EnumField(
        "请谁答复", enum=Desk, required=True, default=Desk.COUNTY, hint="“故障”都由系统管理员答复。"
    )
    is_anonymous = TickField(
        "不留名",
        hint="勾选后，答复的人看不到是谁写的。答复照样能在这里看到。",
    )
    confirmed = TickField("这不是孩子或家长的号码，照样提交")

    is_doubtful = False

    def settles(self) -> bool:
        """Ask once more when the text seems to hold somebody's number."""
        self.is_doubtful = rules.seems_to_name(self.text.data or "") and not self.confirmed.data
        if self.is_doubtful:
            self.text.errors = [
                "里面好像有身份证号或电话号码。请删去；不是孩子或家长的，请勾选下面一项"
            ]
        return not self.is_doubtful

    def act(self) -> dict[str, Any]:
        """Return what the action needs."""
        return {name: self[name].data for name in ("kind", "desk", "text")} | {
            "is_anonymous": bool(self.is_anonymous.data)
        }


class AnswerForm(Form):
    """The answer to it."""

    answer = LongTextField(
        "答复",
        required=True,
        max_length=_LONGEST,
        rows=5,
        hint="对方在“投诉建议”里看到。说明怎么处理、什么时候好。",
    )
