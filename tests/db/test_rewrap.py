"""Rotation: killed anywhere and resumed, with others writing meanwhile, no key is lost."""

import multiprocessing
import os
import random
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.cli import keys
from casework.crypto.keyring import Keyring
from casework.db import rewrap
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import SealBroken
from casework.people.models import Person
from tests.applications import Installation
from tests.db.rows import a_person, stored

Rows = scoped_session[Session]

KILLS = 6
SEED = 990101

processes = multiprocessing.get_context("fork")


def names(session: Rows) -> dict[str, str]:
    """Open every name, in a session that has opened none."""
    session.expunge_all()
    return {person.id.hex: person.name for person in session.scalars(select(Person))}


def rotate(app: Flask, told: Connection) -> None:
    """Rotate as the command does, in a process of its own; tell of each batch."""
    batches = rewrap.rewrap_all

    def telling(ring: Keyring) -> Iterator[int]:
        for done in batches(ring, batch=3):
            told.send(done)
            yield done

    rewrap.rewrap_all = telling  # type: ignore[assignment]
    with app.app_context():
        db.engine.dispose(close=False)  # these connections are the parent's
        FlaskCliRunner(app).invoke(keys.group, ["rotate"], catch_exceptions=False)
    told.send("done")


def killed(app: Flask, after: int, session: Rows) -> dict[str, str]:
    """Let a process rotate, kill it after so many batches; return whom others stored meanwhile."""
    ours, theirs = processes.Pipe(duplex=False)
    session.remove()
    db.engine.dispose()
    process = processes.Process(target=rotate, args=(app, theirs))
    process.start()
    bind_scope(session, SystemScope("tests"))
    added = {}
    for number in range(after):
        person = stored(session, a_person(f"新来的{number}"))
        added[person.id.hex] = person.name
        if not ours.poll(20) or ours.recv() == "done":
            break
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    return added


def test_a_rotation_killed_anywhere_and_resumed_loses_nothing(
    app: Flask, session: Rows, keyring: Keyring
) -> None:
    people = [a_person(f"王{number}") for number in range(40)]
    stored(session, *people)
    expected = {person.id.hex: person.name for person in people}
    chance, halfway = random.Random(SEED), 0
    for _ in range(KILLS):
        expected |= killed(app, chance.randrange(8), session)
        keyring.reload_if_changed()
        halfway += len(rewrap.versions_in_use()) > 1
        assert names(session) == expected
    assert halfway
    sum(rewrap.rewrap_all(keyring))
    assert rewrap.versions_in_use() == {keyring.current: len(expected)}
    assert keyring.current > 1
    assert names(session) == expected
    for version in set(keyring.versions) - {keyring.current}:
        keyring.destroy(version)
    assert names(session) == expected


def test_what_a_process_with_an_old_ring_writes_meanwhile_is_moved_too(
    session: Rows, keyring: Keyring, installation: Installation
) -> None:
    stored(session, *(a_person(f"王{number}") for number in range(3)))
    stale = Keyring.load(installation.settings.keyring, installation.settings.root_key)
    keyring.promote(keyring.add_version())
    moving = rewrap.rewrap_all(keyring, batch=2)
    next(moving)
    late = a_person("王迟到")
    wrapped, _ = stale.new_data_key("person", late.id)
    late.key_row |= {"wrapped": wrapped, "kek_version": stale.kek_version_of(wrapped)}
    stored(session, late)
    assert rewrap.versions_in_use() == {1: 2, 2: 2}
    assert sum(moving) == 2
    assert rewrap.versions_in_use() == {2: 4}


def test_two_rotations_at_once_do_no_harm(app: Flask, session: Rows, keyring: Keyring) -> None:
    stored(session, *(a_person(f"王{number}") for number in range(30)))
    before = names(session)
    keyring.promote(keyring.add_version())
    session.remove()
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            start.wait()
            sum(rewrap.rewrap_all(keyring, batch=4))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bind_scope(session, SystemScope("tests"))
    assert rewrap.versions_in_use() == {2: 30}
    assert names(session) == before


def test_destroying_too_early_closes_what_was_not_moved(session: Rows, keyring: Keyring) -> None:
    """Which is why ``keys destroy`` counts what lies under a version first."""
    moved, left = a_person("王一"), a_person("王二")
    stored(session, moved, left)
    keyring.promote(keyring.add_version())
    assert next(rewrap.rewrap_all(keyring, batch=1)) == 1
    keyring.destroy(1)
    session.expunge_all()
    assert session.get_one(Person, moved.id).name == "王一"
    closed = session.get_one(Person, left.id)
    with pytest.raises(SealBroken):
        assert closed.name
