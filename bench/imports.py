"""A ledger as large as they may be, dry run and import by the worker, on both databases.

``python -m bench.imports`` prints, for each database: rows, seconds, the worker's memory,
statements, and how much of the time the bare insertion of the very same rows takes (T9).
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Event
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from bench.figures import Figure, head
from bench.installations import ROOT, Installation, Workshop, workshop
from bench.ledgers import a_ledger, regions_of_the_county
from bench.population import employ
from bench.statements import noted
from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.db.base import Base, db
from casework.db.bulk import send, shape_of
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import DataKeyRow
from casework.jobs import worker
from casework.practice import actions as practice
from casework.regions import actions as regions
from casework.roster import actions
from casework.roster.models import Upload, UploadState

TITLE = "An import by the worker: rows, seconds, memory, statements"

#: With its heading, as many lines as a file may have.
ROWS = 4_999
_COUNTY = "320722000000"
_SECONDS, _MEGABYTES = 30, 300
#: The tables that an import fills, what is pointed at first.
_FILLED = (
    "data_key", "child", "person", "household", "identity_digest", "stay", "status_spell",
    "category_membership", "risk_spell", "assignment", "child_person", "source_row",
)  # fmt: skip


def figures(made: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield the figures of both databases."""
    rows = 200 if quick else ROWS
    for installation in made.fresh():
        with installation.app.app_context():
            upload_id = _hand_in(rows)
            db.session.remove()
        yield from _worked(installation, rows, "dry run")
        with installation.app.app_context():
            _press(upload_id)
        yield from _worked(installation, rows, "import")
        yield from _bare(installation)
        yield from _counted(installation, rows)


def _hand_in(rows: int, seed: int = 1) -> UUID:
    bind_scope(db.session, SystemScope("bench"))
    if accounts.by_login(f"{Role.COUNTY_CIVIL.value}-{_COUNTY}") is None:
        regions.load(regions_of_the_county(), valid_from=regions.BEGINNING)
        practice.load(ROOT / "config", on=clock.today())
        employ(Role.COUNTY_CIVIL, _COUNTY)
    upload = actions.keep_upload(
        actor=accounts.viewer_by_login(f"{Role.COUNTY_CIVIL.value}-{_COUNTY}"),
        region_code=_COUNTY,
        filename="台账.xlsx",
        content=a_ledger(rows, seed=seed),
    )
    db.session.commit()
    return upload.id


def _press(upload_id: UUID) -> None:
    upload = db.session.get_one(Upload, upload_id)
    actions.start_import(actor=accounts.viewer_by_id(upload.uploader_id), upload=upload)
    db.session.commit()


def _worked(installation: Installation, rows: int, what: str) -> Iterator[Figure]:
    """Let a worker of its own process do what is waiting."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "flask", "--app", "app", "jobs", "work", "--once"]
    process = subprocess.Popen(  # noqa: S603 - a command of our own
        command,
        cwd=ROOT,
        env={**os.environ, **installation.environ},
        stdout=subprocess.DEVNULL,
    )
    _pid, status, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    name = f"{what}, {rows} rows"
    yield Figure(name, taken, at_most=_SECONDS, on=installation.on, unit=" s")
    cpu = used.ru_utime + used.ru_stime
    yield Figure(f"{name}: the worker's processor time", cpu, on=installation.on, unit=" s")
    megabytes = used.ru_maxrss / 1024
    yield Figure(f"{name}: memory", megabytes, at_most=_MEGABYTES, on=installation.on, unit=" MB")


def _bare(installation: Installation) -> Iterator[Figure]:
    """Take the rows out and put the very same in again, as bare as the driver can."""
    with installation.app.app_context():
        bind_scope(db.session, SystemScope("bench"))
        upload = db.session.scalars(select(Upload)).one()
        if upload.state is not UploadState.IMPORTED or upload.imported_at is None:
            raise RuntimeError(upload.state)
        tables = [Base.metadata.tables[name] for name in _FILLED]
        dialect = db.engine.dialect
        models = {m.local_table.name: m.class_ for m in Base.registry.mappers}  # type: ignore[attr-defined]
        shapes = [shape_of(models[table.name], dialect) for table in tables]
        rows = [
            [shape.values(dict(row._mapping)) for row in db.session.execute(_all(table.name))]  # noqa: SLF001
            for table, shape in zip(tables, shapes, strict=True)
        ]
        for table in reversed(tables):
            kept = table.delete()
            if table.name == "data_key":
                kept = kept.where(table.c.owner_kind.in_(("child", "person", "household")))
            db.session.execute(kept)
        db.session.commit()
        started = time.perf_counter()
        connection = db.session.connection()
        for shape, values in zip(shapes, rows, strict=True):
            for start in range(0, len(values), 1_000):
                send(connection, shape.statement, values[start : start + 1_000])
        db.session.commit()
        taken = time.perf_counter() - started
    count = sum(map(len, rows))
    yield Figure(f"the same {count} rows, bare", taken, on=installation.on, unit=" s")


def _all(name: str) -> Select[Any]:
    table = Base.metadata.tables[name]
    found = select(table)
    if name == DataKeyRow.__tablename__:
        found = found.where(table.c.owner_kind.in_(("child", "person", "household")))
    return found


def _counted(installation: Installation, rows: int) -> Iterator[Figure]:
    """Count the statements of an import of other children, in this process."""
    with installation.app.app_context():
        upload_id = _hand_in(rows // 5, seed=2)
        worker.work(installation.app, stopping=Event(), once=True)
        _press(upload_id)
        with noted(db.engine) as sent:
            worker.work(installation.app, stopping=Event(), once=True)
    yield Figure(f"statements for {rows // 5} rows", len(sent), on=installation.on)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser("python -m bench.imports")
    parser.add_argument("--quick", action="store_true", help="small, to see that it runs")
    asked = parser.parse_args()
    print(head(TITLE), flush=True)
    with workshop(keep=False) as made:
        for figure in figures(made, quick=asked.quick):
            print(figure.line, flush=True)


if __name__ == "__main__":
    main()
