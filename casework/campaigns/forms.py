"""The forms of a campaign: what it asks for, and whom to send forms to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework.accounts.viewer import Viewer
from casework.campaigns import rules
from casework.campaigns.models import CampaignContact, Desk
from casework.campaigns.rules import USUAL_NOTES, Plan
from casework.children.forms.offers import OfferingForm
from casework.db.base import new_id
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2, Annex, Item
from casework.ui.fields import (
    ChoicesField,
    DateField,
    LongTextField,
    NumberField,
    PhoneField,
    TextField,
    TickField,
)
from casework.ui.forms import Form

_SHORT, _NAME, _NOTE = 60, 80, 300
_CONTACT = ("contact", "phone", "email")
_FACTS = (
    "name",
    "theme",
    "source",
    "first_on",
    "last_on",
    "deadline_on",
    "visits_everyone",
    "summary_length",
)
_BLANKS = "{deadline}、{contact}、{phone}、{email} 会自动换成截止日和联系人，请保留。"


class PlanForm(OfferingForm):
    """A campaign of one's own: copied from an earlier one, or from nothing."""

    form_id = HiddenField()
    version = HiddenField()
    name = TextField("活动名称", required=True, max_length=_NAME, hint="表格的标题里也用它。")
    theme = TextField("主题", required=True, max_length=_SHORT)
    source = TextField(
        "根据哪份通知",
        required=True,
        max_length=_NAME,
        hint="通知的名称和文号；没有就写“本级自定”。",
    )
    organisers = LongTextField(
        "主办单位", max_length=_NOTE, rows=3, hint="一行写一个单位，级别高的在前；不写人名。"
    )
    first_on = DateField("从哪天开始", required=True)
    last_on = DateField("到哪天结束", required=True)
    deadline_on = DateField("各地哪天前报送", hint="不要求报送的不填。")
    visits_everyone = TickField(
        "活动期间每个在册儿童都要当面走访一次（全覆盖）",
        hint="勾选后，还没走访的孩子到期日不晚于最后一天。",
    )
    items = ChoicesField("要做哪些事", hint="从抄来的活动里选，不要的去掉。")
    summary_length = NumberField(
        "活动总结大约多少字", unit="字", most=10_000, hint="不要总结的不填。"
    )
    annex1 = TickField("要报活动情况汇总表（附件1，21栏）")
    annex1_title = TextField("附件1的标题", max_length=_NAME)
    annex1_note = LongTextField("附件1的备注", max_length=_NOTE, rows=3, hint=_BLANKS)
    annex2 = TickField("要报活动统计表（附件2，7栏）")
    annex2_title = TextField("附件2的标题", max_length=_NAME)
    annex2_note = LongTextField("附件2的备注", max_length=_NOTE, rows=3, hint=_BLANKS)

    def __init__(
        self, viewer: Viewer, items: Sequence[Item], plan: Plan | None, version: str = ""
    ) -> None:
        self.offered = items
        opening = {"form_id": str(new_id()), "version": version, **_opening(plan)}
        super().__init__(viewer, data=opening)
        if rules.desk_of(viewer.role) is Desk.WOMENS_FED:
            del self.visits_everyone
        if not items:
            del self.items

    def offer(self) -> None:
        """Offer the items of what was copied."""
        self.items.choices = [(item.code, item.label) for item in self.offered]

    def settles(self) -> bool:
        """Ask for the title of each form that is asked for."""
        for code in (ANNEX_1, ANNEX_2):
            title = self[f"{code}_title"]
            if self[code].data and not title.data:
                title.errors = [*title.errors, "要报这张表，请填写标题"]
        return not self.errors

    def plan(self) -> Plan:
        """Return what was written down."""
        lines = (self.organisers.data or "").splitlines()
        return Plan(
            name=self.name.data or "",
            theme=self.theme.data or "",
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            organisers=tuple(line.strip() for line in lines if line.strip()),
            deadline_on=self.deadline_on.data,
            visits_everyone="visits_everyone" in self and bool(self.visits_everyone.data),
            summary_length=self.summary_length.data or 0,
            item_codes=tuple(self.items.data or ()) if "items" in self else (),
            annexes=tuple(self._annex(code) for code in (ANNEX_1, ANNEX_2) if self[code].data),
            source=self.source.data or "",
        )

    def _annex(self, code: str) -> Annex:
        note = self[f"{code}_note"].data or USUAL_NOTES[code]
        return Annex(code, self[f"{code}_title"].data, note)

    @property
    def client_id(self) -> UUID:
        """The form's own id; one that cannot be read is a new form's."""
        try:
            return UUID(self.form_id.data or "")
        except ValueError:
            return new_id()


def _opening(plan: Plan | None) -> dict[str, Any]:
    """Return what a form shows when it is opened."""
    notes = {f"{code}_note": note for code, note in USUAL_NOTES.items()}
    if plan is None:
        return notes
    told: dict[str, Any] = {name: getattr(plan, name) or None for name in _FACTS}
    for annex in plan.annexes:
        told |= {annex.code: True, f"{annex.code}_title": annex.title}
        notes[f"{annex.code}_note"] = annex.note
    organisers, items = "\n".join(plan.organisers), list(plan.item_codes)
    return {**told, **notes, "organisers": organisers, "items": items}


class ContactForm(Form):
    """Whom lower units send the forms to."""

    contact = TextField(
        "联系人", required=True, max_length=_SHORT, hint="单位（科室）和姓名，印在附件1的备注里。"
    )
    phone = PhoneField("电话")
    email = TextField("电子邮箱", max_length=_SHORT)

    def __init__(self, known: CampaignContact | None) -> None:
        super().__init__(data={name: getattr(known, name, None) for name in _CONTACT})

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {name: self[name].data for name in _CONTACT}
