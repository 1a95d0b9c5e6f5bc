"""What the month's page shows a township and a county, and the page of what changed afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.expression import in_month
from casework.counting.figures import Figures
from casework.counting.rules import RISK_LABELS
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import Level, prefix
from casework.regions.models import Region
from casework.signoff import actions, queries, records, rules, told
from casework.signoff.queries import Confirmation, Signed
from casework.signoff.rules import ChildChange, FigureChange
from casework.signoff.standing import ChildLine, Standing
from casework.signoff.told import Comparison, Namer, Signature
from casework.visits.models import ReviewState, Visit

#: So many children are asked about on one page, so many who changed are named.
SHOWN = 50

READABLE = (Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class Asked:
    """A child of whom nobody has said why she was not visited."""

    id: UUID
    name: str
    village: str
    last_visit_on: date | None


@dataclass(frozen=True)
class Said:
    """A township's word, with what has changed since."""

    by: str
    at: datetime
    #: How many children have changed since; None once the month is signed.
    changed: int | None


@dataclass(frozen=True)
class TownshipLine:
    """One township on the county's page."""

    code: str
    name: str
    figures: Figures
    said: Said | None
    #: Why the county signed without its word.
    why_missing: str | None


@dataclass(frozen=True)
class MonthPage:
    """A month of a township or a county."""

    region: Region
    month: Month
    figures: Figures
    compared: Sequence[Comparison]
    signature: Signature | None
    said: Said | None
    #: The first of those whom nobody has explained, and how many there are.
    asked: Sequence[Asked]
    unexplained: int
    to_check: int
    townships: Sequence[TownshipLine]

    @property
    def is_over(self) -> bool:
        """Whether it may be confirmed and signed by its date."""
        return clock.today() > self.month.last

    @property
    def is_county(self) -> bool:
        """Whether it is the county's."""
        return self.region.level is Level.COUNTY

    @property
    def missing(self) -> list[TownshipLine]:
        """The townships that have not confirmed."""
        return [line for line in self.townships if line.said is None]

    @property
    def seen(self) -> set[UUID]:
        """The children named on the page."""
        return {child.id for child in self.asked}


def region_for(viewer: Viewer, code: str) -> Region:
    """Return a county or township in reach; raise NotFound."""
    region = counting.region_for(viewer, code)
    if region.level not in READABLE:
        raise NotFound
    return region


def first_open(code: str) -> Month:
    """Return the month after the last one signed, else the last month; never one to come."""
    now, newest = Month.of(clock.today()), queries.newest_signed(code)
    return min(newest.next, now) if newest else now.previous


def month_page(viewer: Viewer, region: Region, month: Month) -> MonthPage:
    """Return what a page shows: from what was signed, else from the records now."""
    signature, under = told.signature(viewer, region, month), prefix(region.code)
    basis = counting.basis_of(month)
    if signature is None:
        standing = records.standing(viewer, month, under, basis)
        figures = standing.figures(basis)
    else:
        standing, figures = None, queries.figures(signature.signed, under)
    confirmed = queries.confirmations(viewer, month, under)
    names = accounts.names_of({each.confirmed_by for each in confirmed.values()})
    words = {
        code: Said(names[held.confirmed_by], held.confirmed_at, _changed(held, standing))
        for code, held in confirmed.items()
    }
    here = figures.get(under, Figures())
    waiting = records.unexplained(standing) if standing else []
    is_county = region.level is Level.COUNTY
    why = queries.gaps(viewer, signature.signed) if signature and is_county else {}
    return MonthPage(
        region,
        month,
        here,
        told.compared(region, month, here),
        signature,
        words.get(region.code),
        [] if is_county else _asked(viewer, waiting[:SHOWN]),
        len(waiting),
        0 if signature else _to_check(under, month),
        _townships(region, month, figures, words, why) if is_county else (),
    )


def _changed(held: Confirmation, standing: Standing | None) -> int | None:
    if standing is None:
        return None
    return rules.changed_since(held.fingerprints, standing.under(prefix(held.region_code)))


def asked(viewer: Viewer, township: str, child_ids: Sequence[UUID]) -> list[Asked]:
    """Return children of a township by id, those in reach."""
    return [child for child in _asked(viewer, child_ids, township) if child.id in child_ids]


def _asked(viewer: Viewer, child_ids: Sequence[UUID], township: str | None = None) -> list[Asked]:
    statement = children.visible_to(viewer).where(Child.id.in_(child_ids))
    if township:
        statement = statement.where(within(Child.region_code, (prefix(township),)))
    found = db.session.scalars(statement.order_by(Child.region_code, Child.id)).all()
    villages = regions.by_codes({child.region_code for child in found})
    return [
        Asked(child.id, child.name, villages[child.region_code].name, child.last_visit_on)
        for child in found
    ]


