"""Keeping what arrives, whole, before any rule is asked.

The form's own UUID tells a second arrival from a second visit. The same UUID with the same author,
child and content is the same submission, however often it comes; the same UUID with anything else
is put into its author's quarantine, and nobody learns whose the first one was.
"""

import json
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db, new_id
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.visits.models import Submission, SubmissionState
from casework.visits.reading import CLIENT_ID, Content, identifier, one

_PURPOSE = "visit.submission"
_RECEIPT_DIGITS = 10

#: Written out, since SQLite finds a partial index by its very words.
_IS_KEPT = text("submission.state = 'kept'")


def new_client_id() -> UUID:
    """Return the UUID of a form that is being opened: the visit it makes will have it."""
    return new_id()


def keep(*, actor: Viewer, child_id: UUID, content: Content) -> Submission:
    """Return the submission of this content: kept now, or known already."""
    digest = keyring().digest(_PURPOSE, _canonical(actor.account_id, child_id, content))
    # A form without a readable UUID is known again by what it says.
    client_id = identifier(one(content, CLIENT_ID)) or UUID(bytes=digest)
    arrived = _arrived(actor, client_id, child_id, digest, content)
    first = kept(client_id) or _add(arrived) or kept(client_id)
    if first is not None and first.digest == digest:
        return first
    return _known_stranger(arrived) or quarantine(arrived)


def kept(client_id: UUID) -> Submission | None:
    """Return the submission that holds a UUID."""
    return db.session.scalar(select(Submission).where(Submission.client_id == client_id, _IS_KEPT))


def own(viewer: Viewer, submission_id: UUID) -> Submission:
    """Return a submission of the viewer's; raise NotFound for anybody else's."""
    submission = db.session.get(Submission, submission_id)
    if submission is None or submission.author_id != viewer.account_id:
        raise NotFound
    return submission


def quarantine(submission: Submission) -> Submission:
    """Set a submission aside for somebody to look into."""
    submission.state = SubmissionState.QUARANTINED
    db.session.add(submission)
    db.session.flush()
    record(Tag.VISIT_QUARANTINE, actor_id=submission.author_id, subject_id=submission.id)
    return submission


def _arrived(
    actor: Viewer, client_id: UUID, child_id: UUID, digest: bytes, content: Content
) -> Submission:
    return Submission(
        owner=accounts.get(actor.account_id),
        client_id=client_id,
        child_id=child_id,
        digest=digest,
        receipt=_receipt(digest),
        state=SubmissionState.KEPT,
        body={name: list(values) for name, values in content.items()},
    )


def _add(submission: Submission) -> Submission | None:
    """Keep a submission; None when another one has taken its UUID at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(submission)
    except IntegrityError:
        return None
    return submission


def _known_stranger(arrived: Submission) -> Submission | None:
    """Return the quarantined submission that is this one come again."""
    return db.session.scalar(
        select(Submission)
        .where(Submission.author_id == arrived.author_id, Submission.digest == arrived.digest)
        .where(Submission.state == SubmissionState.QUARANTINED)
    )


def _canonical(author_id: UUID, child_id: UUID, content: Content) -> str:
    fields = {name: list(values) for name, values in content.items()}
    return json.dumps([str(author_id), str(child_id), fields], ensure_ascii=False, sort_keys=True)


def _receipt(digest: bytes) -> str:
    """Return ten digits that can be read out over the telephone: ``482-719-3605``."""
    digits = str(int.from_bytes(digest) % 10**_RECEIPT_DIGITS).rjust(_RECEIPT_DIGITS, "0")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
