"""An import whose worker is killed at any point goes on, and each row comes in once."""

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from bench.ledgers import a_ledger, regions_of_the_county
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.verify import verify
from casework.children.models import Child, ChildPerson, SourceRow, StatusSpell
from casework.children.rules import search_text
from casework.db.base import db
from casework.db.engine import reading
from casework.db.scope import SystemScope, bind_scope
from casework.jobs import worker
from casework.jobs.models import Job, JobState
from casework.regions import actions as regions
from casework.roster import actions
from casework.roster.actions import staging
from casework.roster.models import RosterRow, RowFate, Upload, UploadState
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice
from tests.factories.jobs import work_off
from tests.factories.register import DONGHAI

Rows = scoped_session[Session]

#: So long after a kill the next worker may take the job; a living one is not waited for here.
_LEASE = timedelta(milliseconds=20)


def begin(session: Rows, rows: int, app: Flask) -> float:
    """Hand in a ledger and press the button; return how long the dry run took."""
    search_text("陈")  # read once, not by every worker that is killed
    regions.load(regions_of_the_county(), valid_from=regions.BEGINNING)
    load_practice()
    county = a_viewer(Role.COUNTY_CIVIL, DONGHAI)
    upload = actions.keep_upload(
        actor=county, region_code=DONGHAI, filename="台账.xlsx", content=a_ledger(rows)
    )
    started = time.monotonic()
    work_off(app)
    taken = time.monotonic() - started
    actions.start_import(actor=county, upload=upload)
    session.commit()
    return taken


def killed_after(app: Flask, seconds: float, *, progress: bool) -> None:
    """Let a worker of its own process begin, and kill it; if asked, so long after some progress."""
    db.session.remove()
    before = rows_done()
    process = os.fork()
    if process == 0:
        with app.app_context():
            db.engine.dispose(close=False)
        worker.work_one(app, stopping=Event(), lease=_LEASE)
        os._exit(0)
    while progress and rows_done() == before:
        time.sleep(0.005)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    time.sleep(_LEASE.total_seconds() * 2)


def rows_done() -> int:
    db.session.connection(execution_options=reading())
    done = db.session.scalar(select(Job.done).order_by(Job.created_at.desc()))
    db.session.rollback()
    return done or 0


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_however_often_the_worker_is_killed_each_row_comes_in_once(
    app: Flask, session: Rows, exhaustive: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows, kills = (4_999, 20) if exhaustive else (150, 5)
    if not exhaustive:
        monkeypatch.setattr(staging, "CHUNK", 10)
    taken = begin(session, rows, app)
    longest = 2 * taken if exhaustive else 0.1
    chance = random.Random()
    seen = []
    for _ in range(kills):
        # Starting takes most of the time: in short, it is not killed as well.
        killed_after(app, chance.uniform(0, longest), progress=not exhaustive)
        seen.append(rows_done())
    print("rows done at each kill:", seen)  # noqa: T201 - pytest shows it with a failure
    db.session.remove()
    work_off(app)
    bind_scope(db.session, SystemScope("tests"))

    upload = session.scalars(select(Upload)).one()
    assert upload.state is UploadState.IMPORTED, seen
    assert upload.counts["imported"] == rows
    found = session.execute(select(RosterRow.number, RosterRow.fate, RosterRow.child_id)).all()
    assert sorted(number for number, *_ in found) == [*range(1, rows + 1)]
    assert {fate for _, fate, _ in found} == {RowFate.DONE}
    assert len({child for *_, child in found}) == rows
    assert [count(m) for m in (Child, StatusSpell, SourceRow)] == [rows] * 3
    assert count(ChildPerson) == 3 * rows
    entries = Counter(session.scalars(select(AuditEntry.tag)))
    assert (entries["child:enrol"], entries["roster:import"]) == (rows, 1)
    assert verify(tmp_path / "none") == []
    assert session.scalars(select(Job.state)).all() == [JobState.DONE, JobState.DONE]
    assert seen[-1] > 0
