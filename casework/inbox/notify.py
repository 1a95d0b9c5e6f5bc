"""Telling people outside the system that something waits: always the same words, never of what.

The message says that there is a task and where to sign in; neither a name nor a kind of task stands
in it. It is off until an address is set. A message is claimed before it is sent, so that the
database is not held while somebody else's server answers; it may arrive twice, never not at all.
"""

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.inbox.models import OutboxMessage, Task
from casework.inbox.queries import grant_in_force
from casework.inbox.rules import offices_from, roles_with

TEXT = "您有一条新的待办，请登录查看"

#: Older tasks are not told of: who turns this on floods nobody.
_NEWS = timedelta(days=3)
_MOST_ATTEMPTS = 8
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_PATIENCE = 10.0
_BATCH = 500


class NotSent(Exception):
    """The other side did not take the message; it is tried again later."""


@dataclass(frozen=True)
class Message:
    """What leaves the system: for whom, by login name, and where to look."""

    id: str
    to: str
    text: str
    link: str


class Sender(Protocol):
    """Whatever brings a message to a person: a gateway for SMS, a webhook."""

    def send(self, message: Message) -> None:
        """Hand a message over; raise NotSent."""


@dataclass(frozen=True)
class Webhook:
    """Posts each message as JSON over HTTPS, signed, without following anybody elsewhere."""

    url: str
    secret: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme != "https":
            message = "a webhook is reached over HTTPS"
            raise ValueError(message)

    def __repr__(self) -> str:
        """Name the place without the secret."""
        return f"<Webhook {urlsplit(self.url).hostname}>"

    def send(self, message: Message) -> None:
        """Post a message; raise NotSent unless it is answered with 2xx."""
        body = json.dumps(asdict(message), ensure_ascii=False).encode()
        place = urlsplit(self.url)
        connection = HTTPSConnection(
            place.hostname or "",
            place.port,
            timeout=_PATIENCE,
            context=ssl.create_default_context(),
        )
        target = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
        try:
            connection.request("POST", target, body, self._headers(body))
            status = connection.getresponse().status
        except (OSError, HTTPException) as fault:
            raise NotSent(type(fault).__name__) from fault
        finally:
            connection.close()
        if status // 100 != 2:
            raise NotSent(str(status))

    def _headers(self, body: bytes) -> dict[str, str]:
        at = str(int(clock.now().timestamp()))
        return {
            "Content-Type": "application/json",
            "X-Casework-Time": at,
            "X-Casework-Signature": signature(self.secret, at, body),
        }


def signature(secret: str, at: str, body: bytes) -> str:
    """Return by what the receiver knows that a message is ours, and of which second."""
    mac = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def queue() -> int:
    """Write a message for everybody who has a new task; return how many. One a person at a time."""
    now = clock.now()
    tasks = db.session.scalars(
        select(Task).where(Task.done_at.is_(None), Task.announced_at.is_(None))
    ).all()
    news = [task for task in tasks if task.created_at > now - _NEWS]
    told = _recipients(news) - _waiting()
    db.session.add_all(OutboxMessage(account_id=each, attempts=0, next_at=now) for each in told)
    for task in tasks:
        task.announced_at = now
    return len(told)


def deliver(sender: Sender, link: str) -> tuple[int, int]:
    """Send what waits; return how many have arrived and how many have not. Commits each."""
    sent = failed = 0
    for message_id, login in _due():
        attempts = _claim(message_id)
        if attempts is None:
            continue
        try:
            sender.send(Message(str(message_id), login, TEXT, link))
        except NotSent:
            failed += 1
        else:
            sent += 1
            _arrived(message_id)
    return sent, failed


def wait_after(attempts: int) -> timedelta | None:
    """Return when a message is tried again; None when it is given up."""
    if attempts >= _MOST_ATTEMPTS:
        return None
    wait: timedelta = _FIRST_WAIT * 4 ** (attempts - 1)
    return min(wait, _LONGEST_WAIT)


def _recipients(tasks: Iterable[Task]) -> set[UUID]:
    by_name = {task.account_id for task in tasks if task.account_id is not None}
    offices = {(task.office_code, task.permission) for task in tasks if task.account_id is None}
    held = [_holders(code, Permission(permission)) for code, permission in offices]
    return by_name.union(*held)


def _holders(office_code: str, permission: Permission) -> set[UUID]:
    """Return who holds an office today, or the nearest one above that somebody holds."""
    for code in offices_from(office_code):
        statement = (
            select(Account.id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(RoleGrant.region_code == code, grant_in_force(clock.today()))
            .where(Account.disabled_at.is_(None), Account.role.in_(roles_with(permission)))
        )
        holders = set(db.session.scalars(statement))
        if holders:
            return holders
    return set()


def _waiting() -> set[UUID]:
    statement = select(OutboxMessage.account_id).where(OutboxMessage.next_at.is_not(None))
    return set(db.session.scalars(statement))


def _due() -> list[tuple[UUID, str]]:
    statement = (
        select(OutboxMessage.id, Account.login)
        .join(Account, Account.id == OutboxMessage.account_id)
        .where(OutboxMessage.next_at.is_not(None), OutboxMessage.next_at <= clock.now())
        .order_by(OutboxMessage.next_at)
        .limit(_BATCH)
    )
    return [(message_id, login) for message_id, login in db.session.execute(statement)]


def _claim(message_id: UUID) -> int | None:
    """Count an attempt and put the next one off; None where another sender has it."""
    now = clock.now()
    message = db.session.get(OutboxMessage, message_id, populate_existing=True)
    if message is None or message.next_at is None or message.next_at > now:
        return None
    attempts = message.attempts + 1
    wait = wait_after(attempts)
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.attempts == message.attempts)
        .values(attempts=attempts, next_at=None if wait is None else _at(now, wait))
        .execution_options(synchronize_session=False)
        .returning(OutboxMessage.id)
    )
    is_ours = db.session.execute(statement).first() is not None
    db.session.commit()
    return attempts if is_ours else None


def _at(now: datetime, wait: timedelta) -> datetime:
    return now + wait


def _arrived(message_id: UUID) -> None:
    message = db.session.get_one(OutboxMessage, message_id, populate_existing=True)
    message.sent_at, message.next_at = clock.now(), None
    db.session.commit()
