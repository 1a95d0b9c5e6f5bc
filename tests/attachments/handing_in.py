"""Files handed in: by the act, and by a browser."""

from io import BytesIO
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.attachments import actions, cleaning
from casework.attachments.models import Attachment, SubjectKind
from casework.children.models import Child
from tests.attachments import corpus
from tests.client import CheckedClient
from tests.factories.accounts import a_viewer


def cleaned(content: bytes | None = None, **values: Any) -> cleaning.Cleaned:
    """Return a file as it comes out of the process that cleans, without asking it."""
    data = corpus.photo() if content is None else content
    told = {"media_type": "image/jpeg", "width": 60, "height": 40, "pages": None, **values}
    return cleaning.Cleaned(
        size=len(data),
        digest=values.pop("digest", None) or data[-32:],
        _content=BytesIO(data),
        _start=0,
        **told,
    )


def a_file(
    child: Child,
    *,
    kind: SubjectKind = SubjectKind.CHILD,
    subject_id: UUID | None = None,
    content: bytes = b"what a photo shows",
    actor: Viewer | None = None,
    **options: Any,
) -> Attachment:
    """Hand a file in for a child."""
    return actions.add(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        child=child,
        kind=kind,
        subject_id=subject_id or child.id,
        cleaned=cleaned(content),
        **options,
    )


def address(child_id: UUID, kind: str = "child", subject_id: UUID | None = None) -> str:
    return f"/children/{child_id}/files/{kind}/{subject_id or child_id}"


def hand_in(
    client: CheckedClient, to: str, *files: tuple[bytes, str], **options: Any
) -> TestResponse:
    """Send files as a browser does."""
    sent = [(BytesIO(content), name) for content, name in files]
    data = {"files": sent, "back": "/today", **options.pop("data", {})}
    return client.post(to, data=data, content_type="multipart/form-data", **options)
