"""Files by a browser: who may, what comes back, how it is handed out."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.attachments import queries, refusals
from casework.attachments.models import SubjectKind
from casework.attachments.store import current_store
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.web.headers import FILE_CSP
from config.settings import Settings
from tests.attachments import corpus
from tests.attachments.handing_in import a_file, address, hand_in
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, TOWNSHIP
from tests.factories.children import a_child

Db = scoped_session[Session]
SignIn = Callable[..., CheckedClient]
PHOTO, HEIC = (corpus.photo(6), "CANARY-7f3a.jpg"), (b"\0\0\0\x18ftypheic", "苹果.heic")


@pytest.fixture
def director(client_for: SignIn, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_a_photo_is_handed_in_looked_at_and_stands_on_the_child_s_page(
    director: CheckedClient, session: Db, settings: Settings
) -> None:
    child = a_child()
    answer = hand_in(director, address(child.id), PHOTO, data={"title": "户口簿首页"})
    assert (answer.status_code, answer.location) == (302, "/today")
    [made] = queries.of_child(child)
    page = text(director.get(f"/children/{child.id}"))
    assert f"/children/{child.id}/files/{made.id}" in page
    assert "户口簿首页" in page
    shown = director.get(f"/children/{child.id}/files/{made.id}")
    assert Image.open(BytesIO(shown.data)).size == (40, 60)
    assert corpus.CANARY not in shown.data
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"] == FILE_CSP
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Content-Disposition"].startswith("inline; filename=20")
    assert int(shown.headers["Content-Length"]) == len(shown.data)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.FILE_OPEN.value))
    assert [each.subject_id for each in entries] == [made.id]
    for path in settings.instance.rglob("*"):
        assert not path.is_file() or corpus.CANARY not in path.read_bytes()


def test_a_document_is_only_ever_saved(director: CheckedClient, session: Db) -> None:
    child, condition = a_child(), uuid4()
    to = address(child.id, "condition", condition)
    assert hand_in(director, to, (corpus.document(), "证明.pdf")).status_code == 302
    [made] = queries.of_subject(child, SubjectKind.CONDITION, condition)
    shown = director.get(f"/children/{child.id}/files/{made.id}")
    assert shown.headers["Content-Disposition"].startswith("attachment; filename=")
    assert shown.data.startswith(b"%PDF-")
    assert corpus.CANARY not in shown.data


def test_what_cannot_be_stored_is_told_and_the_rest_stays(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    answer = hand_in(director, address(child.id), PHOTO, HEIC, data={"title": "出生证"})
    assert answer.status_code == 422
    page = text(answer)
    assert f"苹果.heic：{refusals.HEIC}" in page
    assert "出生证" in page
    assert 'value="/today"' in page
    assert len(queries.of_child(child)) == 1


def test_a_form_without_a_file_comes_back(director: CheckedClient, session: Db) -> None:
    child = a_child()
    answer = director.post(address(child.id), data={"title": "出生证", "back": "//evil.example"})
    assert answer.status_code == 422
    assert "出生证" in text(answer)
    assert 'href="//evil' not in text(answer)
    assert director.get(f"{address(child.id)}?back=/visits/").status_code == 200


def test_the_script_is_answered_in_plain_words(director: CheckedClient, session: Db) -> None:
    child, plain = a_child(), {"Accept": "text/plain"}
    answer = hand_in(director, address(child.id), PHOTO, headers=plain)
    assert (answer.status_code, answer.data) == (204, b"")
    refused = hand_in(director, address(child.id), HEIC, headers=plain)
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text(refused) == f"苹果.heic：{refusals.HEIC}"


def test_sent_twice_it_is_one_file(director: CheckedClient, session: Db) -> None:
    child = a_child()
    for _ in range(2):
        assert hand_in(director, address(child.id), PHOTO).status_code == 302
    assert len(queries.of_child(child)) == 1


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil", ""])
def test_nobody_is_led_off_the_site(director: CheckedClient, session: Db, back: str) -> None:
    child = a_child()
    answer = hand_in(director, address(child.id), PHOTO, data={"back": back})
    assert answer.location == f"/children/{child.id}#files"


def test_out_of_reach_is_as_if_it_were_not_there(director: CheckedClient, session: Db) -> None:
    far = a_child(region_code=FAR_VILLAGE)
    made = a_file(far)
    session.commit()
    missing = director.get(f"/children/{uuid4()}/files/{uuid4()}")
    there = director.get(f"/children/{far.id}/files/{made.id}")
    assert (there.status_code, missing.status_code) == (404, 404)
    assert hand_in(director, address(far.id), PHOTO).status_code == 404
    assert len(queries.of_child(far)) == 1
    near = a_child()
    assert director.get(f"/children/{near.id}/files/{made.id}").status_code == 404
    assert hand_in(director, address(near.id, "child", far.id), PHOTO).status_code == 404
    assert director.get(address(near.id, "pony")).status_code == 404


def test_who_may_not_is_refused(client_for: SignIn, session: Db) -> None:
    child = a_child()
    made = a_file(child)
    session.commit()
    for role in (Role.WOMENS_FED, Role.VOLUNTEER, Role.AUDITOR):
        client = client_for(role)
        assert client.get(f"/children/{child.id}/files/{made.id}").status_code == 403
        assert hand_in(client, address(child.id), PHOTO).status_code == 403
    removal = f"/children/{child.id}/files/{made.id}/remove"
    assert client_for(Role.CHILD_DIRECTOR).post(removal, data={"reason": "错"}).status_code == 403


def test_an_office_removes_a_file_with_a_reason(client_for: SignIn, session: Db) -> None:
    child = a_child()
    made = a_file(child, title="户口簿")
    session.commit()
    office = client_for(Role.CHILD_SUPERVISOR, TOWNSHIP)
    removal = f"/children/{child.id}/files/{made.id}/remove"
    assert office.get(removal).status_code == 200
    assert office.post(removal, data={"reason": ""}).status_code == 422
    assert office.post(removal, data={"reason": "拍错了孩子"}).status_code == 302
    assert office.post(removal, data={"reason": "拍错了孩子"}).status_code == 404
    assert office.get(f"/children/{child.id}/files/{made.id}").status_code == 404
    assert "拍错了孩子" in text(office.get(f"/children/{child.id}"))


def test_a_file_whose_content_is_lost_is_told(director: CheckedClient, session: Db) -> None:
    child = a_child()
    made = a_file(child)
    session.commit()
    current_store().delete(made.storage_name or "")
    answer = director.get(f"/children/{child.id}/files/{made.id}", follow_redirects=True)
    assert "文件的内容不在了" in text(answer)


def _sent(client: CheckedClient, to: str, size: int) -> int:
    """Send a file of a size, put together here: the client would lay a large one onto the disk."""
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    body = head.encode() + b"\xff\xd8\xff" + bytes(size) + b"\r\n--x--\r\n"
    return client.post(to, data=body, content_type="multipart/form-data; boundary=x").status_code


def test_only_this_route_takes_more_than_a_megabyte(director: CheckedClient, session: Db) -> None:
    child = a_child()
    mebi = 1024 * 1024
    assert _sent(director, address(child.id), 21 * mebi) == 413
    assert _sent(director, address(child.id), 2 * mebi) == 422
    assert _sent(director, f"/children/{child.id}/needs/new", 2 * mebi) == 413
    typed = {"title": "字" * 700_000}
    assert director.post(address(child.id), data=typed).status_code == 413
