"""Runs and what comes of them, in a real database."""

from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.jobs.models import Job, JobState
from casework.jobs.worker import work_one
from casework.matching import actions, queries
from casework.matching import work as working
from casework.matching.fitting import Word
from casework.matching.models import Change, MatchProposal, MatchRun, ProposalState, RunState
from casework.pairings.models import Pairing, PairingState, RequestState
from casework.texts import unpack
from tests.factories.accounts import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import load_practice
from tests.factories.jobs import work_off
from tests.matching.arranging import a_request, a_run, a_volunteer, lines_of, the_federation


@pytest.fixture(autouse=True)
def _practice(session: object) -> None:
    load_practice()


def test_a_run_offers_the_best_and_says_why(app: Flask) -> None:
    near, far = a_request(), a_request(region_code=FAR_VILLAGE, needs=["rights"])
    wish = a_request(sex_wish="1")
    teacher = a_volunteer(languages=["dialect"])
    lawyer = a_volunteer(FAR_VILLAGE, kind="lawyer")
    run = a_run(app)
    assert (run.state, run.region_code) == (RunState.DONE, COUNTY)
    assert run.counts == {
        "requests": 3,
        "volunteers": 2,
        "matched": 2,
        "nobody": 1,
        "changed": 0,
    }
    lines = lines_of(run)
    assert lines[near.id].volunteer_id == teacher.id
    assert lines[far.id].volunteer_id == lawyer.id
    assert ["serves", ["rights"]] in lines[far.id].detail["reasons"]
    assert ["same_township", []] in lines[near.id].detail["reasons"]
    assert lines[wish.id].detail["nobody"] == "nobody_of_sex"
    assert {line.change for line in lines.values()} == {Change.FIRST}


def test_a_run_knows_no_village(app: Flask) -> None:
    """Not even what it keeps: a village is cut off before anything is reckoned."""
    a_request(region_code=VILLAGE)
    a_volunteer(VILLAGE)
    kept = [line.detail["reasons"] for line in lines_of(a_run(app)).values()]
    assert [Word.SAME_VILLAGE.value, []] not in kept[0]
    assert [Word.SAME_TOWNSHIP.value, []] in kept[0]


def test_only_who_may_be_paired_is_reckoned_with(app: Flask) -> None:
    a_request()
    a_volunteer(cleared_until_on=clock.today())
    a_volunteer(is_barred=True)
    a_volunteer(capacity=1, places_taken=1)
    a_volunteer(agreed_version=None)
    (line,) = lines_of(a_run(app)).values()
    assert line.detail["nobody"] == "no_volunteer"


def test_a_run_is_asked_for_once_and_by_a_county(app: Flask) -> None:
    with pytest.raises(RuleBroken, match="没有等待结对"):
        actions.ask(actor=the_federation())
    a_request()
    first = actions.ask(actor=the_federation())
    assert actions.ask(actor=the_federation()).id == first.id
    assert 1 <= first.seed <= 999_999
    with pytest.raises(RuleBroken, match="县级账号"):
        actions.ask(actor=a_viewer(Role.WOMENS_FED, "990100000000"))
    work_off(app)
    with pytest.raises(RuleBroken, match="抽签号"):
        actions.ask(actor=the_federation(), seed=0)


def test_the_same_seed_gives_the_same_run(app: Flask) -> None:
    for _ in range(4):
        a_request()
    for _ in range(6):
        a_volunteer()
    runs = [lines_of(a_run(app, seed)) for seed in (5, 5)]
    chosen = [{key: line.volunteer_id for key, line in lines.items()} for lines in runs]
    assert chosen[0] == chosen[1]
    assert {line.change for line in runs[1].values()} == {Change.SAME}


def test_what_is_different_from_the_run_before_is_explained(app: Flask) -> None:
    request, gone = a_request(), a_volunteer()
    a_run(app)
    gone.cleared_until_on = clock.today()
    other = a_volunteer()
    run = a_run(app)
    line = lines_of(run)[request.id]
    assert (line.change, line.volunteer_id) == (Change.OTHER, other.id)
    assert (line.detail["before"], line.detail["because"]) == (str(gone.id), "gone")
    assert run.counts["changed"] == queries.numbers(run)["changed"] == 1


def test_a_standing_proposal_that_a_run_would_change_is_named(app: Flask) -> None:
    request, plain = a_request(), a_volunteer(kind="other")
    actions.propose_one(actor=the_federation(), request=request, volunteer_id=plain.id)
    better = a_volunteer()
    line = lines_of(a_run(app))[request.id]
    assert (line.volunteer_id, line.standing_id) == (better.id, plain.id)
    run = db.session.get_one(MatchRun, line.run_id)
    assert actions.accept(actor=the_federation(), run=run, line_ids=[line.id]) == (0, 1)
    assert line.refusal
    assert "收回" in unpack(line.refusal["why"])


