"""Who is entitled in a month, to how much and why: pure.

A month is due when the condition held on one of its days and support had begun: from the month
after confirmation to the month in which the condition ended, both whole. Half months do not exist.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.children.models import Status
from casework.children.rules import ADULT_AGE, ages_out_on
from casework.clock import Month
from casework.practice.rules.allowances import AllowanceRules, Ground
from casework.texts import Text


@dataclass(frozen=True)
class Term:
    """A category that a child held, from its first to its last day, both counted."""

    category: str
    from_on: date
    last_on: date | None = None
    #: The first day of support by a decision; None where there was no procedure.
    starts_on: date | None = None
    #: The day of that decision.
    confirmed_on: date | None = None


@dataclass(frozen=True)
class Listed:
    """A status of the file, from its first to its last day, both counted."""

    status: Status
    from_on: date
    last_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """What a child's months are found by."""

    terms: tuple[Term, ...]
    listed: tuple[Listed, ...]
    birth_on: date | None = None
    #: Whether somebody over 18 is at a stage of school that the region supports.
    is_at_school: bool = False
    #: When the file came from another county, and when it went to one.
    arrived_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True)
class Rate:
    """An amount for each child and month from a month on."""

    kind: str
    tier: str
    from_month: Month
    amount: Decimal
    document: str
    #: Set by the county itself: goes before what stands in the practice.
    is_own: bool = True


@dataclass(frozen=True)
class Entitlement:
    """What a child is due in a month, and why."""

    kind: str
    tier: str
    category: str
    #: Yuan; None where nobody has set a standard.
    amount: Decimal | None
    reason: Text
    #: What ought to be looked at.
    notes: tuple[Text, ...]
    #: The first month of support.
    since: Month
    #: Whether a decision stands behind it.
    is_proven: bool


@dataclass(frozen=True)
class Judgement:
    """A month as the rules see it: due or not, with the reason in words."""

    entitlement: Entitlement | None
    reason: Text


def entitled(
    facts: Facts, rates: Sequence[Rate], rules: AllowanceRules, month: Month
) -> Entitlement | None:
    """Return what a child is due in a month; None for nothing."""
    return judged(facts, rates, rules, month).entitlement


def judged(facts: Facts, rates: Sequence[Rate], rules: AllowanceRules, month: Month) -> Judgement:
    """Return whether a month is due, and why or why not."""
    elsewhere = paid_elsewhere(facts, rules, month)
    if elsewhere is not None:
        return Judgement(None, elsewhere)
    fitting = [
        (ground, term)
        for term in facts.terms
        for ground in [ground_of(term, facts.terms, rules)]
        if ground is not None and _holds(term, facts, rules, month)
    ]
    if not fitting:
        return Judgement(None, _why_not(facts, rules, month))
    if not is_listed(facts.listed, rules, month):
        return Judgement(None, Text("档案这个月不在册"))
    ground, term = min(fitting, key=lambda pair: _before(pair[0], pair[1], rules))
    return _due(ground, term, facts, rates, rules, month)


def _before(ground: Ground, term: Term, rules: AllowanceRules) -> tuple[int, bool, date]:
    """Return by what one category goes before another; a decision before none."""
    return rules.rank[ground.category], term.starts_on is None, term.from_on


def ground_of(term: Term, terms: Iterable[Term], rules: AllowanceRules) -> Ground | None:
    """Return what a category entitles to; after 18 what the category before 18 did."""
    if term.category != rules.months.adult_category:
        return rules.by_category.get(term.category)
    before = [
        each
        for each in terms
        if each.category in rules.by_category and each.from_on <= term.from_on
    ]
    if not before:
        return None
    last = max(before, key=lambda each: (each.from_on, -rules.rank[each.category]))
    return rules.by_category[last.category]


def first_month(term: Term, rules: AllowanceRules) -> Month:
    """Return the first month of support: the one after confirmation."""
    if term.starts_on is not None:
        return Month.of(term.starts_on)
    begins = Month.of(term.from_on)
    goes_on = term.category == rules.months.adult_category
    return begins.next if rules.months.waits_a_month and not goes_on else begins


def is_listed(listed: Iterable[Listed], rules: AllowanceRules, month: Month) -> bool:
    """Say whether the file counted on any day of a month."""
    counted = {Status.ACTIVE}
    if rules.months.goes_on_while_suspended:
        counted.add(Status.SUSPENDED)
    return any(
        each.status in counted and overlaps(each.from_on, each.last_on, month) for each in listed
    )


def overlaps(from_on: date, last_on: date | None, month: Month) -> bool:
    """Say whether a stretch of days, both ends counted, has a day in a month."""
    return from_on <= month.last and (last_on is None or last_on >= month.first)


def amount_of(rates: Iterable[Rate], kind: str, tier: str, month: Month) -> Rate | None:
    """Return the standard that holds in a month: the county's own newest, else that from above."""
    known = [
        rate
        for rate in rates
        if (rate.kind, rate.tier) == (kind, tier) and rate.from_month <= month
    ]
    own = [rate for rate in known if rate.is_own] or known
    return max(own, key=lambda rate: rate.from_month, default=None)


def _holds(term: Term, facts: Facts, rules: AllowanceRules, month: Month) -> bool:
    if month < first_month(term, rules) or not overlaps(term.from_on, term.last_on, month):
        return False
    if term.category == rules.months.adult_category:
        return True
    return facts.birth_on is None or month.first < ages_out_on(facts.birth_on, ADULT_AGE)


