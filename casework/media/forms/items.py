"""Writing an item down, correcting it, deciding on it, saying that it appeared."""

from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.db.base import new_id
from casework.media.models import MediaItem, Showing
from casework.media.rules import Ages, Consent, Facts, read_consent
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    DateField,
    DropdownField,
    EnumField,
    LongTextField,
    TextField,
    TickField,
)
from casework.ui.forms import Form

_SHORT, _LONG, _TEXT = 60, 200, 6000
#: The fields of an item that the form asks for by their own names.
_FACTS = ("kind", "title", "published_on", "outlet", "link", "text", "shows_child", "masking")
TOLD, DRAFT = "told", "draft"


class _FactsForm(OfferingForm):
    """What an item says."""

    kind = ChoiceField("媒体种类", required=True)
    title = TextField("标题", required=True, max_length=_LONG)
    outlet = TextField("媒体名称", max_length=_SHORT, hint="例如：青禾日报、青禾妇联微信公众号。")
    published_on = DateField("刊播日期", hint="已经刊播的必填。")
    link = TextField("网址", max_length=500)
    campaign = DropdownField("集中活动", hint="不属于哪次集中活动的不用选。")
    text = LongTextField(
        "稿件正文", max_length=_TEXT, rows=8, hint="送审的稿件贴在这里。不要写孩子的姓名、住址。"
    )
    shows_child = EnumField("有没有孩子出现", enum=Showing, required=True)
    ages = EnumField("孩子多大", enum=Ages, hint="有孩子出现的才填，下面三项也一样。")
    guardian = TextField(
        "监护人同意", max_length=_LONG, hint="谁、哪一天、怎样同意的。例如：母亲，3月2日，签字。"
    )
    own = TextField("孩子本人同意", max_length=_LONG, hint="满14周岁的要本人同意，并且告知监护人。")
    masking = TextField("怎样处理的", max_length=_LONG, hint="例如：用化名、脸部打码、只拍背影。")

    def offer(self) -> None:
        """Offer the kinds of media and the campaigns of the region."""
        region = self.viewer.regions[0] if self.viewer.regions else ""
        self.kind.choices = offers.codes("media_kind")
        found = practice.campaigns(region) if region else []
        self.campaign.choices = [(each.code, each.name) for each in found]

    def told(self) -> dict[str, Any]:
        """Return what an item shall say."""
        found = {name: self[name].data for name in _FACTS}
        return {**found, "campaign_code": self.campaign.data, "consent": self.consent()}

    def consent(self) -> Consent:
        """Return who agreed."""
        return Consent(self.ages.data, self.guardian.data, self.own.data)


class ItemForm(_FactsForm):
    """One item: what appeared, or what shall appear."""

    form_id = HiddenField()
    unit = DropdownField("哪个单位的", required=True)
    stage = ChoiceField(
        "这一条", required=True, choices=[(TOLD, "已经刊播"), (DRAFT, "还没有发，要送审")]
    )

    def __init__(
        self,
        viewer: Viewer,
        units: list[tuple[str, str]],
        *,
        activity_id: UUID | None = None,
        campaign_code: str | None = None,
    ) -> None:
        self.units, self.activity_id = units, activity_id
        opening = {
            "form_id": str(new_id()),
            "stage": TOLD,
            "unit": units[0][0] if units else None,
            "campaign": campaign_code,
            "published_on": clock.today(),
        }
        super().__init__(viewer, data=opening)

    def offer(self) -> None:
        """Offer the units too."""
        super().offer()
        self.unit.choices = list(self.units)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        is_draft = self.stage.data == DRAFT
        told = self.told()
        told["published_on"] = None if is_draft else told["published_on"]
        return {
            "form_id": _id(self.form_id.data),
            "unit_code": self.unit.data,
            "facts": Facts(**told, activity_id=self.activity_id),
            "is_draft": is_draft,
        }


class CorrectForm(_FactsForm):
    """What an item shall say, or that it shall count no more; always with a reason."""

    version = HiddenField()
    what = ChoiceField("要做什么", required=True)
    reason = TextField("为什么", required=True, max_length=_LONG)

    def __init__(self, viewer: Viewer, item: MediaItem) -> None:
        self.item = item
        consent = read_consent(item.consent)
        opening = {name: getattr(item, name) for name in _FACTS}
        opening |= {name: getattr(consent, name) for name in ("ages", "guardian", "own")}
        opening |= {"campaign": item.campaign_code, "version": str(item.version), "what": "correct"}
        super().__init__(viewer, data=opening)

    def offer(self) -> None:
        """Offer what may be done; a campaign that is not offered any more stays chosen."""
        super().offer()
        kept = self.item.campaign_code
        if kept and kept not in dict(self.campaign.choices):
            self.campaign.choices = [*self.campaign.choices, (kept, kept)]
        may = [("correct", "改成对的"), ("withdraw", "撤销，不算数了")]
        doubted = [("check", "核对过，没有错")] if self.item.doubt else []
        self.what.choices = [*may, *doubted]

    @property
    def seen_version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        return _number(self.version.data)


class DecideForm(Form):
    """Whether a draft may go out."""

    version = HiddenField()
    what = ChoiceField(
        "能不能发", required=True, choices=[("clear", "可以发"), ("refuse", "不能发")]
    )
    is_looked_at = TickField("标出的短词我逐个看过，不是人名")
    reason = TextField("说明", max_length=_LONG, hint="不能发的，写明要改什么。")

    def __init__(self, item: MediaItem) -> None:
        super().__init__(data={"version": str(item.version)})

    @property
    def seen_version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        return _number(self.version.data)


class AppearForm(Form):
    """When and where it appeared."""

    version = HiddenField()
    published_on = DateField("刊播日期", required=True)
    outlet = TextField("媒体名称", max_length=_SHORT)
    link = TextField("网址", max_length=500)

    def __init__(self, item: MediaItem) -> None:
        opening = {"outlet": item.outlet, "link": item.link, "published_on": clock.today()}
        super().__init__(data={**opening, "version": str(item.version)})

    @property
    def seen_version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        return _number(self.version.data)


def _number(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 5 else 0


def _id(told: str | None) -> UUID:
    """Return a form's own id; one that cannot be read is a new form's."""
    try:
        return UUID(told or "")
    except ValueError:
        return new_id()
