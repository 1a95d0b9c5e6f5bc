"""What may be written down of media, what is put up for checking, what a clearing needs. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.media.models import Desk, MediaDoubt, MediaState, Showing
from casework.practice.rules.campaigns import Campaign

#: What a correction may change, in the order in which it is shown.
FIELDS = {
    "kind": "媒体种类",
    "published_on": "刊播日期",
    "campaign_code": "集中活动",
    "outlet": "媒体名称",
    "title": "标题",
    "link": "网址",
    "text": "稿件正文",
    "shows_child": "有没有孩子出现",
    "consent": "谁同意的",
    "masking": "怎样处理的",
    "state": "状态",
    "doubt": "待核对",
}
#: What somebody outside reads of an item.
READ_OUTSIDE = ("title", "outlet", "link", "text")
PHOTOS_AN_ACTIVITY = 9


class Ages(LabelledEnum):
    """How old the children are that it shows: who has to agree depends on it."""

    UNDER_14 = "under_14", "未满14周岁"
    FROM_14 = "from_14", "满14周岁"
    BOTH = "both", "两种都有"


@dataclass(frozen=True)
class Consent:
    """Who agreed that a child is shown, when and how; without names."""

    ages: Ages | None = None
    #: Of the guardian: consent below 14, that she was told from 14 on.
    guardian: str | None = None
    #: The child's own, from 14 on.
    own: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return self == Consent()

    @property
    def lacks(self) -> tuple[str, str] | None:
        """Return which field lacks an answer and what is asked for; None where it is complete.

        困境儿童个人信息保护工作办法 art 12: below 14 the guardian consents; from 14 on the child,
        and the guardian is told.
        """
        if self.ages is None:
            return "ages", "请选择孩子多大。"
        if not self.guardian:
            return "guardian", "请写明监护人（谁、哪一天、怎样）同意或者知道。"
        if self.ages is not Ages.UNDER_14 and not self.own:
            return "own", "满14周岁的，请写明孩子本人哪一天、怎样同意的。"
        return None


@dataclass(frozen=True)
class Facts:
    """What an item says."""

    kind: str
    title: str
    #: None of what has not appeared.
    published_on: date | None = None
    campaign_code: str | None = None
    activity_id: UUID | None = None
    outlet: str | None = None
    link: str | None = None
    text: str | None = None
    shows_child: Showing = Showing.NONE
    consent: Consent = Consent()
    masking: str | None = None


def check(facts: Facts, kinds: Collection[str], *, is_draft: bool) -> None:
    """Refuse what is no item at all; what is only odd is put up for checking."""
    if facts.kind not in kinds:
        raise RuleBroken("请选择“媒体种类”。", "kind")
    if not facts.title.strip():
        raise RuleBroken("请填写“标题”。", "title")
    if not is_draft and facts.published_on is None:
        raise RuleBroken("已经刊播的，请填写“刊播日期”。", "published_on")


def answers_lacking(
    showing: Showing, consent: Consent, masking: str | None
) -> tuple[str, str] | None:
    """Return which answer is lacking before a child may be shown outside; None for none."""
    if showing is Showing.NONE:
        return None
    if (lacking := consent.lacks) is not None:
        return lacking
    return None if masking else ("masking", "请写明怎样处理的，例如：用化名、脸部打码、只拍背影。")


def doubt_about(
    facts: Facts, *, campaign: Campaign | None, has_findings: bool, today: date
) -> MediaDoubt | None:
    """Say why something that appeared is looked at again; it counts all the same."""
    if answers_lacking(facts.shows_child, facts.consent, facts.masking) is not None:
        return MediaDoubt.CONSENT
    if has_findings:
        return MediaDoubt.WORDS
    day = facts.published_on
    is_odd = day is not None and (day > today or _is_before(campaign, day))
    return MediaDoubt.DAY if is_odd else None


def _is_before(campaign: Campaign | None, day: date) -> bool:
    """Say whether it appeared before its campaign began; afterwards is usual."""
    return campaign is not None and day < campaign.first_on


def check_desk(desk: Desk, own: Desk) -> None:
    """Refuse to touch what another desk keeps."""
    if desk is not own:
        raise RuleBroken("这是%(desk)s登记的，请由%(desk)s办理。", desk=desk.label)


def check_step(state: MediaState, *allowed: MediaState) -> None:
    """Refuse a step from where an item is not any more."""
    if state not in allowed:
        raise RuleBroken("这一条已经是“%(state)s”，请刷新页面。", state=state.label)


def written(value: object) -> Any:
    """Return a value as a version keeps it."""
    if isinstance(value, LabelledEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Consent):
        return None if value.is_empty else kept(value)
    return value


def kept(consent: Consent) -> dict[str, Any]:
    """Return a consent as it is sealed."""
    return {name: written(value) for name, value in asdict(consent).items()}


def read_consent(told: Mapping[str, Any] | None) -> Consent:
    """Return a consent as it was sealed."""
    found = dict(told or {})
    ages = found.get("ages")
    return Consent(Ages(ages) if ages else None, found.get("guardian"), found.get("own"))


@dataclass(frozen=True)
class Changed:
    """What a step changes: field to value, as a version keeps it."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changed:
    """Return what a step changes."""
    old = {name: written(before[name]) for name in after}
    new = {name: written(value) for name, value in after.items()}
    names = [name for name in new if old[name] != new[name]]
    return Changed({name: old[name] for name in names}, {name: new[name] for name in names})
