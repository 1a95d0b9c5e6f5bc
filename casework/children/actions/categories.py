"""Coming into categories and leaving them."""

from collections.abc import Iterable, Sequence
from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions.schedule import reschedule
from casework.children.actions.spells import end_open
from casework.children.facts import CategoryFacts
from casework.children.models import CategoryMembership, Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice


def set_categories(
    *,
    actor: Viewer,
    child: Child,
    leaves: Sequence[str],
    on: date | None = None,
    entry_reason: str | None = None,
    exit_reason: str | None = None,
) -> None:
    """Let the child be in exactly these categories (leaf codes) from a day on."""
    steps.demand_open(child.status)
    day = on or clock.today()
    held = {membership.leaf: membership for membership in queries.open_memberships(child)}
    gone = [membership for leaf, membership in held.items() if leaf not in leaves]
    new = [leaf for leaf in leaves if leaf not in held]
    if gone and exit_reason is None:
        raise RuleBroken("有类别不再保留，请选择退出原因。", "exit_reason")
    end(gone, day, exit_reason)
    add(child, [CategoryFacts(code=c, from_on=day, entry_reason=entry_reason) for c in new])
    if gone or new:
        _finish(actor, child, entered=len(new), left=len(gone))


def add(child: Child, categories: Sequence[CategoryFacts]) -> None:
    """Put a child into categories and keep the mask; due dates are the caller's."""
    mask = mask_of(facts.code for facts in categories)
    db.session.add_all(memberships(child, categories))
    child.category_mask |= mask


def memberships(child: Child, categories: Sequence[CategoryFacts]) -> list[CategoryMembership]:
    """Return the terms of some categories that a child comes into."""
    for facts in categories:
        if facts.from_on > clock.today():
            raise RuleBroken("纳入日期不能晚于今天，请核对。", "on")
    return [_membership(child, facts) for facts in categories]


def mask_of(leaves: Iterable[str]) -> int:
    """Return the bits of some leaf codes; refuse what may not be given to a child."""
    book, wanted = practice.categories(), tuple(leaves)
    for leaf in wanted:
        if leaf not in book.by_code or not book.get(leaf).assignable:
            raise RuleBroken("没有这个儿童类别，请重新选择。", "categories")
    return book.mask(wanted)


def end(memberships: Sequence[CategoryMembership], on: date, reason: str | None) -> None:
    """End some memberships on a day."""
    for membership in memberships:
        end_open(membership, on)
        membership.exit_reason = reason


def ends_by_age(child: Child) -> list[date | None]:
    """Return when each open category ends by age; None where no limit or no birth date says so."""
    return [end_by_age(child, membership) for membership in queries.open_memberships(child)]


def end_by_age(child: Child, membership: CategoryMembership) -> date | None:
    """Return the first day on which a category no longer holds by age."""
    limit = practice.categories().get(membership.leaf).age_limit
    if limit is None or child.birth_on is None:
        return None
    return rules.ages_out_on(child.birth_on, limit)


def keep_mask(child: Child) -> None:
    """Write the mask anew from the open memberships; the secret category has no bit."""
    codes = [membership.code for membership in queries.open_memberships(child)]
    child.category_mask = practice.categories().mask(codes)


def _membership(child: Child, facts: CategoryFacts) -> CategoryMembership:
    return CategoryMembership(
        owner=child,
        region_code=child.region_code,
        code=practice.categories().counted_as(facts.code),
        leaf=facts.code,
        from_on=facts.from_on,
        entry_reason=facts.entry_reason,
    )


def _finish(actor: Viewer, child: Child, *, entered: int, left: int) -> None:
    keep_mask(child)
    reschedule(child)
    # Which categories is not told here: the trail is plain.
    record(
        Tag.CHILD_RECATEGORISE,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        entered=entered,
        left=left,
    )
