"""What is done with one volunteer: a check, a training, the code of conduct, an end."""

from typing import Any

from casework import clock
from casework.texts import Text
from casework.ui.fields import (
    EnumField,
    EnumsField,
    NumberField,
    PastDateField,
    SearchField,
    TextField,
    TickField,
)
from casework.ui.forms import Form
from casework.volunteers.facts import CheckFacts
from casework.volunteers.interpret import UNIT_UNKNOWN
from casework.volunteers.models import VettingResult
from casework.volunteers.rules import SHORTEST_PURPOSE, Opened

_MOST_MINUTES = 600


class _Today(Form):
    """A form whose day is today when it opens."""

    day: str

    def process(self, *args: Any, **options: Any) -> None:
        """Open with today."""
        super().process(*args, **options)
        if not self.is_submitted() and self[self.day].data is None:
            self[self.day].data = clock.today()


class CheckForm(_Today):
    """A query of records: its result, its day, who was asked."""

    day = "checked_on"

    result = EnumField(
        "查询结果", enum=VettingResult, required=True, alarming=[VettingResult.BARRED]
    )
    checked_on = PastDateField("查询日期", required=True)
    unit = TextField("向哪个单位查的", hint="例如：县公安局。只写单位，不写查到的内容。")

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask who was asked where it came out clear; whoever is barred is kept away anyhow."""
        fine: bool = super().validate(extra_validators)
        if self.result.data is VettingResult.CLEAR and not self.unit.data:
            self.unit.errors = ["请写明向哪个单位查的，没有单位的查询不算数"]
            return False
        return fine

    def facts(self) -> CheckFacts:
        """Return the query as it was filled in."""
        unit = self.unit.data or UNIT_UNKNOWN
        return CheckFacts(self.checked_on.data, self.result.data.value, unit)


class TrainingForm(_Today):
    """A training that somebody took part in."""

    day = "on_day"

    topic = TextField("培训内容", required=True, hint="例如：怎样和孩子说话、发现伤害怎么办。")
    on_day = PastDateField("哪天", required=True)
    minutes = NumberField("多长时间", least=1, most=_MOST_MINUTES, unit="分钟")


class ConductForm(_Today):
    """That somebody has read the code of conduct, or heard it, and agrees."""

    day = "agreed_on"

    agreed = TickField("志愿者本人看过（听过）上面每一条，同意照做", required=True)
    agreed_on = PastDateField("哪天同意的", required=True)


class LeaveForm(_Today):
    """That somebody does not go on."""

    day = "left_on"

    left_on = PastDateField("哪天退出的", required=True)
    with_pairings = TickField("已经告诉儿童主任，结对可以停止")


class AccountForm(Form):
    """The account that a volunteer signs in with; empty for none."""

    login = TextField(
        "志愿者账号的登录名", hint="空着保存，就是不再关联账号。账号由系统管理员开通。"
    )


_PURPOSE_HINT = Text("至少%(n)s个字，会记入操作日志。", n=SHORTEST_PURPOSE)


class RevealForm(Form):
    """What is to be seen whole, and what for."""

    opened = EnumsField("要看什么", enum=Opened, required=True)
    purpose = TextField("用来做什么", required=True, hint=_PURPOSE_HINT)


class FindForm(Form):
    """A part of somebody's name; it never stands in an address."""

    looked_for = SearchField("志愿者的姓名", required=True)


class ExportForm(Form):
    """What of a file is written whole, and what for."""

    opened = EnumsField("要完整内容的", enum=Opened, hint="没有选的只写末尾几位。")
    purpose = TextField("用来做什么", hint="要完整内容的请写明，会记入操作日志。")
