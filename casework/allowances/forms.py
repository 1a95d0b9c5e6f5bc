"""The forms of allowances: a standard, an account, a payment file, a difference, a purpose."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from werkzeug.datastructures import FileStorage

from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.models import PaymentBatch
from casework.clock import Month
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.texts import Text
from casework.ui.fields import (
    AmountField,
    ChoiceField,
    DropdownField,
    FileField,
    LongTextField,
    MonthField,
    NameField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

_MOST_AMOUNT = 99_999
_SHORT = 200
_NEW = "new"


class StandardForm(Form):
    """What the county pays from a month on."""

    kind = ChoiceField("补贴种类", required=True)
    tier = ChoiceField("哪一档", required=True)
    amount = AmountField("标准（每人每月）", required=True, most=_MOST_AMOUNT)
    from_month = MonthField("从哪个月起", required=True)
    document = TextField("文号", required=True, hint="照文件上的写")
    source = TextField("出处", max_length=_SHORT, hint="可以不填：谁发的、在哪里查到。")

    def __init__(self, viewer: Viewer) -> None:
        self._rules = practice.allowances(queries.county(viewer))
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the kinds and tiers of the region before what was sent is read."""
        self.kind.choices = list(self._rules.kinds.items())
        self.tier.choices = list(self._rules.tiers.items())
        super().process(*args, **options)


class StrikeForm(Form):
    """Why a standard was wrong."""

    reason = LongTextField("为什么作废", max_length=_SHORT, rows=3, required=True)


class PayeeForm(Form):
    """The account that money goes to."""

    holder = NameField("户名", required=True, hint="写卡上的名字；集中养育的写机构的全称。")
    number = TextField("账号", required=True, max_length=40, hint="只填数字，空格没关系。")
    bank = TextField("开户银行", max_length=_SHORT)
    relation = DropdownField("户主是孩子的什么人")
    since_on = PastDateField("从哪天起用", hint="不填就是今天。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the relations before what was sent is read."""
        self.relation.choices = list(practice.codes("relation").items())
        super().process(*args, **options)


class PurposeForm(Form):
    """Why bank data is asked for."""

    purpose = LongTextField(
        "用途", max_length=_SHORT, rows=3, required=True, hint="会记入操作日志，至少6个字。"
    )


class PayFileForm(PurposeForm):
    """The month of a payment file, and why it is made."""

    month = MonthField("哪个月", required=True)


class BatchForm(Form):
    """A payment file of a finance office or a bank."""

    month = MonthField("发的是哪个月", required=True, hint="表里每行写了月份的，按表里的算。")
    file = FileField(
        "发放结果",
        required=True,
        accept=".xlsx,.csv",
        hint="Excel（.xlsx）或 CSV。表里要有“姓名”和“金额”两栏，有身份证号的更准。",
    )

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act. Raises RuleBroken for an empty file."""
        sent: FileStorage = self.file.data
        content = sent.read()
        if not content:
            raise RuleBroken("这个文件是空的，请重新选择。", "file")
        return {"month": self.month.data, "filename": sent.filename or "", "content": content}


class ConfirmForm(Form):
    """Whether a file is another one of its month, or the corrected edition of one."""

    replaces = ChoiceField("这份文件是")

    def __init__(self, others: Iterable[PaymentBatch]) -> None:
        self._others = list(others)
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the files that count already before what was sent is read."""
        corrected = [
            (str(each.id), Text("更正：%(name)s", name=each.filename)) for each in self._others
        ]
        self.replaces.choices = [(_NEW, "另外发的一批"), *corrected]
        super().process(*args, **options)

    def replaced(self) -> UUID | None:
        """Return the file that this one corrects. Raises RuleBroken where it is not said."""
        if self._others and self.replaces.data is None:
            raise RuleBroken("这个月已经有一份发放结果，请说明这是另一批，还是更正。", "replaces")
        return UUID(self.replaces.data) if self.replaces.data not in (None, _NEW) else None


class ExplainForm(Form):
    """What is behind a difference."""

    code = DropdownField("是什么情况", required=True)
    words = LongTextField("说明", max_length=_SHORT, rows=3, hint="选“其他”的，请写明。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the explanations before what was sent is read."""
        self.code.choices = list(practice.codes("allowance_explanation").items())
        super().process(*args, **options)


class StrayForm(ExplainForm):
    """Whom a row is about, or what else is behind it."""

    case_number = TextField(
        "是哪个孩子（档案编号）", max_length=12, hint="认出来的，填档案编号，就算到这个孩子名下。"
    )
    code = DropdownField("认不出来的，是什么情况")


def month_of(told: str | None, otherwise: Month) -> Month:
    """Return the month that an address names; the other for none that can be read."""
    try:
        return Month.parse(told or "")
    except ValueError:
        return otherwise
