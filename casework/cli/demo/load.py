"""The load: regions, staff, then homes in batches that are committed one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.demo import records, stream
from casework.cli.demo.accounts import SignIn, Staff, employ
from casework.cli.demo.activities import hold_some
from casework.cli.demo.aids import give_some
from casework.cli.demo.assessments import add_assessments
from casework.cli.demo.batch import Batch, Parcel
from casework.cli.demo.calendar import Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.entrusted import add_agreement
from casework.cli.demo.families import add_home
from casework.cli.demo.files import File
from casework.cli.demo.homes import Homes
from casework.cli.demo.lives import Life
from casework.cli.demo.mandatory import file_reports
from casework.cli.demo.media import add_media
from casework.cli.demo.papers import add_papers
from casework.cli.demo.places import COUNTY, County, Village, invent
from casework.cli.demo.practice import Practice
from casework.cli.demo.visits import add_visits
from casework.cli.demo.volunteers import add_volunteers
from casework.db.base import db
from casework.regions import actions as regions

#: Children a batch: enough for few statements, few enough to be held in memory.
_BATCH = 1000
#: From so many children on, rows are made in processes of their own.
_LARGE = 4000
#: The indexes of a large county do not fit into SQLite's usual two megabytes.
_PAGE_CACHE = "PRAGMA cache_size = -200000"


@dataclass(frozen=True)
class Loaded:
    """What a load has made; the only place where the passwords can be read."""

    children: int
    visits: int
    sign_ins: tuple[SignIn, ...]


def load(*, children: int, months: int, seed: int, tell: Callable[[int], None]) -> Loaded:
    """Invent a county with so many children and store it.

    ``tell`` hears after each batch how many children are stored. What is stored so far stays when
    the load is broken off, and has no entry in the trail then (see ``state``).
    """
    span, county = Span(clock.today(), months), invent(seed, children)
    regions.load(county.listed(), valid_from=regions.BEGINNING)
    batch = Batch()
    staff = employ(batch, seed, county, span.beginning.first)
    batch.packed().insert()
    stored, visits = _store(_parcels(county, staff, span, seed), tell)
    file_reports()
    give_some(seed)
    add_papers()
    add_volunteers(seed, county)
    hold_some(seed)
    add_media(seed)
    record(
        Tag.DEMO_LOAD,
        actor_id=None,
        region_code=COUNTY,
        children=stored,
        visits=visits,
        months=months,
        seed=seed,
    )
    db.session.commit()
    return Loaded(stored, visits, staff.sign_ins)


def _parcels(county: County, staff: Staff, span: Span, seed: int) -> Iterator[Parcel]:
    """Yield the rows of the whole county, made side by side where it is large."""
    practice, batches = Practice(COUNTY), _batches(county.villages)
    makers: list[Iterator[Parcel]] = [
        _Maker(staff, practice, Homes(seed, county, span, half)).parcels(batches[half::2])
        for half in (0, 1)
    ]
    # An open connection must not be shared with another process.
    db.session.commit()
    if sum(village.children for village in county.villages) >= _LARGE:
        db.engine.dispose()
        makers = stream.elsewhere(makers)
    return stream.merged(makers)


def _batches(villages: Sequence[Village]) -> list[list[Village]]:
    batches: list[list[Village]] = [[]]
    waiting = 0
    for village in villages:
        batches[-1].append(village)
        waiting += village.children
        if waiting >= _BATCH:
            batches.append([])
            waiting = 0
    return batches


class _Maker:
    """Makes the rows of half of the county."""

    def __init__(self, staff: Staff, practice: Practice, homes: Homes) -> None:
        self.staff, self.practice, self.homes = staff, practice, homes
        self.batch = Batch()

    def parcels(self, batches: Sequence[Sequence[Village]]) -> Iterator[Parcel]:
        """Yield one parcel a batch of villages."""
        for villages in batches:
            for village in villages:
                dice = Dice(f"{self.homes.seed}/{village.code}/rows")
                entrusting = Dice(f"{self.homes.seed}/{village.code}/agreements")
                for lives in self.homes.of(village):
                    self._write(dice, entrusting, lives)
            yield self.batch.packed()

    def _write(self, dice: Dice, entrusting: Dice, lives: Sequence[Life]) -> None:
        batch, span, form = self.batch, self.homes.span, self.practice.form
        at = dice.instant(lives[0].entered_on)
        home = add_home(batch, dice, lives[0].family, lives[0].village, at)
        files = [File(batch, dice, self.staff, self.practice, life) for life in lives]
        kept = records.of_family(dice, lives, [file.id for file in files], span, form)
        for file, own in zip(files, kept, strict=True):
            file.write(home, add_visits(file, own, span), span.today)
            add_agreement(entrusting, file, self.practice.care, span.today)
            add_assessments(file, span.today)


def _store(parcels: Iterator[Parcel], tell: Callable[[int], None]) -> tuple[int, int]:
    """Insert and commit parcel by parcel; return how many children and visits there are."""
    stored = visits = 0
    for parcel in parcels:
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text(_PAGE_CACHE))
        parcel.insert()
        db.session.commit()
        stored, visits = stored + parcel.children, visits + parcel.visits
        tell(stored)
    return stored, visits
