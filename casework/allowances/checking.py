"""The month of a region compared: every difference a line, each kind a list with its number."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.comparing import Finding, Paid, compare
from casework.allowances.gathering import demand_reach, gather, left
from casework.allowances.models import AllowanceRemark, Payment, StrayPayment
from casework.allowances.payment_rows import WHY, amount_in
from casework.allowances.rules import Facts, judged, paid_elsewhere, total
from casework.children.models import Child, ChildPerson
from casework.clock import Month
from casework.db.base import db
from casework.db.scope import within
from casework.guardianship import queries as guardianship
from casework.guardianship.models import GuardianshipSpell
from casework.people.models import Part, Person
from casework.practice import queries as practice
from casework.regions.codes import county_of, pad
from casework.visits import queries as visits
from casework.visits.models import Visit, VisitVersion

#: Parts whose people may receive a child's money where no term of guardianship is recorded.
_ANSWERING = (Part.FATHER.value, Part.MOTHER.value, Part.GUARDIAN.value)
_AT_ONCE = 1000


@dataclass(frozen=True)
class Said:
    """What somebody found out about a difference."""

    code: str
    label: str
    words: str | None
    by: str
    on: date


@dataclass(frozen=True)
class CheckLine:
    """One difference, with what visits said beside it and what was found out."""

    finding: Finding
    text: str
    #: None for a child whose file is in another county by now, and for a row about nobody.
    child: Child | None
    due: Decimal | None
    paid: Decimal
    #: What the last visit since the beginning of the month said of payment.
    told: str | None = None
    said: Said | None = None
    stray: StrayPayment | None = None


@dataclass(frozen=True)
class CheckSheet:
    """The comparison of a month: what is open, what was explained, and both sums."""

    month: Month
    region_code: str
    due: Decimal
    paid: Decimal
    due_children: frozenset[UUID]
    #: Children who got something.
    paid_children: frozenset[UUID]
    lines: Sequence[CheckLine]

    def of(self, finding: Finding) -> list[CheckLine]:
        """Return the lines of one kind: those that nobody has explained first."""
        some = [line for line in self.lines if line.finding is finding]
        return sorted(some, key=lambda line: line.said is not None)

    @cached_property
    def numbers(self) -> Mapping[Finding, tuple[int, int]]:
        """Of each kind, how many lines there are and how many nobody has explained."""
        return {
            finding: (len(some), sum(line.said is None for line in some))
            for finding in Finding
            for some in [self.of(finding)]
        }


def check_sheet(viewer: Viewer, region_code: str, month: Month) -> CheckSheet:
    """Return the comparison of a month; raise NotFound for a region out of reach."""
    under = demand_reach(viewer, region_code)
    found = _Found(viewer, region_code, under, month)
    lines = [line for child_id in found.judgements for line in found.lines_about(child_id)]
    if viewer.may(Permission.ALLOWANCE_KEEP):
        lines += _strays(viewer, month)
    lines.sort(key=lambda line: (line.child.region_code, line.child.id) if line.child else _LAST)
    dues = {i: due for i, j in found.judgements.items() if (due := j.entitlement)}
    return CheckSheet(
        month,
        region_code,
        total(due.amount for due in dues.values()),
        total(a for some in found.payments.values() for a in queries.amounts(some)),
        frozenset(dues),
        frozenset(found.payments),
        lines,
    )


class _Found:
    """Everything that a month is compared by, with always the same number of statements."""

    def __init__(self, viewer: Viewer, region_code: str, under: str, month: Month) -> None:
        self._rules = practice.allowances(region_code)
        gathered = gather(viewer, region_code)
        paid = queries.payments_in(under, [month])[month]
        self.payments = {i: some for i, some in paid.items() if i not in gathered.withheld}
        facts = {known.child.id: known.facts for known in gathered.known}
        self._children = {known.child.id: known.child for known in gathered.known}
        others = queries.children_by_id(viewer, self.payments.keys() - facts.keys())
        self._children |= {i: c for i, c in others.items() if c.region_code.startswith(under)}
        gone = left(viewer, region_code, self.payments.keys() - self._children.keys())
        facts |= {i: Facts((), ()) for i in others if i in self._children}
        facts |= {
            i: Facts((), (), left_on=on) for i, on in gone.items() if self._is_over(on, month)
        }
        rates = queries.rates(pad(county_of(region_code)))
        self.judgements = {i: judged(f, rates, self._rules, month) for i, f in facts.items()}
        self._told = _told(under, month, self._rules.visit_question, list(self._children))
        self._answers = _answers(self._rules.visit_question)
        paid_children = [self._children[i] for i in self.payments if i in self._children]
        self._holders = holders_of(under, paid_children)
        self._remarks = queries.remarks_in(under, month)
        self._labels = practice.codes("allowance_explanation")
        self._names = accounts.names_of({each.explained_by for each in self._remarks.values()})

    def _is_over(self, left_on: date, month: Month) -> bool:
        return paid_elsewhere(Facts((), (), left_on=left_on), self._rules, month) is not None

    def lines_about(self, child_id: UUID) -> Iterator[CheckLine]:
        """Yield the differences of one child."""
        payments = self.payments.get(child_id, ())
        child, answer = self._children.get(child_id), self._told.get(child_id)
        holders = self._holders.get(child_id)
        paid = [_paid(each, with_holder=holders is not None) for each in payments]
        differences = compare(
            self.judgements[child_id],
            paid,
            holders or frozenset(),
            is_told_not_received=answer in self._rules.not_received,
        )
        for each in differences:
            said = self._remarks.get((child_id, each.finding.value))
            yield CheckLine(
                each.finding,
                each.text,
                child,
                each.due,
                each.paid,
                told=self._answers.get(answer or ""),
                said=self._said(said) if said else None,
            )

    def _said(self, remark: AllowanceRemark) -> Said:
        code = str(remark.said["code"])
        return Said(
            code,
            self._labels.get(code, code),
            remark.said.get("words"),
            self._names.get(remark.explained_by, ""),
            clock.local(remark.created_at).date(),
        )


#: What has no child in reach stands last.
_LAST = ("~", UUID(int=0))


def _paid(payment: Payment, *, with_holder: bool) -> Paid:
    return Paid(Decimal(payment.amount), payment.kind, payment.holder if with_holder else None)


def _strays(viewer: Viewer, month: Month) -> Iterator[CheckLine]:
    """Yield the rows about nobody; those who keep the account see them."""
    found = queries.strays_in(viewer, month)
    names = accounts.names_of({each.explained_by for each in found if each.explained_by})
    labels = practice.codes("allowance_explanation")
    for each in found:
        yield CheckLine(
            Finding.STRAY,
            WHY[each.why],
            None,
            None,
            amount_in(each.cells),
            said=_stray_said(each, names, labels),
            stray=each,
        )


def _stray_said(
    stray: StrayPayment, names: Mapping[UUID, str], labels: Mapping[str, str]
) -> Said | None:
    said = stray.explanation
    if said is None or stray.explained_at is None or stray.explained_by is None:
        return None
    code = str(said["code"])
    on = clock.local(stray.explained_at).date()
    return Said(code, labels.get(code, code), said.get("words"), names[stray.explained_by], on)


def _told(under: str, month: Month, question: str, child_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return what the last visit of a month or the month after said of payment, by child."""
    found: dict[UUID, str] = {}
    for start in range(0, len(child_ids), _AT_ONCE):
        statement = (
            select(Visit, VisitVersion)
            .join(VisitVersion, visits.is_newest())
            .where(within(Visit.region_code, [under]), within(VisitVersion.region_code, [under]))
            .where(visits.counts(), Visit.child_id.in_(child_ids[start : start + _AT_ONCE]))
            .where(Visit.visited_on >= month.first, Visit.visited_on < month.plus(2).first)
            .order_by(Visit.visited_on, Visit.id)
        )
        for visit, version in db.session.execute(statement):
            answer = version.findings.get(question)
            if isinstance(answer, str):
                found[visit.child_id] = answer
    return found


def _answers(question: str) -> Mapping[str, str]:
    """Return the words of the answers to the question on payment."""
    asked = practice.visit_form().by_code.get(question)
    return {option.code: option.label for option in asked.options} if asked else {}


def holders_of(under: str, children: Sequence[Child]) -> Mapping[UUID, frozenset[str]]:
    """Return the names that each child's account may bear: its own and those of its guardians."""
    terms = guardianship.in_force(GuardianshipSpell, children, clock.today()) if children else {}
    named: defaultdict[UUID, set[str]] = defaultdict(set)
    statement = (
        select(ChildPerson, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(within(ChildPerson.region_code, [under]))
        .where(ChildPerson.child_id.in_([child.id for child in children]))
    )
    for link, person in db.session.execute(statement):
        term = terms.get(link.child_id)
        answers = link.part in _ANSWERING if term is None else str(link.id) in term.guardians
        if answers:
            named[link.child_id].add(person.name)
    return {child.id: frozenset({child.name, *named[child.id]}) for child in children}