def paid_elsewhere(facts: Facts, rules: AllowanceRules, month: Month) -> Text | None:
    """Return why another county pays for a month; None where this one does."""
    old_pays = rules.months.old_county_pays
    if facts.arrived_on is not None:
        arrived = Month.of(facts.arrived_on)
        if month < arrived or (month == arrived and old_pays):
            return Text("%(day)s转入本县，这个月由迁出的县发放", day=facts.arrived_on)
    if facts.left_on is not None:
        left = Month.of(facts.left_on)
        if month > left or (month == left and not old_pays):
            return Text("%(day)s转出本县，这个月由迁入的县发放", day=facts.left_on)
    return None


def _due(  # noqa: PLR0917 - what a judgement is made of
    ground: Ground,
    term: Term,
    facts: Facts,
    rates: Sequence[Rate],
    rules: AllowanceRules,
    month: Month,
) -> Judgement:
    rate = amount_of(rates, ground.kind, ground.tier, month)
    since = first_month(term, rules)
    reason = _why(term, since, rules)
    entitlement = Entitlement(
        kind=ground.kind,
        tier=ground.tier,
        category=term.category,
        amount=rate.amount if rate else None,
        reason=reason,
        notes=tuple(_notes(term, facts, rules, month, has_rate=rate is not None)),
        since=since,
        is_proven=term.starts_on is not None,
    )
    return Judgement(entitlement, reason)


def _why(term: Term, since: Month, rules: AllowanceRules) -> Text:
    if term.category == rules.months.adult_category:
        return Text("成年后在校继续保障，从%(since)s起", since=since)
    if term.confirmed_on is not None:
        return Text(
            "%(confirmed)s确认，从%(since)s起发放",
            confirmed=Month.of(term.confirmed_on),
            since=since,
        )
    if term.starts_on is not None:
        return Text("已经确认，从%(since)s起发放", since=since)
    return Text("类别从%(day)s起，按%(since)s起算", day=term.from_on, since=since)


def _notes(
    term: Term, facts: Facts, rules: AllowanceRules, month: Month, *, has_rate: bool
) -> Iterable[Text]:
    yield from _about_proof(term, facts, rules)
    if not has_rate:
        yield Text("这个月没有标准，请先录入")
    if _ends_in(term, facts, rules, month):
        yield Text("这个月结束，下个月起停发")
    paused = (each for each in facts.listed if each.status is Status.SUSPENDED)
    if any(overlaps(each.from_on, each.last_on, month) for each in paused):
        yield Text("档案在暂停，请核对")
    if rules.months.checks_minimum_living:
        yield Text("本地规定与低保不重复享受，请核对")


def _about_proof(term: Term, facts: Facts, rules: AllowanceRules) -> Iterable[Text]:
    if term.category == rules.months.adult_category:
        if not facts.is_at_school:
            yield Text("就学情况不在本地规定的学段内，请核对在校证明")
        return
    if term.starts_on is None:
        yield Text("没有找到认定手续，请核对")
    if facts.birth_on is None:
        yield Text("没有出生日期，不知道哪个月满18周岁")


def _ends_in(term: Term, facts: Facts, rules: AllowanceRules, month: Month) -> bool:
    if term.last_on is not None and Month.of(term.last_on) == month:
        return True
    is_adult = term.category == rules.months.adult_category
    grows = None if is_adult or facts.birth_on is None else ages_out_on(facts.birth_on, ADULT_AGE)
    return grows == month.next.first


def _why_not(facts: Facts, rules: AllowanceRules, month: Month) -> Text:
    """Return why a month is not due, by what came last."""
    known = [t for t in facts.terms if ground_of(t, facts.terms, rules) is not None]
    if not known:
        return Text("没有享受补贴的类别")
    begun = [term for term in known if first_month(term, rules) <= month]
    if not begun:
        first = min(first_month(term, rules) for term in known)
        return Text("从%(since)s起才发放", since=first)
    last = max(begun, key=lambda term: (term.last_on or date.max, term.from_on))
    grown = facts.birth_on is not None and month.first >= ages_out_on(facts.birth_on, ADULT_AGE)
    if grown and last.category != rules.months.adult_category:
        return Text("已满18周岁，从下个月起停发；在校继续的，要先办手续")
    if last.last_on is not None:
        return Text("情形%(day)s结束，次月起停发", day=last.last_on)
    return Text("这个月不符合条件")


# --- from one month to the next --------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What is otherwise than the month before: ``new``, ``stopped`` or ``changed``, and why."""

    kind: str
    reason: Text
    before: Decimal | None
    after: Decimal | None


NEW, STOPPED, CHANGED = "new", "stopped", "changed"


def change(before: Judgement, now: Judgement) -> Change | None:
    """Return how a month differs from the one before; None where it does not."""
    was, is_ = before.entitlement, now.entitlement
    if was is None and is_ is None:
        return None
    if was is None and is_ is not None:
        return Change(NEW, now.reason, None, is_.amount)
    if was is not None and is_ is None:
        return Change(STOPPED, now.reason, was.amount, None)
    if was is not None and is_ is not None and (was.kind, was.tier) != (is_.kind, is_.tier):
        return Change(
            CHANGED, Text("补贴种类变了：%(why)s", why=now.reason), was.amount, is_.amount
        )
    if was is not None and is_ is not None and was.amount != is_.amount:
        return Change(CHANGED, Text("标准调整"), was.amount, is_.amount)
    return None


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """Return the sum in yuan; what has no amount adds nothing."""
    return sum((each for each in amounts if each is not None), Decimal("0.00"))