def test_a_line_is_accepted_through_a_proposal(app: Flask) -> None:
    request, volunteer = a_request(), a_volunteer()
    run = a_run(app)
    line = lines_of(run)[request.id]
    assert actions.accept(actor=the_federation(), run=run, line_ids=[line.id]) == (1, 0)
    pairing = db.session.get_one(Pairing, line.pairing_id)
    assert (pairing.state, pairing.volunteer_id) == (PairingState.PROPOSED, volunteer.id)
    assert line.state is ProposalState.ACCEPTED
    # Pressed twice: nothing more.
    assert actions.accept(actor=the_federation(), run=run, line_ids=[line.id]) == (0, 0)
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 1


def test_an_old_run_is_asked_anew_and_what_is_refused_is_kept(app: Flask) -> None:
    """The others of the same click go through."""
    requests = [a_request() for _ in range(3)]
    volunteers = {v.id: v for v in [a_volunteer() for _ in range(3)]}
    run = a_run(app)
    lines = lines_of(run)
    gone = lines[requests[0].id].volunteer_id
    assert gone
    volunteers[gone].cleared_until_on = clock.today()
    requests[1].state = RequestState.WITHDRAWN
    db.session.flush()
    done = actions.accept(
        actor=the_federation(), run=run, line_ids=[line.id for line in lines.values()]
    )
    assert done == (1, 2)
    assert lines[requests[2].id].state is ProposalState.ACCEPTED
    for request in requests[:2]:
        assert lines[request.id].state is ProposalState.OFFERED
        assert lines[request.id].refusal
    refusal = lines[requests[0].id].refusal
    assert refusal
    assert "过期" in unpack(refusal["why"])


def test_what_no_longer_fits_is_not_proposed(app: Flask) -> None:
    request, volunteer = a_request(), a_volunteer()
    run = a_run(app)
    request.sex_wish = "1"
    db.session.flush()
    line = lines_of(run)[request.id]
    assert actions.accept(actor=the_federation(), run=run, line_ids=[line.id]) == (0, 1)
    with pytest.raises(RuleBroken, match="性别"):
        actions.propose_one(actor=the_federation(), request=request, volunteer_id=volunteer.id)
    with pytest.raises(NotFound):
        actions.propose_one(actor=the_federation(), request=request, volunteer_id=request.id)


def test_lines_are_left(app: Flask) -> None:
    request = a_request()
    a_volunteer()
    run = a_run(app)
    line = lines_of(run)[request.id]
    assert actions.leave(actor=the_federation(), run=run, line_ids=[line.id]) == 1
    assert line.state is ProposalState.LEFT
    assert queries.numbers(run) == {"open": 0, "changed": 0, "nobody": 0, "decided": 1}


def test_all_lines_are_accepted_by_a_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_PROPOSALS_AT_ONCE", 2)
    requests = [a_request() for _ in range(5)]
    volunteers = {v.id: v for v in [a_volunteer() for _ in range(5)]}
    run = a_run(app)
    lost = lines_of(run)[requests[0].id]
    assert lost.volunteer_id
    volunteers[lost.volunteer_id].is_barred = True
    actions.accept_all(actor=the_federation(), run=run)
    work_off(app)
    states = [line.state for line in lines_of(run).values()]
    assert states.count(ProposalState.ACCEPTED) == 4
    assert lines_of(run)[requests[0].id].refusal
    job = db.session.scalars(select(Job).order_by(Job.created_at.desc())).first()
    assert job is not None
    assert (job.state, job.counts, job.done) == (JobState.DONE, {"done": 4}, 5)


def test_a_killed_worker_leaves_nothing_half(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It dies after some lines were written: they are not read, and the next one begins anew."""
    monkeypatch.setattr(working, "_LINES_AT_ONCE", 1)
    for _ in range(3):
        a_request()
        a_volunteer()
    run = actions.ask(actor=the_federation(), seed=1)
    db.session.commit()
    kept = actions.keep

    def killed(**told: object) -> None:
        if told["first"] == 3:
            raise KeyboardInterrupt
        kept(**told)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        work_one(app, stopping=Event(), lease=timedelta(0))
    db.session.expire_all()
    assert len(lines_of(run)) == 2
    assert db.session.get_one(MatchRun, run.id).state is RunState.ASKED
    monkeypatch.setattr(actions, "keep", kept)
    work_off(app)
    assert db.session.get_one(MatchRun, run.id).state is RunState.DONE
    assert sorted(line.position for line in lines_of(run).values()) == [1, 2, 3]
    assert db.session.scalar(select(func.count()).select_from(MatchProposal)) == 3


def test_other_counties_see_no_run(app: Flask) -> None:
    a_request(region_code=NEXT_VILLAGE)
    run = a_run(app)
    stranger = a_viewer(Role.WOMENS_FED, "990102000000")
    assert not queries.runs(stranger)
    with pytest.raises(NotFound):
        queries.get(stranger, run.id)
