"""Files in and out by the acts: what is sealed, what follows, what goes, what is never refused."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.attachments import actions, queries, work
from casework.attachments.limits import FILES_A_SUBJECT
from casework.attachments.models import Attachment, FileState, SubjectKind
from casework.attachments.store import LocalStore, current_store, install_store, new_name
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children.actions.merging import Choice, merge
from casework.children.models import Status
from casework.crypto.envelope import SealBroken
from casework.db.base import db
from casework.db.sealed import DataKeyRow
from casework.errors import NotFound, RuleBroken
from config.settings import Settings
from tests.attachments.handing_in import a_file, cleaned
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.transfers.moving import receiver, sender, sent, taken

Db = scoped_session[Session]
CANARY = b"CANARY-7f3a what stands on the paper"


def shown(attachment: Attachment) -> bytes:
    return b"".join(queries.content(attachment))


def stored(settings: Settings) -> dict[str, Path]:
    """Return what lies in the store's folder."""
    return {path.name: path for path in (settings.instance / "files").glob("*/*")}


def test_what_is_handed_in_comes_back_and_lies_sealed(session: Db, settings: Settings) -> None:
    child = a_child()
    made = a_file(child, content=CANARY * 9_000, title="户口簿首页", name="../CANARY-7f3a.jpg")
    session.commit()
    assert shown(made) == CANARY * 9_000
    assert (made.title, made.original_name) == ("户口簿首页", "CANARY-7f3a.jpg")
    [(name, path)] = stored(settings).items()
    assert name == made.storage_name
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"CANARY" not in path.read_bytes()
    row = session.execute(text("SELECT * FROM attachment")).one()
    assert not any(b"CANARY" in bytes(value) for value in row if isinstance(value, bytes))
    tags = [entry.tag for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert Tag.FILE_ADD.value in tags


def test_the_same_file_again_is_the_one_that_is_there(session: Db, settings: Settings) -> None:
    child, application = a_child(), uuid4()
    first = a_file(child)
    assert a_file(child).id == first.id
    other = a_file(child, kind=SubjectKind.RECOGNITION, subject_id=application)
    assert other.id != first.id
    assert len(stored(settings)) == 2
    assert [each.id for each in queries.of_subject(child, SubjectKind.CHILD, child.id)] == [
        first.id
    ]
    assert queries.count_by_subject(child) == {
        (SubjectKind.CHILD, child.id): 1,
        (SubjectKind.RECOGNITION, application): 1,
    }


def test_there_is_an_end_to_the_files_of_a_subject(session: Db) -> None:
    child = a_child()
    for number in range(FILES_A_SUBJECT):
        a_file(child, content=b"%d" % number)
    with pytest.raises(RuleBroken, match=str(FILES_A_SUBJECT)):
        a_file(child, content=b"one more")
    assert a_file(child, kind=SubjectKind.CONDITION, subject_id=uuid4()).is_ready


def test_a_file_goes_to_no_other_child_s_subject(session: Db) -> None:
    with pytest.raises(NotFound):
        a_file(a_child(), subject_id=uuid4())


def test_a_file_of_another_child_is_not_found(session: Db) -> None:
    made, other = a_file(a_child()), a_child(region_code=NEXT_VILLAGE)
    with pytest.raises(NotFound):
        queries.get(other, made.id)


def test_a_file_is_never_refused_for_the_state_of_the_child_s_file(session: Db) -> None:
    child = a_child()
    for status in Status:
        child.status = status
        assert a_file(child, content=status.value.encode()).is_ready


def test_a_file_is_never_refused_for_want_of_words(session: Db) -> None:
    made = a_file(a_child(), name="", title=None)
    assert (made.title, made.original_name) == (None, None)


def test_when_files_are_merged_what_was_handed_in_opens_under_the_kept_one(session: Db) -> None:
    kept, ended = a_child(), a_child(region_code=NEXT_VILLAGE)
    application = uuid4()
    own = a_file(ended, content=CANARY)
    about = a_file(ended, kind=SubjectKind.RECOGNITION, subject_id=application, content=b"signed")
    session.commit()
    merge(
        actor=a_viewer(Role.COUNTY_CIVIL),
        kept_id=kept.id,
        ended_id=ended.id,
        choice=Choice(versions=(kept.version, ended.version)),
        reason="是同一个孩子",
    )
    session.commit()
    session.expire_all()
    [found] = queries.of_subject(kept, SubjectKind.CHILD, kept.id)
    [signed] = queries.of_subject(kept, SubjectKind.RECOGNITION, application)
    assert (found.id, signed.id) == (own.id, about.id)
    assert (found.child_id, found.region_code) == (kept.id, kept.region_code)
    assert (shown(found), shown(signed)) == (CANARY, b"signed")
    assert queries.of_child(ended) == []
    # The key of the file that ended opens it no longer, and is not needed for it.
    session.execute(delete(DataKeyRow).where(DataKeyRow.owner_id == ended.id))
    session.commit()
    session.expire_all()
    assert shown(queries.get(kept, own.id)) == CANARY


def test_a_file_goes_with_a_child_who_moves_to_another_county(app: Flask, session: Db) -> None:
    child = a_child()
    made = a_file(child, content=CANARY)
    session.commit()
    here, there = sender(), receiver()
    session.commit()
    taken(app, sent(app, child.id, actor=here), actor=there)
    session.expire_all()
    assert made.region_code == STRANGE_VILLAGE
    assert shown(queries.get(child, made.id)) == CANARY


def test_removing_needs_a_reason_and_takes_the_content_after_the_commit(
    session: Db, settings: Settings
) -> None:
    child, office = a_child(), a_viewer(Role.COUNTY_CIVIL)
    made = a_file(child)
    session.commit()
    with pytest.raises(RuleBroken):
        actions.remove(actor=office, child=child, attachment=made, reason=" ")
    actions.remove(actor=office, child=child, attachment=made, reason="拍错了孩子")
    session.rollback()
    assert len(stored(settings)) == 1
    assert made.is_ready
    actions.remove(actor=office, child=child, attachment=made, reason="拍错了孩子")
    session.flush()
    assert len(stored(settings)) == 1
    session.commit()
    assert stored(settings) == {}
    [line] = queries.of_child(child)
    assert (line.state, line.secret, line.storage_name) == (FileState.REMOVED, None, None)
    assert (line.removal_reason, line.removed_by) == ("拍错了孩子", office.account_id)
    assert queries.count_by_subject(child) == {}
    with pytest.raises(NotFound):
        queries.get(child, made.id)


def test_a_file_whose_row_was_undone_leaves_nothing(session: Db, settings: Settings) -> None:
    child = a_child()
    session.commit()
    a_file(child)
    assert len(stored(settings)) == 1
    with db.session.begin_nested() as part:
        part.rollback()
    assert len(stored(settings)) == 1
    session.rollback()
    assert stored(settings) == {}


def test_content_or_secrets_of_two_files_cannot_be_swapped(session: Db, settings: Settings) -> None:
    child = a_child()
    one, other = a_file(child, content=b"one"), a_file(child, content=b"other")
    session.commit()
    name, other.storage_name = other.storage_name, None
    session.flush()
    one.storage_name = name
    with pytest.raises(SealBroken):
        shown(one)
    session.rollback()
    rows = session.execute(text("SELECT id, secret FROM attachment"))
    boxes: dict[Any, bytes] = {row.id: row.secret for row in rows}
    first, second = boxes
    for place, box in ((first, boxes[second]), (second, boxes[first])):
        statement = text("UPDATE attachment SET secret = :box WHERE id = :id")
        session.execute(statement, {"box": box, "id": place})
    session.expire_all()
    with pytest.raises(SealBroken):
        shown(one)


def test_altered_content_opens_nothing(session: Db, settings: Settings) -> None:
    made = a_file(a_child(), content=CANARY)
    [path] = stored(settings).values()
    box = bytearray(path.read_bytes())
    box[-1] ^= 1
    path.write_bytes(box)
    with pytest.raises(SealBroken):
        shown(made)


def test_with_the_child_s_key_everything_is_gone(session: Db) -> None:
    child = a_child()
    made_id = a_file(child).id
    session.commit()
    session.execute(delete(DataKeyRow).where(DataKeyRow.owner_id == child.id))
    session.commit()
    session.expunge_all()
    found = session.get_one(Attachment, made_id)
    with pytest.raises(SealBroken):
        shown(found)


def test_lost_content_and_a_store_that_is_away_are_told(
    app: Flask, session: Db, settings: Settings
) -> None:
    child = a_child()
    made = a_file(child)
    session.commit()
    current_store().delete(made.storage_name or "")
    with pytest.raises(RuleBroken, match="不在了"):
        shown(made)
    (settings.instance / "blocked").write_bytes(b"")
    before = current_store()
    install_store(app, LocalStore(settings.instance / "blocked"))
    try:
        with pytest.raises(RuleBroken, match="没有保存"):
            a_file(child, content=b"another")
    finally:
        install_store(app, before)
    assert len(queries.of_child(child)) == 1


def _left_over(settings: Settings, age: timedelta) -> str:
    """Leave content without a row, so long ago."""
    name = new_name()
    current_store().put(name, [b"left over"])
    at = (clock.now() - age).timestamp()
    os.utime(stored(settings)[name], (at, at))
    return name


def test_the_sweep_takes_what_has_no_row_after_a_day(
    app: Flask, session: Db, settings: Settings
) -> None:
    made = a_file(a_child())
    session.commit()
    long_ago = (clock.now() - timedelta(days=9)).timestamp()
    os.utime(stored(settings)[made.storage_name or ""], (long_ago, long_ago))
    young, old = (
        _left_over(settings, timedelta(hours=23)),
        _left_over(settings, timedelta(hours=25)),
    )
    half = stored(settings)[old].with_name(f"{old[:2]}{new_name()[2:]}.part")
    half.write_bytes(b"half")
    os.utime(half, (long_ago, long_ago))
    assert work.sweep(app, Event()) is False
    assert set(stored(settings)) == {made.storage_name, young}
    session.expire_all()
    assert shown(made)


def test_the_sweep_removes_nothing_where_the_database_seems_to_be_another(
    app: Flask, session: Db, settings: Settings
) -> None:
    for _ in range(51):
        _left_over(settings, timedelta(days=2))
    work.sweep(app, Event())
    assert len(stored(settings)) == 51


def test_several_files_are_taken_each_by_itself(session: Db) -> None:
    child = a_child()
    refused = actions._received(actions.Upload("动图.gif", BytesIO()))
    taken = actions.take(
        actor=a_viewer(Role.COUNTY_CIVIL),
        child_id=child.id,
        kind=SubjectKind.CHILD,
        subject_id=child.id,
        received=[actions.Received("一.jpg", cleaned(), None), refused],
    )
    assert [each.original_name for each in taken.stored] == ["一.jpg"]
    assert [str(each) for each in taken.refused] == ["动图.gif：文件是空的，请重新拍照或重新选择。"]


def test_ids_are_plain(session: Db) -> None:
    """Other features name their subjects by plain ids, which are never looked into."""
    made = a_file(a_child(), kind=SubjectKind.RECOGNITION, subject_id=UUID(int=7))
    assert made.subject_id == UUID(int=7)
