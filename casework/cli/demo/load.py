"""The load: regions, staff, homes; in batches that are committed one by one."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.demo import records
from casework.cli.demo.accounts import SignIn, Staff, employ
from casework.cli.demo.batch import Batch
from casework.cli.demo.calendar import Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.families import add_home
from casework.cli.demo.files import File
from casework.cli.demo.homes import Homes
from casework.cli.demo.lives import Life
from casework.cli.demo.places import COUNTY, Village, invent
from casework.cli.demo.practice import Practice
from casework.cli.demo.visits import add_visits
from casework.db.base import db
from casework.regions import actions as regions

#: Children a batch: enough for few statements, few enough to be held in memory.
_BATCH = 1000
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
    the load is broken off; it has no entry in the trail then (see ``state``).
    """
    span, county = Span(clock.today(), months), invent(seed, children)
    regions.load(county.listed(), valid_from=regions.BEGINNING)
    batch = Batch()
    staff = employ(batch, seed, county, span.beginning.first)
    batch.insert()
    db.session.commit()
    writer = _Writer(batch, staff, Practice(COUNTY), span, seed)
    homes = Homes(seed, county, span)
    for village in county.villages:
        writer.write(village, homes)
        if writer.waiting >= _BATCH:
            tell(writer.store())
    writer.store()
    record(
        Tag.DEMO_LOAD,
        actor_id=None,
        region_code=COUNTY,
        children=writer.stored,
        visits=writer.visits,
        months=months,
        seed=seed,
    )
    db.session.commit()
    return Loaded(writer.stored, writer.visits, staff.sign_ins)


class _Writer:
    """Writes homes into a batch, and the batch into the database."""

    def __init__(
        self, batch: Batch, staff: Staff, practice: Practice, span: Span, seed: int
    ) -> None:
        self.batch, self.staff, self.practice, self.span = batch, staff, practice, span
        self.seed = seed
        self.waiting = self.stored = self.visits = 0

    def write(self, village: Village, homes: Homes) -> None:
        """Write all homes of a village."""
        dice = Dice(f"{self.seed}/{village.code}/rows")
        for home in homes.of(village):
            self._write_home(dice, home)
            self.waiting += len(home)

    def store(self) -> int:
        """Insert and commit what is waiting; return how many children are stored."""
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text(_PAGE_CACHE))
        self.batch.insert()
        db.session.commit()
        self.stored += self.waiting
        self.waiting = 0
        return self.stored

    def _write_home(self, dice: Dice, lives: list[Life]) -> None:
        at = dice.instant(lives[0].entered_on)
        home = add_home(self.batch, dice, lives[0].family, lives[0].village, at)
        files = [File(self.batch, dice, self.staff, self.practice, life) for life in lives]
        ids = [file.id for file in files]
        kept = records.of_family(dice, lives, ids, self.span, self.practice.form)
        for file, own in zip(files, kept, strict=True):
            file.write(home, add_visits(file, own, self.span), self.span.today)
            self.visits += len(own)
