"""A signed month as pages, paper and files tell of it: who signed, what was corrected, compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.figures import REPORTED, WHOLE, Figures
from casework.counting.queries import Coverage, basis_of
from casework.counting.rules import Basis, Measure
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.regions.models import Region
from casework.signoff import queries, source
from casework.signoff.queries import Signed
from casework.signoff.rules import FigureChange
from casework.texts import Text
from casework.visits.models import Mode


@dataclass(frozen=True)
class CorrectedLine:
    """One figure that was corrected: the region, what it is, signed and corrected."""

    code: str
    place: str
    name: str
    part: str
    old: int
    new: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Signature:
    """Who signed a month, and what was corrected afterwards in the region shown."""

    signed: Signed
    by: str
    corrected: tuple[CorrectedLine, ...]

    @property
    def sentence(self) -> Text:
        """All that vouches for the figures, for the foot of a sheet or a file."""
        return Text(
            "%(by)s于%(at)s签发；走访频次%(rules)s版，儿童类别%(book)s版；校验码 %(code)s",
            by=self.by,
            at=clock.local(self.signed.signed_at).strftime("%Y-%m-%d %H:%M"),
            rules=self.signed.rules_version,
            book=self.signed.categories_version,
            code=self.signed.check_code,
        )


@dataclass(frozen=True)
class Comparison:
    """One measure beside the month before and the same month a year before; None: not signed."""

    measure: Measure
    now: int
    before: int | None
    year_ago: int | None

    @property
    def since_before(self) -> int | None:
        """How many more than the month before."""
        return None if self.before is None else self.now - self.before

    @property
    def since_year(self) -> int | None:
        """How many more than a year before."""
        return None if self.year_ago is None else self.now - self.year_ago


def signature(viewer: Viewer, region: Region, month: Month) -> Signature | None:
    """Return who signed the month that a report shows; None where it comes from the records."""
    signed = source.signed_for(viewer, region, month)
    if signed is None:
        return None
    corrections = queries.corrections(signed, prefix(region.code))
    people = {signed.signed_by, *(each.corrected_by for each in corrections)}
    names = accounts.names_of(people)
    return Signature(signed, names[signed.signed_by], tuple(_lines(month, corrections, names)))


def _lines(
    month: Month, corrections: Sequence[queries.Correction], names: Mapping[UUID, str]
) -> list[CorrectedLine]:
    changes = [change for each in corrections for change in each.changes]
    namer = Namer(month, changes)
    return [
        CorrectedLine(
            pad(change.prefix),
            namer.place(change),
            namer.measure(change),
            namer.part(change),
            change.old,
            change.new,
            each.corrected_at,
            names[each.corrected_by],
            each.reason,
        )
        for each in corrections
        for change in each.changes
    ]


class Namer:
    """Puts figures that changed into words."""

    def __init__(self, month: Month, changes: Sequence[FigureChange]) -> None:
        self.basis: Basis = basis_of(month)
        self.places = regions.by_codes({pad(change.prefix) for change in changes})

    def place(self, change: FigureChange) -> str:
        """Name the region."""
        code = pad(change.prefix)
        return self.places[code].name if code in self.places else code

    def measure(self, change: FigureChange) -> str:
        """Name the measure, or the mode of visits."""
        measure, part = change.cell
        return Mode(part).label if measure is Measure.VISITS and part else measure.label

    def part(self, change: FigureChange) -> str:
        """Name the category; empty for the whole."""
        return self.basis.book.label(change.part) if change.part else ""


def compared(region: Region, month: Month, now: Figures) -> list[Comparison]:
    """Compare figures with what was signed of the month before and of a year before."""
    known = source.compared(region, month)
    before, year_ago = known.get(month.previous), known.get(month.plus(-12))
    return [
        Comparison(measure, now.of(measure) or 0, _at(before, measure), _at(year_ago, measure))
        for measure in REPORTED
    ]


def _at(figures: Figures | None, measure: Measure) -> int | None:
    return None if figures is None else figures.of(measure, WHOLE) or 0


def of_report(viewer: Viewer, report: Coverage) -> Signature | None:
    """Return the signature of a report."""
    return signature(viewer, report.region, report.month)


def reasons_offered() -> dict[str, str]:
    """Return the reasons that may be given, by code."""
    return practice.codes("unvisited_reason")
