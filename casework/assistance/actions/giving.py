"""Writing down what was given: to named children, to a number of people, or to both at once."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assistance import queries, rules
from casework.assistance.actions.telling import about_group, about_share
from casework.assistance.models import AidGroup, AidShare, Desk
from casework.assistance.rules import Counted, Facts, Known, Portion
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import OutOfReach, RuleBroken
from casework.practice import queries as practice

_PURPOSE = "assistance.line"


def give(
    *,
    actor: Viewer,
    form_id: UUID,
    facts: Facts,
    portions: Sequence[Portion] = (),
    counted: Counted | None = None,
) -> UUID:
    """Write down one giving and return its ``act_id``; the same form again is the same giving.

    Whether anybody has acknowledged it does not matter: that is shown, and may follow.
    """
    _check(facts, portions, counted)
    act_id = derived(actor.account_id, form_id)
    if queries.is_known(actor, act_id):
        return act_id
    for portion in sorted(portions, key=lambda each: each.child.id):
        share = _share(actor, act_id, facts, portion)
        db.session.add(share)
        about_share(Tag.AID_GIVE, actor, share)
    if counted is not None:
        # What is noted of a child stays with the child.
        about = replace(facts, note=None) if portions else facts
        _add_group(actor, act_id, about, counted, Desk.CIVIL)
    db.session.flush()
    return act_id


def give_to_group(*, actor: Viewer, form_id: UUID, facts: Facts, counted: Counted) -> UUID:
    """Write down what 妇联 gave to a number of people at an activity of its own."""
    _check(facts, (), counted)
    act_id = derived(actor.account_id, form_id)
    if not queries.is_known_group(actor, act_id):
        _add_group(actor, act_id, facts, counted, Desk.WOMENS_FED)
        db.session.flush()
    return act_id


def derived(*parts: UUID) -> UUID:
    """Return the id that some ids make: nobody can aim at another's."""
    told = "/".join(str(part) for part in parts)
    return UUID(bytes=keyring().digest(_PURPOSE, told))


def known() -> Known:
    """Return the codes that hold today."""
    return Known(
        kinds=practice.codes("aid_kind"),
        sources=practice.codes("aid_source"),
        units=practice.codes("aid_unit"),
    )


def _check(facts: Facts, portions: Sequence[Portion], counted: Counted | None) -> None:
    rules.check_facts(facts, known(), clock.today())
    if not portions and counted is None:
        raise RuleBroken("请选择孩子，或者填写人数。", "children")
    for portion in portions:
        rules.check_amounts(facts.mode, portion.quantity, portion.value, facts.unit)
    if counted is not None:
        rules.check_count(counted)


def _share(actor: Viewer, act_id: UUID, facts: Facts, portion: Portion) -> AidShare:
    child = portion.child
    quantity, unit = rules.counts_of(facts.mode, portion.quantity, facts.unit)
    return AidShare(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        for_child_id=child.id,
        act_id=act_id,
        client_id=derived(act_id, child.id),
        need_id=portion.need_id,
        account_id=actor.account_id,
        mode=facts.mode,
        source=facts.source,
        unit=unit,
        quantity=quantity,
        value=portion.value,
        given_on=facts.given_on,
        is_regular=is_regular(child.region_code, facts.kind),
        activity_id=facts.activity_id,
        received_on=portion.received_on or (facts.given_on if portion.received_by else None),
        kind=facts.kind,
        item=facts.item,
        giver=facts.giver,
        note=facts.note,
        received_by=portion.received_by,
    )


def is_regular(region_code: str, kind: str) -> bool:
    """Say whether a kind of help is monthly support by a standard in a region."""
    return kind in practice.assistance(region_code).regular


def _add_group(actor: Viewer, act_id: UUID, facts: Facts, counted: Counted, desk: Desk) -> None:
    if not actor.scope.covers(counted.region_code):
        raise OutOfReach(counted.region_code)
    quantity, unit = rules.counts_of(facts.mode, counted.quantity, facts.unit)
    group = AidGroup(
        region_code=counted.region_code,
        act_id=act_id,
        client_id=act_id,
        desk=desk,
        account_id=actor.account_id,
        children=counted.children,
        households=counted.households,
        mode=facts.mode,
        source=facts.source,
        unit=unit,
        quantity=quantity,
        value=counted.value,
        given_on=facts.given_on,
        is_regular=is_regular(counted.region_code, facts.kind),
        activity_id=facts.activity_id,
        kind=facts.kind,
        item=facts.item,
        giver=facts.giver,
        note=facts.note,
        whom=counted.whom,
    )
    db.session.add(group)
    about_group(Tag.AID_GIVE, actor, group)
