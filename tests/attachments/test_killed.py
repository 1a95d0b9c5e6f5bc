"""A process that is killed while a file comes or goes leaves a whole file, or what the sweep takes.

Never a row without its content.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import NoReturn
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.attachments import actions, pending, queries, work
from casework.attachments.models import Attachment
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from config.settings import Settings
from tests.attachments.handing_in import a_file, cleaned
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]
BEFORE, NEW = b"what was there before", b"what comes" * 20_000


def _die(*_anything: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _dies_in(app: Flask, act: Callable[[Child, Attachment], None], file_id: UUID) -> None:
    """Let a process of its own do something, which kills it."""
    db.session.remove()
    process = os.fork()
    if process == 0:
        try:
            with app.app_context():
                db.engine.dispose(close=False)
                bind_scope(db.session, SystemScope("tests"))
                found = db.session.get_one(Attachment, file_id)
                act(db.session.get_one(Child, found.child_id), found)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(process, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


class _Deadly(BytesIO):
    """A file in the midst of which the process dies."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            _die()
        return super().read(size)


def _while_it_is_stored(viewer: Viewer) -> Callable[[Child, Attachment], None]:
    def act(child: Child, found: Attachment) -> None:
        sent = replace(cleaned(NEW), _content=_Deadly(NEW))
        actions.add(actor=viewer, child=child, kind=found.kind, subject_id=child.id, cleaned=sent)

    return act


def _before_the_commit(viewer: Viewer) -> Callable[[Child, Attachment], None]:
    def act(child: Child, _found: Attachment) -> None:
        a_file(child, content=NEW, actor=viewer)
        _die()

    return act


def _after_the_commit(viewer: Viewer) -> Callable[[Child, Attachment], None]:
    def act(child: Child, _found: Attachment) -> None:
        a_file(child, content=NEW, actor=viewer)
        db.session.commit()
        _die()

    return act


def _between_row_and_content(viewer: Viewer) -> Callable[[Child, Attachment], None]:
    def act(child: Child, found: Attachment) -> None:
        actions.remove(actor=viewer, child=child, attachment=found, reason="拍错了")
        pending._remove = _die  # type: ignore[assignment]
        db.session.commit()

    return act


@pytest.mark.parametrize(
    "case",
    [
        (_while_it_is_stored, [BEFORE], 1),
        (_before_the_commit, [BEFORE], 1),
        (_after_the_commit, [BEFORE, NEW], 0),
        (_between_row_and_content, [], 1),
    ],
)
def test_a_kill_leaves_nothing_half(
    app: Flask,
    session: Db,
    settings: Settings,
    case: tuple[Callable[[Viewer], Callable[[Child, Attachment], None]], list[bytes], int],
) -> None:
    moment, shown, left = case
    viewer = a_viewer(Role.COUNTY_CIVIL)
    child = a_child()
    child_id, file_id = child.id, a_file(child, content=BEFORE).id
    session.commit()
    _dies_in(app, moment(viewer), file_id)
    bind_scope(db.session, SystemScope("tests"))
    child = session.get_one(Child, child_id)
    ready = [each for each in queries.of_child(child) if each.is_ready]
    assert [b"".join(queries.content(each)) for each in ready] == shown
    assert len(_stored(settings)) == len(shown) + left
    for path in _stored(settings):
        os.utime(path, times=(_two_days_ago(), _two_days_ago()))
    db.session.remove()
    work.sweep(app, Event())
    assert len(_stored(settings)) == len(shown)
    db.session.remove()
    bind_scope(db.session, SystemScope("tests"))
    names = set(db.session.scalars(select(Attachment.storage_name))) - {None}
    assert names == {path.name for path in _stored(settings)}


def _stored(settings: Settings) -> list[Path]:
    return [*(settings.instance / "files").glob("*/*")]


def _two_days_ago() -> float:
    return (clock.now() - timedelta(days=2)).timestamp()
