"""Keeping what arrives, whole, before any rule is asked.

The form's own UUID tells a second arrival from a second visit. The same UUID with the same author,
child and content is the same submission, however often it comes; the same UUID with anything else
is put into its author's quarantine, and nobody learns whose the first one was.
"""

import base64
import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.visits.models import Submission, SubmissionState
from casework.visits.reading import CLIENT_ID, Content, identifier, one

_PURPOSE = "visit.submission"
_RECEIPT_LENGTH = 8


def keep(*, actor: Viewer, child_id: UUID, content: Content) -> Submission:
    """Return the submission of this content, kept now or known already."""
    digest = keyring().digest(_PURPOSE, _canonical(actor.account_id, child_id, content))
    # A form without a readable UUID is known again by what it says.
    client_id = identifier(one(content, CLIENT_ID)) or UUID(bytes=digest)
    for state in (SubmissionState.KEPT, SubmissionState.QUARANTINED):
        known = _find(client_id, state)
        if known is None and (made := _add(actor, client_id, child_id, digest, state, content)):
            return made
        known = known or _find(client_id, state)
        if known is not None and known.digest == digest:
            return known
    raise NotImplementedError


def own(viewer: Viewer, submission_id: UUID) -> Submission:
    """Return a submission of the viewer's; raise NotFound for anybody else's."""
    submission = db.session.get(Submission, submission_id)
    if submission is None or submission.author_id != viewer.account_id:
        raise NotFound
    return submission
