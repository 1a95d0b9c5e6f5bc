"""What leaves the system: always the same words, signed, until it has arrived."""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session
from werkzeug.serving import make_ssl_devcert

from casework import clock
from casework.accounts.permissions import Role
from casework.inbox import notify
from casework.inbox.models import Kind, OutboxMessage, Task
from casework.inbox.notify import Message, NotSent, Webhook, wait_after
from casework.inbox.rules import Recipient
from tests.factories.accounts import VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.inbox.tasks import a_task

Db = scoped_session[Session]
SECRET = "a secret shared with the gateway alone"
LINK = "https://casework.example/inbox/"


@dataclass
class Gateway:
    """A real server over HTTPS that notes what it is sent and answers as it is told."""

    url: str
    answer: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder: Path = tmp_path_factory.mktemp("certificate")
    return make_ssl_devcert(str(folder / "gateway"), cn="localhost")


@pytest.fixture
def gateway(certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    found = Gateway("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            found.heard.append((dict(self.headers), self.rfile.read(length)))
            self.send_response(found.answer)
            if found.answer == 302:
                self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    found.url = f"https://localhost:{server.server_port}/hook?from=casework"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def messages(session: Db) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(select(OutboxMessage)))


def test_a_message_says_that_something_waits_and_nothing_else(
    session: Db, gateway: Gateway
) -> None:
    director, child = a_viewer(Role.CHILD_DIRECTOR), a_child(name="栖椿砚")
    a_task(Kind.RETURNED, Recipient.worker(VILLAGE, director.account_id), child_id=child.id)
    assert notify.queue() == 1
    session.commit()
    assert notify.deliver(Webhook(gateway.url, SECRET), LINK) == (1, 0)
    [(headers, body)] = gateway.heard
    [message] = messages(session)
    assert json.loads(body) == {
        "id": str(message.id),
        "to": director.login,
        "text": "您有一条新的待办，请登录查看",
        "link": LINK,
    }
    signed = hmac.new(
        SECRET.encode(), headers["X-Casework-Time"].encode() + b"." + body, hashlib.sha256
    )
    assert headers["X-Casework-Signature"] == f"sha256={signed.hexdigest()}"
    assert (message.next_at, message.attempts) == (None, 1)
    assert message.sent_at is not None
    assert notify.deliver(Webhook(gateway.url, SECRET), LINK) == (0, 0)


@pytest.mark.parametrize("answer", [500, 302, 404])
def test_what_is_not_taken_is_tried_again(session: Db, gateway: Gateway, answer: int) -> None:
    a_task(to=Recipient.worker(VILLAGE, a_viewer().account_id))
    notify.queue()
    session.commit()
    gateway.answer = answer
    sender = Webhook(gateway.url, SECRET)
    assert notify.deliver(sender, LINK) == (0, 1)
    [message] = messages(session)
    assert message.sent_at is None
    assert message.next_at is not None
    assert message.next_at > clock.now()
    assert notify.deliver(sender, LINK) == (0, 0), "not before its time"
    session.execute(update(OutboxMessage).values(next_at=clock.now() - timedelta(seconds=1)))
    session.commit()
    gateway.answer = 204
    assert notify.deliver(sender, LINK) == (1, 0)
    ids = {json.loads(body)["id"] for _headers, body in gateway.heard}
    assert ids == {str(message.id)}, "the receiver knows a message again"


def test_a_stranger_s_certificate_is_not_trusted(
    session: Db, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NotSent):
        Webhook(gateway.url, SECRET).send(Message("1", "x", notify.TEXT, LINK))
    assert gateway.heard == []


def test_only_https_is_spoken_and_the_secret_is_not_printed() -> None:
    with pytest.raises(ValueError, match="HTTPS"):
        Webhook("http://gateway.example/", SECRET)
    assert SECRET not in repr(Webhook("https://gateway.example/", SECRET))


def test_nobody_there_is_no_fault_of_ours() -> None:
    with pytest.raises(NotSent):
        Webhook("https://localhost:1/", SECRET).send(Message("1", "x", notify.TEXT, LINK))


def test_waits_grow_and_end() -> None:
    waits = [wait_after(attempt) for attempt in range(1, 9)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16)]
    assert waits[6] == timedelta(hours=6)
    assert waits[7] is None


def test_many_tasks_are_one_message_a_person(session: Db) -> None:
    supervisor = a_viewer(Role.CHILD_SUPERVISOR)
    for _ in range(3):
        a_task(Kind.SUBMITTED)
    assert notify.queue() == 1
    a_task(Kind.SUBMITTED)
    assert notify.queue() == 0, "the first one has not been sent yet"
    assert [message.account_id for message in messages(session)] == [supervisor.account_id]


def test_an_empty_chair_is_told_of_above(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    a_task(Kind.SUBMITTED)
    notify.queue()
    assert [message.account_id for message in messages(session)] == [county.account_id]


def test_old_tasks_are_not_told_of(session: Db) -> None:
    a_viewer(Role.CHILD_SUPERVISOR)
    task = a_task(Kind.SUBMITTED)
    task.created_at = clock.now() - timedelta(days=4)
    session.flush()
    assert notify.queue() == 0
    assert session.get_one(Task, task.id).announced_at is not None
