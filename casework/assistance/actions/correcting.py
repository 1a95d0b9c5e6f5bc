"""Corrections: a line says what is right, and what it said before stays with who and why."""

from collections.abc import Mapping
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assistance import queries, rules
from casework.assistance.actions.giving import is_regular, known
from casework.assistance.actions.stock import add_found, put_back
from casework.assistance.actions.telling import about_group, about_share
from casework.assistance.models import (
    Act,
    AidChange,
    AidGroup,
    AidGroupChange,
    AidShare,
    Doubt,
)
from casework.assistance.rules import Changed, Facts
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken

_Line = AidShare | AidGroup
_NOTHING = Changed({}, {})


def correct_share(
    *,
    actor: Viewer,
    share: AidShare,
    version: int,
    told: Mapping[str, Any],
    reason: str,
    everybody: bool = False,
) -> int:
    """Let a child's line say what is right; return how many lines changed.

    With ``everybody`` the other lines in reach of the same giving take over what changed and is
    common to all (``rules.SHARED``); what each got stays. Raises RuleBroken where somebody has
    changed it meanwhile.
    """
    _demand(share, version)
    wanted = dict(told)
    if share.batch_id is not None:
        wanted = {name: value for name, value in told.items() if name not in rules.FROM_BATCH}
    changes = _apply(share, wanted)
    if not changes.after:
        raise RuleBroken("没有改动，不用保存。")
    _note_share(actor, share, Act.CORRECT, reason, changes)
    if not everybody or share.batch_id is not None:
        return 1
    common = {name: wanted[name] for name in changes.after if name in rules.SHARED}
    return 1 + _correct_others(actor, share, common, reason)


def _correct_others(actor: Viewer, share: AidShare, common: Mapping[str, Any], reason: str) -> int:
    corrected = 0
    for other in queries.shares_of_act(actor, share.act_id):
        if other.id != share.id and other.withdrawn_on is None:
            changes = _apply(other, common)
            if changes.after:
                _note_share(actor, other, Act.CORRECT, reason, changes)
                corrected += 1
    return corrected


def withdraw_share(*, actor: Viewer, share: AidShare, version: int, reason: str) -> None:
    """Let a child's line count no more; it stays, with who withdrew it and why."""
    _demand(share, version)
    share.withdrawn_on = clock.today()
    if share.batch_id is not None and share.doubt is not Doubt.OVER:
        put_back(share.batch_id)
    _note_share(actor, share, Act.WITHDRAW, reason)


def check_share(*, actor: Viewer, share: AidShare, version: int, reason: str) -> None:
    """Settle the doubt about a line: it is as it says.

    Where more was handed out than the batch had by its count, the count is put right.
    """
    _demand(share, version)
    if share.doubt is None:
        raise RuleBroken("这一条已经核对过了，请刷新页面。")
    if share.doubt is Doubt.OVER and share.batch_id is not None:
        add_found(actor=actor, batch_id=share.batch_id, reason=reason)
    changes, share.doubt = Changed({"doubt": share.doubt.value}, {"doubt": None}), None
    _note_share(actor, share, Act.CHECK, reason, changes)


def correct_group(
    *, actor: Viewer, group: AidGroup, version: int, told: Mapping[str, Any], reason: str
) -> None:
    """Let a line that only counts say what is right."""
    _demand(group, version)
    changes = _apply(group, told)
    if not changes.after:
        raise RuleBroken("没有改动，不用保存。")
    _note_group(actor, group, Act.CORRECT, reason, changes)


def withdraw_group(*, actor: Viewer, group: AidGroup, version: int, reason: str) -> None:
    """Let a line that only counts count no more."""
    _demand(group, version)
    group.withdrawn_on = clock.today()
    _note_group(actor, group, Act.WITHDRAW, reason)


def _demand(line: _Line, version: int) -> None:
    """Hold a line against others, and refuse one that is not as the page showed it."""
    is_held = queries.hold(line)
    if line.withdrawn_on is not None:
        raise RuleBroken("这一条已经撤销，请刷新页面。")
    if not is_held or line.version != version:
        raise RuleBroken("刚刚有人改过这一条，请刷新页面核对后再改。")


def _apply(line: _Line, told: Mapping[str, Any]) -> Changed:
    """Check what a line shall say and let it; return what changed."""
    now = {name: getattr(line, name) for name in rules.FIELDS if hasattr(line, name)}
    whole = {**now, **{name: value for name, value in told.items() if name in now}}
    whole["quantity"], whole["unit"] = rules.counts_of(
        whole["mode"], whole["quantity"], whole["unit"]
    )
    _check(line, whole)
    changes = rules.changed(now, whole)
    for name in changes.after:
        setattr(line, name, whole[name])
    if "kind" in changes.after:
        line.is_regular = is_regular(line.region_code, whole["kind"])
    if "given_on" in changes.after and isinstance(line, AidShare) and line.doubt is Doubt.DAY:
        line.doubt = None
    return changes


def _check(line: _Line, whole: Mapping[str, Any]) -> None:
    names = ("kind", "mode", "source", "item", "given_on", "unit")
    rules.check_facts(Facts(**{name: whole[name] for name in names}), known(), clock.today())
    if isinstance(line, AidShare):
        rules.check_amounts(whole["mode"], whole["quantity"], whole["value"], whole["unit"])
    else:
        rules.check_count(rules.Counted(line.region_code, whole["children"], whole["households"]))


def _note_share(
    actor: Viewer, share: AidShare, act: Act, reason: str, changes: Changed = _NOTHING
) -> None:
    share.version += 1
    change = AidChange(
        owner=queries.child_of(actor, share),
        region_code=share.region_code,
        share_id=share.id,
        n=share.version,
        act=act,
        account_id=actor.account_id,
        before=dict(changes.before),
        after=dict(changes.after),
        reason=reason,
    )
    db.session.add(change)
    about_share(_TAGS[act], actor, share)


def _note_group(
    actor: Viewer, group: AidGroup, act: Act, reason: str, changes: Changed = _NOTHING
) -> None:
    group.version += 1
    change = AidGroupChange(
        owner=group,
        region_code=group.region_code,
        n=group.version,
        act=act,
        account_id=actor.account_id,
        before=dict(changes.before),
        after=dict(changes.after),
        reason=reason,
    )
    db.session.add(change)
    about_group(_TAGS[act], actor, group)


_TAGS = {Act.CORRECT: Tag.AID_CORRECT, Act.WITHDRAW: Tag.AID_WITHDRAW, Act.CHECK: Tag.AID_CHECK}
