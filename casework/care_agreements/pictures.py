"""The photographs of a signed agreement, where the installation keeps files."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from casework.care_agreements.models import CareAgreement
from casework.children.models import Child

_PACKAGE = "casework.attachments"


def kind() -> Any:
    """Return under which kind files of agreements are kept; None where no files are."""
    models = _module("models")
    return models.AttachmentKind.CARE_AGREEMENT if models else None


def of(child: Child, agreement: CareAgreement) -> Sequence[Any]:
    """Return the files of an agreement, none where no files are kept."""
    queries = _module("queries")
    if queries is None:
        return ()
    found: Sequence[Any] = queries.of_subject(child, kind(), agreement.id)
    return found


def is_there(child: Child, agreement: CareAgreement) -> bool | None:
    """Say whether the signed paper was photographed; None where no files are kept."""
    return bool(of(child, agreement)) if _module("queries") else None


def _module(name: str) -> Any:
    path = f"{_PACKAGE}.{name}"
    # Looked for, not imported at the top: an installation may come without files.
    return import_module(path) if find_spec(path) else None
