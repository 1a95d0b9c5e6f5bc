"""What the pages of reports show, put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.errors import NotFound
from casework.mandatory_reports import queries, rules
from casework.mandatory_reports.models import MandatoryReport, ReportState
from casework.mandatory_reports.queries import Own
from casework.mandatory_reports.reading import DANGER, POLICE, STAFF, Facts
from casework.mandatory_reports.rules import Step
from casework.practice import queries as practice
from casework.practice.rules.mandatory import Hotline, MandatoryRules
from casework.regions import queries as regions

_MONTHS = 12


@dataclass(frozen=True)
class Fact:
    """One thing that a report says; ``is_said`` where it is somebody's own words."""

    label: str
    text: str | Sequence[str]
    is_said: bool = True


@dataclass(frozen=True)
class OwnPage:
    """A report on the page of its reporter."""

    own: Own
    said: Sequence[Fact]
    #: Where it went, in words; None where nobody knows yet.
    sent_to: str | None
    hotlines: Sequence[Hotline]


@dataclass(frozen=True)
class Line:
    """A report in the list of those who handle it: no child, no place below the township."""

    report: MandatoryReport
    receipt: str
    office: str
    is_late: bool
    on_time: bool
    month: Month


@dataclass(frozen=True)
class Done:
    """A step on the page of a report."""

    step: Step
    at: datetime
    by: str | None
    recipient: str | None


@dataclass(frozen=True)
class Sheet:
    """A report on the page of those who handle it."""

    line: Line
    said: Sequence[Fact]
    steps: Sequence[Done]
    #: The child's file, where the report names one in reach.
    child: Child | None
    place: str | None
    #: The county's officer for it: may ask who reported, send it elsewhere, leave somebody out.
    is_officer: bool
    has_danger: bool
    facts: Facts
    practice: MandatoryRules


def hotlines(viewer: Viewer) -> Sequence[Hotline]:
    """Return whom to call where the viewer is."""
    return _rules(viewer.regions[0] if viewer.regions else "").hotlines


def own(viewer: Viewer, report_id: UUID) -> OwnPage:
    """Return a report of the viewer's own; raise NotFound for anybody else's."""
    with queries.own_report(viewer, report_id) as (beyond, report):
        has_handlers = bool(queries.handlers(report, beyond).all)
        seen = queries.read_own(beyond, report, has_handlers=has_handlers)
        code = report.region_code
    known = regions.by_codes([code])
    name = regions.full_name(code) if code in known else None
    said = _said(seen.facts, _rules(code))
    return OwnPage(seen, said, name, _rules(code).hotlines)


def places_for(viewer: Viewer, report_id: UUID) -> Mapping[str, str]:
    """Return where a report of the viewer's own may belong: code to full name."""
    with queries.own_report(viewer, report_id) as (_beyond, report):
        words = Facts.of(report.facts).place_words
    meant = queries.places_meant(words) if words else []
    found = meant or queries.county_choices(viewer)
    return {each.code: "".join(each.names) for each in found}


def lines(viewer: Viewer) -> list[Line]:
    """Return the reports that the viewer may open, the newest first."""
    found = queries.visible(viewer)
    offices = regions.by_codes({report.region_code for report in found})
    names = {code: region.name for code, region in offices.items()}
    return [_line(report, names.get(report.region_code, "")) for report in found]


def sheet(viewer: Viewer, report: MandatoryReport) -> Sheet:
    """Return everything about a report that its handlers see; its reporter is not among it."""
    facts, known = Facts.of(report.facts), _rules(report.region_code)
    office = regions.by_codes([report.region_code])[report.region_code]
    named = regions.by_codes([facts.place_code] if facts.place_code else [])
    place = regions.full_name(facts.place_code) if facts.place_code in named else None
    return Sheet(
        line=_line(report, office.name),
        said=_said(facts, known),
        steps=_steps(report, known),
        child=_child(viewer, facts),
        place=place,
        is_officer=viewer.account_id in queries.handlers(report).county,
        has_danger=facts.danger == "yes",
        facts=facts,
        practice=known,
    )


@dataclass(frozen=True)
class Row:
    """The figures of a month; each opens the reports behind it."""

    month: Month
    received: int
    on_time: int
    late: int
    open: int


def figures(found: Sequence[Line]) -> list[Row]:
    """Count reports by the month in which they came: the newest first, a year of them."""
    now = Month.of(clock.today())
    rows = [_row(now.plus(-back), found) for back in range(_MONTHS)]
    return [row for row in rows if row.received]


def narrowed(found: Sequence[Line], month: str | None, which: str | None) -> list[Line]:
    """Return the reports behind a figure; what is asked for in unknown words narrows nothing."""
    kept = [line for line in found if not month or str(line.month) == month]
    if which in _MEASURES:
        return [line for line in kept if _MEASURES[which](line)]
    states = [state for state in ReportState if state.value == which]
    return [line for line in kept if not states or line.report.state in states]


_MEASURES: dict[str | None, Callable[[Line], bool]] = {
    "on_time": lambda line: line.on_time,
    "late": lambda line: not line.on_time,
    "open": lambda line: line.report.state is not ReportState.CLOSED,
}


def _row(month: Month, found: Sequence[Line]) -> Row:
    mine = [line for line in found if line.month == month]
    on_time = sum(line.on_time for line in mine)
    still = sum(line.report.state is not ReportState.CLOSED for line in mine)
    return Row(month, len(mine), on_time, len(mine) - on_time, still)


def _line(report: MandatoryReport, office: str) -> Line:
    now = clock.now()
    on_time = rules.was_on_time(_rules(report.region_code).clock, report)
    late = rules.is_late(report.state, report.next_due_at, report.level, now)
    return Line(
        report=report,
        receipt=rules.receipt_of(report.digest),
        office=office,
        is_late=late,
        on_time=on_time and not late,
        month=Month.of(clock.local(report.created_at).date()),
    )


def _said(facts: Facts, known: MandatoryRules) -> list[Fact]:
    official = {each.code: each.label for each in known.situations}
    told = [
        ("有没有危险", DANGER.get(facts.danger or "")),
        ("打110了吗", POLICE.get(facts.police or "")),
        ("是哪种情况", [official[c] for c in facts.situations if c in official]),
        ("涉及的人", [STAFF[code] for code in facts.staff]),
    ]
    words = [
        ("孩子", facts.child_name),
        ("孩子的情况", facts.child_about),
        ("看到、听到了什么", facts.seen),
        ("孩子自己说的", facts.child_said),
        ("孩子现在在哪里", facts.whereabouts),
        ("可能是谁、什么关系", facts.suspects),
        ("报警时间、回执", facts.police_told),
        ("说的地方", facts.place_words),
    ]
    chosen = [Fact(label, text, is_said=False) for label, text in told if text]
    return chosen + [Fact(label, text) for label, text in words if text]


def _steps(report: MandatoryReport, known: MandatoryRules) -> list[Done]:
    rows = [(row, Step.of(row.body)) for row in queries.steps_of(report)]
    names = accounts.names_of({step.by for _row, step in rows if step.by})
    return [
        Done(
            step=step,
            at=row.created_at,
            by=names.get(step.by) if step.by else None,
            recipient=known.recipient_labels.get(step.recipient or ""),
        )
        for row, step in rows
    ]


def _child(viewer: Viewer, facts: Facts) -> Child | None:
    if facts.child_id is None or not viewer.may(Permission.CHILD_OPEN):
        return None
    try:
        return children.get(viewer, UUID(facts.child_id))
    except NotFound:
        return None


def _rules(region_code: str) -> MandatoryRules:
    return practice.mandatory_reports(region_code)
