"""After it was recorded: put right, taken back, looked at again; what it said before stays."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities import queries, rules
from casework.activities.actions.recording import check, desk_of, doubt_about
from casework.activities.actions.surrounding import around_now, put_right, tell_lines
from casework.activities.models import Act, Activity, ActivityChange
from casework.activities.rules import Around, Changed, Facts
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import NotFound, RuleBroken

#: What a correction tells of the activity itself, as ``Facts`` calls it.
_OWN = [name for name in rules.FIELDS if name in Facts.__dataclass_fields__]
_TAGS = {
    Act.CORRECT: Tag.ACTIVITY_CORRECT,
    Act.WITHDRAW: Tag.ACTIVITY_WITHDRAW,
    Act.CHECK: Tag.ACTIVITY_CHECK,
}
_NOTHING = Changed({}, {})


def correct_activity(
    *,
    actor: Viewer,
    activity: Activity,
    version: int,
    facts: Facts,
    around: Around,
    reason: str,
) -> None:
    """Let an activity say what is right. What was given at it is corrected in the ledger.

    Children whom it names and who live beyond the actor's reach by now stay named. Raises
    RuleBroken where somebody has changed it meanwhile or nothing is changed.
    """
    _demand(actor, activity, version)
    check(actor, facts, around)
    now = around_now(actor, activity)
    named = _named(actor, activity, around)
    changes = rules.changed(_said(activity) | now, _told(facts, around, named))
    if not changes.after:
        raise RuleBroken("没有改动，不用保存。")
    for name in _OWN:
        value = getattr(facts, name)
        setattr(activity, name, list(value) if name == "partners" else value)
    if changes.asks_anew:
        activity.doubt = doubt_about(facts, len(named), activity.region_code)
    flag_modified(activity, "doubt")  # what changes beside it alone makes a new version too
    put_right(actor, activity, around, now)
    tell_lines(actor, activity, held_on=facts.held_on, kind=facts.kind)
    _note(actor, activity, Act.CORRECT, reason, changes, seen=named)


def withdraw_activity(*, actor: Viewer, activity: Activity, version: int, reason: str) -> None:
    """Let an activity count no more, and name no child any more; it stays, with who and why.

    What was given at it stays in the ledger: somebody has it.
    """
    _demand(actor, activity, version)
    named = queries.named_ids(actor, activity)
    activity.withdrawn_on = clock.today()
    tell_lines(actor, activity, withdrawn_on=activity.withdrawn_on)
    _note(actor, activity, Act.WITHDRAW, reason, seen=named)


def check_activity(*, actor: Viewer, activity: Activity, version: int, reason: str) -> None:
    """Settle the doubt about an activity: it is as it says."""
    _demand(actor, activity, version)
    if activity.doubt is None:
        raise RuleBroken("这次活动已经核对过了，请刷新页面。")
    changes, activity.doubt = Changed({"doubt": activity.doubt.value}, {"doubt": None}), None
    _note(actor, activity, Act.CHECK, reason, changes)


def _demand(actor: Viewer, activity: Activity, version: int) -> None:
    """Hold an activity of the actor's desk against others; refuse one that is not as was shown."""
    if activity.desk is not desk_of(actor):
        raise NotFound
    held = queries.hold(activity)
    if held.withdrawn_on is not None:
        raise RuleBroken("这次活动已经撤销，请刷新页面。")
    if held.version != version:
        raise RuleBroken("刚刚有人改过这次活动，请刷新页面核对后再改。")


def _said(activity: Activity) -> dict[str, object]:
    found = {name: getattr(activity, name) for name in _OWN}
    return found | {"partners": tuple(activity.partners)}


def _named(actor: Viewer, activity: Activity, around: Around) -> set[UUID]:
    """Return whom an activity shall name: children beyond the actor's reach stay named."""
    in_reach = {child.id for child in queries.children_at(actor, activity)}
    beyond = queries.named_ids(actor, activity) - in_reach
    return beyond | {child.id for child in around.children}


def _told(facts: Facts, around: Around, named: set[UUID]) -> dict[str, object]:
    own: dict[str, object] = {name: getattr(facts, name) for name in _OWN}
    return own | {
        "title": facts.title.strip(),
        "places": set(around.places),
        "volunteers": set(around.volunteers),
        "helpers": {kind: people for kind, people in around.helpers.items() if people},
        "children": named,
    }


def _note(
    actor: Viewer,
    activity: Activity,
    act: Act,
    reason: str,
    changes: Changed = _NOTHING,
    *,
    seen: Collection[UUID] = (),
) -> None:
    db.session.flush()
    change = ActivityChange(
        owner=activity,
        region_code=activity.region_code,
        n=activity.version,
        act=act,
        account_id=actor.account_id,
        before=dict(changes.before),
        after=dict(changes.after),
        reason=reason,
    )
    db.session.add(change)
    record(
        _TAGS[act],
        actor_id=actor.account_id,
        region_code=activity.region_code,
        subject_id=activity.id,
        seen=list(seen),
    )
    db.session.flush()