def _to_check(under: str, month: Month) -> int:
    statement = (
        select(func.count())
        .select_from(Visit)
        .where(within(Visit.region_code, (under,)), in_month(Visit.visited_on, month))
        .where(Visit.review_state == ReviewState.TO_CHECK)
    )
    return db.session.scalar(statement) or 0


def _townships(
    county: Region,
    month: Month,
    figures: dict[str, Figures],
    words: dict[str, Said],
    why: dict[str, str],
) -> list[TownshipLine]:
    return [
        TownshipLine(
            each.code,
            each.name,
            figures.get(prefix(each.code), Figures()),
            words.get(each.code),
            why.get(each.code),
        )
        for each in regions.townships_in(prefix(county.code), month.last)
    ]


# --- after signing ---------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureLine:
    """A figure that is no longer as signed, or as corrected last."""

    code: str
    place: str
    name: str
    part: str
    old: int
    new: int


@dataclass(frozen=True)
class ChildLineOf:
    """A child that is not counted as it was."""

    id: UUID
    case_number: str
    name: str | None
    #: What differs: the words, then and now.
    facts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class ChangesPage:
    """What has changed in a signed month."""

    signed: Signed
    signature: Signature
    figures: Sequence[FigureLine]
    #: The first of the children, and how many there are.
    children: Sequence[ChildLineOf]
    total: int
    #: Tells these differences from others.
    code: str

    @property
    def seen(self) -> set[UUID]:
        """The children named on the page."""
        return {line.id for line in self.children if line.name}


def changes_page(viewer: Viewer, region: Region, month: Month) -> ChangesPage:
    """Return how the records differ from what a county signed; raise NotFound where it has not."""
    signature = told.signature(viewer, region, month)
    if signature is None:
        raise NotFound
    signed, under = signature.signed, prefix(region.code)
    now = records.standing(viewer, month, under, counting.basis_of(month))
    differing = rules.child_changes(queries.standing(signed, under), now)
    open_changes = actions.outstanding(viewer, signed)
    return ChangesPage(
        signed,
        signature,
        _figure_lines(month, open_changes),
        _child_lines(viewer, month, differing[:SHOWN]),
        len(differing),
        rules.code_of(open_changes),
    )


def _figure_lines(month: Month, changes: Sequence[FigureChange]) -> list[FigureLine]:
    namer = Namer(month, changes)
    return [
        FigureLine(
            change.prefix,
            namer.place(change),
            namer.measure(change),
            namer.part(change),
            change.old,
            change.new,
        )
        for change in changes
    ]


def _child_lines(viewer: Viewer, month: Month, changes: Sequence[ChildChange]) -> list[ChildLineOf]:
    ids = [change.child_id for change in changes]
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    names = {child.id: child.name for child in db.session.scalars(statement)}
    book = counting.basis_of(month).book
    places = regions.by_codes(
        {line.region_code for change in changes for line in (*change.old, *change.new)}
    )

    def words(lines: Sequence[ChildLine]) -> dict[str, str]:
        care = next((line for line in lines if line.in_care), None)
        shown = {
            "在册": "是" if care else "否",
            "居住地": places[care.region_code].name if care else "—",
            "类别": "、".join(book.label(c) for c in book.leaves(care.categories)) if care else "—",
            "风险等级": RISK_LABELS[care.risk] if care and care.risk else "—",
            "新增": _yes(any(line.entered for line in lines)),
            "退出": _yes(any(line.exited for line in lines)),
        }
        for label, flag in _FLAGS.items():
            shown[label] = _yes(care is not None and bool(getattr(care, flag)))
        return shown

    return [
        ChildLineOf(
            change.child_id,
            (change.old or change.new)[0].case_number,
            names.get(change.child_id),
            _facts(words(change.old), words(change.new), change),
        )
        for change in changes
    ]


_FLAGS = {
    "已走访": "visited",
    "已联系": "reached",
    "本月应访": "due",
    "到期未访": "overdue",
    "首次走访": "first_visit",
}


def _yes(flag: bool) -> str:  # noqa: FBT001 - a word for a flag
    return "是" if flag else "否"


def _facts(
    old: dict[str, str], new: dict[str, str], change: ChildChange
) -> list[tuple[str, str, str]]:
    facts = [(name, old[name], new[name]) for name in old if old[name] != new[name]]
    if change.old_visits != change.new_visits:
        facts.append(("走访人次", str(change.old_visits), str(change.new_visits)))
    return facts or [("走访的方式、日期或地点", "—", "有改动")]
