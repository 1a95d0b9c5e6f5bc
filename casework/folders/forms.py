"""What of a child is printed and why; which notice was given; whose sheets are printed."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.forms.offers import OfferingForm
from casework.children.models import Child
from casework.db.base import new_id
from casework.folders.models import FolderForm, NoticeAnswer, NoticeKind
from casework.folders.rules import MOST_SHEETS, SHORTEST, Depth, Lifted
from casework.folders.sections import SECTIONS
from casework.practice import queries as practice
from casework.texts import Text
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    EnumField,
    EnumsField,
    LongTextField,
    PastDateField,
    TextField,
    TickField,
)
from casework.visits.reading import identifier


class FolderPrintForm(OfferingForm):
    """What is printed, what for, what is shown whole, and as what."""

    purpose = TextField(
        "打印用途",
        required=True,
        max_length=60,
        hint=Text("例如：县民政局2026年档案检查。至少%(n)s个字，会印在每一页上。", n=SHORTEST),
    )
    sections = ChoicesField(
        "印哪些部分",
        choices=[(each.code, each.label) for each in SECTIONS],
        hint="不需要的请去掉。",
    )
    depth = EnumField("走访记录印多少", enum=Depth, required=True)
    with_pictures = TickField("附件里的照片也印出来")
    lifted = EnumsField(
        "哪些内容要完整的",
        enum=Lifted,
        hint="不选的，证件号码只印最后1位。电话、住址和健康情况照印。",
    )
    reason = TextField(
        "为什么要完整内容",
        max_length=200,
        hint=Text("选了上面的才要填，至少%(n)s个字，会记入操作日志。", n=SHORTEST),
    )
    form = EnumField("用哪种方式", enum=FolderForm, required=True)

    def __init__(self, viewer: Viewer, *, has_press: bool) -> None:
        self.forms = list(FolderForm) if has_press else [FolderForm.PAGE]
        super().__init__(
            viewer,
            data={
                "sections": [each.code for each in SECTIONS],
                "depth": Depth.YEAR,
                "form": self.forms[0],
            },
        )

    def offer(self) -> None:
        """Offer what this viewer may show whole, and what this server can make."""
        may = self.viewer.may(Permission.CHILD_SECRET)
        shown = [each for each in Lifted if may or each is not Lifted.SECRET]
        self.lifted.choices = [(each, each.label) for each in shown]
        self.form.choices = [(each, each.label) for each in self.forms]


class NoticeForm(OfferingForm):
    """Which sheet was given to whom, when, how, and what they said."""

    form_id = HiddenField()
    kind = EnumField("给了哪一份", enum=NoticeKind, required=True)
    given_on = PastDateField("哪一天给的", required=True)
    to_whom = TextField(
        "给了谁", required=True, max_length=60, hint="写姓名和与孩子的关系，例如：奶奶李某。"
    )
    way = ChoiceField("怎么给的", required=True)
    answer = EnumField("对方的答复", enum=NoticeAnswer, hint="同意书才要选；告知书不用选。")
    note = LongTextField("备注", max_length=300, rows=2)

    def __init__(self, viewer: Viewer, child: Child) -> None:
        self.region_code = child.region_code
        super().__init__(
            viewer,
            data={
                "form_id": str(new_id()),
                "kind": NoticeKind.NOTICE,
                "given_on": clock.today(),
            },
        )

    def offer(self) -> None:
        """Offer the ways of the region."""
        self.way.choices = list(practice.notices(self.region_code).ways.items())

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {**self.values(), "form_id": identifier(self.form_id.data) or new_id()}


class SheetsForm(OfferingForm):
    """For which children blank sheets are printed."""

    children = ChoicesField("给哪些孩子印", hint="要走访的排在前面。")
    with_place = TickField("印上住址（默认不印）")
    form = EnumField("用哪种方式", enum=FolderForm, required=True)

    def __init__(self, viewer: Viewer, listed: Sequence[Child], *, has_press: bool) -> None:
        self.listed = listed
        self.forms = list(FolderForm) if has_press else [FolderForm.PAGE]
        super().__init__(
            viewer,
            data={
                "children": [str(each.id) for each in listed[:MOST_SHEETS]],
                "form": self.forms[0],
            },
        )

    def offer(self) -> None:
        """Offer the children of the village."""
        self.children.choices = [
            (str(each.id), f"{each.name} {each.case_number}") for each in self.listed
        ]
        self.form.choices = [(each, each.label) for each in self.forms]

    def chosen(self) -> list[Child]:
        """Return the children who were chosen, in the order of the list."""
        ids = set(self.children.data or ())
        return [each for each in self.listed if str(each.id) in ids]
