"""The steps of an item: corrected, cleared or refused, appeared, withdrawn, checked.

A draft goes out only when somebody cleared it: with both answers where a child is shown, and with
nothing in it that the guard finds. What was cleared and is changed afterwards is a draft again.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.media import queries, rules
from casework.media.actions.recording import about, campaign_of, doubt_of, told_outside
from casework.media.models import MediaAct, MediaChange, MediaDoubt, MediaItem, MediaState
from casework.media.queries.items import desk_of
from casework.media.rules import Changed, Facts
from casework.practice import queries as practice

_NOTHING = Changed({}, {})
#: What the doubt about an item depends on.
_DOUBTED = frozenset(
    {"title", "outlet", "link", "shows_child", "consent", "masking", "published_on"}
    | {"campaign_code"}
)
_TAGS = {
    MediaAct.CORRECT: Tag.MEDIA_CORRECT,
    MediaAct.WITHDRAW: Tag.MEDIA_WITHDRAW,
    MediaAct.CHECK: Tag.MEDIA_CHECK,
    MediaAct.CLEAR: Tag.MEDIA_CLEAR,
    MediaAct.REFUSE: Tag.MEDIA_REFUSE,
    MediaAct.APPEAR: Tag.MEDIA_APPEAR,
}


def correct(
    *, actor: Viewer, item: MediaItem, version: int, told: Mapping[str, Any], reason: str
) -> None:
    """Let an item say what is right; a draft that was decided on is open again."""
    _demand(actor, item, version)
    before = _facts(item)
    is_open = item.state is not MediaState.TOLD
    told = {**told, "published_on": None} if is_open else told
    after = {**before, **told}
    rules.check(Facts(**after), practice.codes("media_kind"), is_draft=is_open)
    campaign_of(after["campaign_code"], item.region_code)
    changes = rules.changed(before, after)
    if not changes.after:
        raise RuleBroken("没有改动，不用保存。")
    state, doubt = item.state, item.doubt
    if is_open:
        state = MediaState.DRAFT
    elif _DOUBTED & set(changes.after):
        doubt = doubt_of(actor, item.region_code, Facts(**after))
    _note(actor, item, MediaAct.CORRECT, reason, _apply(item, after, changes, state, doubt))


def clear(
    *, actor: Viewer, item: MediaItem, version: int, is_looked_at: bool, reason: str | None = None
) -> None:
    """Say that a draft may go out.

    ``is_looked_at``: a person looked at what may be a name or a word, and it is no name. Raises
    RuleBroken, with what to do, where an answer is lacking or something has to go first.
    """
    _demand(actor, item, version)
    rules.check_step(item.state, MediaState.DRAFT)
    lacking = rules.answers_lacking(
        item.shows_child, rules.read_consent(item.consent), item.masking
    )
    if lacking is not None:
        raise RuleBroken("还缺一项回答：%(what)s请先更正。", what=lacking[1])
    found = told_outside(actor, item)
    blocking = [each for each in found if not (each.may_be_word and is_looked_at)]
    if blocking:
        raise RuleBroken("还有%(n)s处要先处理，见上面的列表。", "is_looked_at", n=len(blocking))
    _step(actor, item, MediaState.CLEARED, MediaAct.CLEAR, reason)


def refuse(*, actor: Viewer, item: MediaItem, version: int, reason: str | None) -> None:
    """Say that a draft may not go out, and why."""
    _demand(actor, item, version)
    rules.check_step(item.state, MediaState.DRAFT, MediaState.CLEARED)
    if not reason:
        raise RuleBroken("请写明为什么不能发、要改什么。", "reason")
    _step(actor, item, MediaState.REFUSED, MediaAct.REFUSE, reason)


def appear(
    *,
    actor: Viewer,
    item: MediaItem,
    version: int,
    published_on: date,
    outlet: str | None = None,
    link: str | None = None,
) -> None:
    """Write down that what was cleared has appeared, when and where."""
    _demand(actor, item, version)
    rules.check_step(item.state, MediaState.CLEARED)
    before = _facts(item)
    now = {"outlet": outlet or item.outlet, "link": link or item.link}
    after = {**before, **now, "published_on": published_on}
    changes = rules.changed(before, after)
    doubt = doubt_of(actor, item.region_code, Facts(**after))
    _note(actor, item, MediaAct.APPEAR, None, _apply(item, after, changes, MediaState.TOLD, doubt))


def withdraw(*, actor: Viewer, item: MediaItem, version: int, reason: str) -> None:
    """Let an item count no more; it stays, with who withdrew it and why."""
    _demand(actor, item, version)
    item.withdrawn_on = clock.today()
    _note(actor, item, MediaAct.WITHDRAW, reason)


def check(*, actor: Viewer, item: MediaItem, version: int, reason: str) -> None:
    """Settle the doubt about an item: somebody looked, and it is as it says."""
    _demand(actor, item, version)
    if item.doubt is None:
        raise RuleBroken("这一条已经核对过了，请刷新页面。")
    changes, item.doubt = Changed({"doubt": item.doubt.value}, {"doubt": None}), None
    _note(actor, item, MediaAct.CHECK, reason, changes)


def _demand(actor: Viewer, item: MediaItem, version: int) -> None:
    """Hold an item against others; refuse another desk's, and one that is not as it was shown."""
    rules.check_desk(item.desk, desk_of(actor))
    is_held = queries.hold(item)
    if item.withdrawn_on is not None:
        raise RuleBroken("这一条已经撤销，请刷新页面。")
    if not is_held or item.version != version:
        raise RuleBroken("刚刚有人改过这一条，请刷新页面核对后再改。")


def _facts(item: MediaItem) -> dict[str, Any]:
    """Return what an item says, as ``Facts`` takes it."""
    names = Facts.__dataclass_fields__
    found = {name: getattr(item, name) for name in names if name != "consent"}
    return {**found, "consent": rules.read_consent(item.consent)}


def _apply(
    item: MediaItem,
    after: Mapping[str, Any],
    changes: Changed,
    state: MediaState,
    doubt: MediaDoubt | None,
) -> Changed:
    """Let an item say what it shall, in one go: each step is one version. Return what changed."""
    was, now = {"state": item.state, "doubt": item.doubt}, {"state": state, "doubt": doubt}
    for name in changes.after:
        value = after[name]
        setattr(item, name, rules.written(value) if name == "consent" else value)
    item.state, item.doubt = state, doubt
    more = rules.changed(was, now)
    return Changed({**changes.before, **more.before}, {**changes.after, **more.after})


def _step(
    actor: Viewer, item: MediaItem, state: MediaState, act: MediaAct, reason: str | None
) -> None:
    changes = rules.changed({"state": item.state}, {"state": state})
    item.state = state
    _note(actor, item, act, reason, changes)


def _note(
    actor: Viewer,
    item: MediaItem,
    act: MediaAct,
    reason: str | None,
    changes: Changed = _NOTHING,
) -> None:
    db.session.flush()
    change = MediaChange(
        owner=item,
        region_code=item.region_code,
        n=item.version,
        act=act,
        account_id=actor.account_id,
        before=dict(changes.before),
        after=dict(changes.after),
        reason=reason,
    )
    db.session.add(change)
    about(_TAGS[act], actor, item)
