"""The best assignment for a county, as a worker makes it: read, reckon, explain, write.

As many volunteers as requests, who between them go through the whole county, so that any of them
may be any request's. Peak memory is that of this process: run it alone to read it.
"""

import random
import resource
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from time import perf_counter, process_time
from uuid import UUID

from sqlalchemy import select

from bench.figures import Figure
from bench.installations import Workshop
from bench.population import COUNTY, employ, enrol, lay_regions, village_code
from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.worker import work
from casework.matching import actions
from casework.matching.models import MatchRun, RunState
from casework.pairings.models import PairingRequest, RequestState
from casework.practice import queries as practice
from casework.volunteers.models import Volunteer, VolunteerState

TITLE = "Matching a county: every open request with every volunteer"

_TOWNSHIPS = 20
#: Of the issue: 10,000 with 10,000 on two cores.
_SECONDS, _MEGABYTES = 60.0, 2048.0
_LANGUAGES, _TIMES = (
    ("mandarin", "dialect"),
    ("weekday", "evening", "saturday", "sunday", "holiday"),
)


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield the seconds and the peak memory of a run of each size on each database."""
    for size in (40,) if quick else (1_000, 10_000):
        for installation in workshop.fresh():
            with installation.app.app_context():
                run_id = _county(size)
            began, cpu = perf_counter(), process_time()
            work(installation.app, stopping=Event(), once=True)
            took, cpu = perf_counter() - began, process_time() - cpu
            with installation.app.app_context():
                matched = _matched(run_id)
            what = f"{size:,} × {size:,}"
            yield Figure(f"{what}, the whole run", took, _SECONDS, on=installation.on, unit=" s")
            yield Figure(f"{what}, CPU of the worker", cpu, on=installation.on, unit=" s")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield Figure(f"{what}, peak memory", peak, _MEGABYTES, on=installation.on, unit=" MB")
            yield Figure(f"{what}, matched", matched, on=installation.on)


def _county(size: int) -> UUID:
    """Put so many requests and volunteers into a county, and ask for a run."""
    actor = help_in_county(children=size, requests=size, volunteers=size)
    run = actions.ask(actor=actor, seed=1)
    db.session.commit()
    return run.id


def help_in_county(*, children: int, requests: int, volunteers: int) -> Viewer:
    """Put so many of each into a county; return its 妇联."""
    bind_scope(db.session, SystemScope("bench"))
    lay_regions(_TOWNSHIPS)
    for number in range(1, _TOWNSHIPS + 1):
        enrol(village_code(number), children // _TOWNSHIPS)
    actor = accounts.viewer_of(employ(Role.WOMENS_FED, COUNTY))
    choose, by = random.Random(requests), actor.account_id
    services = list(practice.codes("pairing_service"))
    chosen = select(Child.id, Child.region_code).order_by(Child.id).limit(requests)
    db.session.add_all(
        _request(choose, child_id, region, services, by)
        for child_id, region in db.session.execute(chosen).tuples()
    )
    db.session.flush()
    db.session.add_all(_volunteer(choose) for _ in range(volunteers))
    db.session.commit()
    return actor


def _request(
    choose: random.Random, child_id: UUID, region_code: str, services: list[str], by: UUID
) -> PairingRequest:
    return PairingRequest(
        region_code=region_code,
        child_id=child_id,
        state=RequestState.OPEN,
        published_by=by,
        opened_on=clock.today(),
        alias="小朋友A37",
        age_band="age_09_11",
        needs=choose.sample(services, choose.randint(1, 3)),
        languages=choose.sample(_LANGUAGES, choose.randint(0, 2)),
        sex_wish=choose.choice([None, None, None, "2"]),
        free_times=choose.sample(_TIMES, choose.randint(0, 3)),
    )


def _volunteer(choose: random.Random) -> Volunteer:
    base = village_code(choose.randint(1, _TOWNSHIPS))
    return Volunteer(
        region_code=base,
        base_code=base,
        reach_code=choose.choice([COUNTY, COUNTY, f"{base[:9]}000"]),
        kind=choose.choice(["teacher", "women_vol", "lawyer", "college_vol", "other"]),
        state=VolunteerState.ACTIVE,
        capacity=choose.choice([1, 1, 2, 3]),
        cleared_until_on=clock.today() + timedelta(days=100),
        agreed_on=clock.today(),
        agreed_version=practice.volunteers(COUNTY).conduct.version,
        same_digest=b"0" * 16,
        joined_on=clock.today(),
        name="刘志愿",
        sex=choose.choice(["1", "2", "2"]),
        skills=choose.sample(list(practice.codes("volunteer_skill")), choose.randint(0, 3)),
        languages=choose.sample(_LANGUAGES, choose.randint(1, 2)),
        free_times=choose.sample(_TIMES, choose.randint(0, 3)),
    )


def _matched(run_id: UUID) -> int:
    bind_scope(db.session, SystemScope("bench"))
    run = db.session.get_one(MatchRun, run_id)
    if run.state is not RunState.DONE:
        message = "the run was not completed"
        raise RuntimeError(message)
    return int(run.counts["matched"])
