"""Random lives between two counties: the chain of places and states holds, and the counts agree."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import actions as children_
from casework.children import queries as children
from casework.children import steps
from casework.children.actions import Choice
from casework.children.actions.places import rows_of_children
from casework.children.models import Child, Status, StatusSpell, Stay
from casework.cli.check_due import differences as due_differences
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.recount import differences, recount
from casework.errors import RuleBroken
from casework.transfers import actions
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_VILLAGE,
    VILLAGE,
)
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.factories.visits import arrive, said
from tests.transfers.moving import Db, home_county_of, receiver, sender, sent, taken

BEGINNING, END = date(2026, 7, 30), date(2026, 11, 1)
HERE = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
ACTS = ("visit", "visit", "move", "transfer", "refuse", "withdraw", "suspend", "resume", "wait")


def test_random_lives_between_counties(app: Flask, session: Db, exhaustive: bool) -> None:
    for seed in range(25 if exhaustive else 2):
        _live(app, session, Random(seed))


def _live(app: Flask, session: Db, random: Random) -> None:
    clock.fix_today(BEGINNING)
    receiver(), sender()  # whose grants hold from that day on
    ids = [a_child(name="陈小树", region_code=random.choice(HERE)).id for _ in range(3)]
    session.commit()
    day = BEGINNING
    while (day := day + timedelta(days=random.choice([0, 3, 9, 20]))) < END:
        clock.fix_today(day)
        try:
            _act(app, session, random.choice(ids), random)
        except RuleBroken:
            session.rollback()
    clock.fix_today(END)
    _merge_two(app, session, ids)
    session.expunge_all()
    for child_id in ids:
        _check(session, session.get_one(Child, child_id))
    assert list(due_differences()) == []
    for number in range(7, 12):
        month = Month(2026, number)
        basis = counting.basis_of(month)
        counted = counting.count(month, "9901", 12, basis)
        assert list(differences(counted, recount(month, "9901", basis))) == []


def _act(app: Flask, session: Db, child_id: UUID, random: Random) -> None:
    session.expire_all()
    child = session.get_one(Child, child_id)
    office, act = home_county_of(child), random.choice(ACTS)
    over_there = child.region_code == STRANGE_VILLAGE
    match act:
        case "visit":
            with acting(app, office):
                arrive(child_id, said(visited_on=clock.today()), office)
        case "move" if not over_there:
            with acting(app, office):
                children_.move_by(
                    actor=office, child=children.get(office, child_id),
                    region_code=random.choice(HERE), address=None, on=clock.today(),
                )  # fmt: skip
        case "suspend" | "resume":
            _step(app, office, child_id, act)
        case "transfer" | "refuse" | "withdraw":
            to = sender() if over_there else receiver()
            transfer_id = sent(app, child_id, actor=office, to=to.regions[0])
            village = random.choice(HERE) if over_there else STRANGE_VILLAGE
            if act == "transfer":
                taken(app, transfer_id, actor=to, village=village)
            else:
                _answer(app, to if act == "refuse" else office, act, transfer_id)


def _answer(app: Flask, actor: Viewer, act: str, transfer_id: UUID) -> None:
    with acting(app, actor):
        getattr(actions, act)(actor=actor, transfer_id=transfer_id, reason="家里不搬了")


def _step(app: Flask, office: Viewer, child_id: UUID, act: str) -> None:
    with acting(app, office):
        child = children.get(office, child_id)
        if act == "suspend":
            children_.suspend(actor=office, child=child, reason="away")
        else:
            children_.resume(actor=office, child=child)


def _merge_two(app: Flask, session: Db, ids: list[UUID]) -> None:
    """Make one of the first two files that lie in one county."""
    session.expire_all()
    files = [session.get_one(Child, child_id) for child_id in ids]
    pairs = [(a, b) for a in files for b in files if a.id < b.id]
    kept, ended = next(p for p in pairs if p[0].region_code[:6] == p[1].region_code[:6])
    office, versions = home_county_of(kept), (kept.version, ended.version)
    kept_id, ended_id = kept.id, ended.id
    with acting(app, office):
        choice = Choice(versions, with_categories=True)
        children_.merge(
            actor=office, kept_id=kept_id, ended_id=ended_id, choice=choice, reason="核对户口簿"
        )


def _check(session: Db, child: Child) -> None:
    stays = session.scalars(
        select(Stay).where(Stay.child_id == child.id).order_by(Stay.from_on, Stay.id)
    ).all()
    spells = session.scalars(
        select(StatusSpell).where(StatusSpell.child_id == child.id).order_by(StatusSpell.id)
    ).all()
    assert all(one.until_on == next_.from_on for one, next_ in pairwise(stays))
    assert all(one.until_on == next_.from_on for one, next_ in pairwise(spells))
    assert all(steps.allowed(one.status, next_.status) for one, next_ in pairwise(spells))
    assert (stays[-1].until_on, spells[-1].until_on) == (None, None)
    assert (stays[-1].region_code, spells[-1].status) == (child.region_code, child.status)
    assert (child.status is Status.CLOSED) == (child.merged_into_id is not None)
    for model in rows_of_children():
        rows = session.scalars(select(model.region_code).where(model.child_id == child.id))
        away = set(rows) - {child.region_code}
        assert not away or model.__tablename__ == "task", model
