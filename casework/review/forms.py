"""The forms of a review: a question, an answer, a remark, a call."""

from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework.db.base import new_id
from casework.ui.fields import ChoiceField, EnumField, LongTextField
from casework.ui.forms import Form
from casework.visits.models import CheckResult, SpokenWith
from casework.visits.reading import identifier

_LONGEST = 300
_OTHER = "其他问题"
_QUESTIONS = [
    (word, word)
    for word in (
        "走访日期好像不对，请核对",
        "走访情况没有写清楚，请补充",
        "和以前的记录对不上，请核实",
        "异常情况没有写怎么处理，请补充",
        _OTHER,
    )
]


class _SeenForm(Form):
    """A step: it names what its page has shown."""

    seen = HiddenField()


class _OnceForm(Form):
    """Something that is added once, however often the form arrives."""

    row_id = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"row_id": str(new_id()), **options})

    @property
    def id_given(self) -> UUID:
        """The id that the row will have."""
        return identifier(self.row_id.data) or new_id()


class ReturnForm(_SeenForm):
    """What is asked of whoever wrote the record."""

    question = ChoiceField("要登记人核对什么", choices=_QUESTIONS, required=True)
    reason = LongTextField(
        "具体问题", max_length=_LONGEST, rows=3, hint="写给登记人看：哪一项、为什么问。"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for words where none of the usual questions fits."""
        fine: bool = super().validate(extra_validators)
        if self.question.data == _OTHER and not self.reason.data:
            self.reason.errors = [*self.reason.errors, "请写明要核对什么。"]
        return fine and not self.faulty_fields

    def words(self) -> str:
        """Return the question in one line."""
        usual = None if self.question.data == _OTHER else self.question.data
        return "：".join(part for part in (usual, self.reason.data) if part)


class AnswerForm(_SeenForm):
    """Why the record stands as it is."""

    words = LongTextField(
        "答复", required=True, max_length=_LONGEST, rows=3, hint="记录没有错，就说明情况。"
    )


class RemarkForm(_OnceForm):
    """A word in the talk about a visit."""

    words = LongTextField("留言", required=True, max_length=_LONGEST, rows=2)


class SpotCheckForm(_OnceForm):
    """What a call to the family said."""

    result = EnumField("抽查结果", enum=CheckResult, required=True)
    spoken_with = EnumField("和谁通的话", enum=SpokenWith)
    note = LongTextField("情况说明", max_length=_LONGEST, rows=3, hint="不一致的，写明哪里不一致。")

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {
            "check_id": self.id_given,
            "result": self.result.data,
            "spoken_with": self.spoken_with.data,
            "note": self.note.data,
        }
