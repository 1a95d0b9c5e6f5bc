"""Labelling views: who may reach them. The gate reads the label; a view without one is refused."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, cast

from flask import g

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer

View = TypeVar("View", bound=Callable[..., Any])
LABEL = "__access__"
_UPLOAD = "__upload__"


class Openness(Enum):
    """Labels beside permissions."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    #: Also for somebody who must change the password first.
    PASSWORD_PENDING = "password pending"  # noqa: S105


PUBLIC = Openness.PUBLIC
SIGNED_IN = Openness.SIGNED_IN
PASSWORD_PENDING = Openness.PASSWORD_PENDING

Label = Permission | Openness


def access(label: Label) -> Callable[[View], View]:
    """Label a view with the permission that it needs, or its openness."""

    def mark(view: View) -> View:
        setattr(view, LABEL, label)
        return view

    return mark


def label_of(view: Callable[..., Any] | None) -> Label | None:
    """Return a view's label; None when it was forgotten."""
    return cast("Label | None", getattr(view, LABEL, None))


def accepts_upload(limit: int) -> Callable[[View], View]:
    """Let a view receive up to ``limit`` bytes; everything else is held to the general limit."""

    def mark(view: View) -> View:
        setattr(view, _UPLOAD, limit)
        return view

    return mark


def upload_limit(view: Callable[..., Any] | None) -> int | None:
    """Return how much a view may receive, where it is more than the general limit."""
    return cast("int | None", getattr(view, _UPLOAD, None))


def current_viewer() -> Viewer:
    """Return who is behind this request; only where the label asks for a signed-in person."""
    return cast("Viewer", g.viewer)


def viewer_or_none() -> Viewer | None:
    """Return who is behind this request, or None."""
    return cast("Viewer | None", g.get("viewer"))


def keep_writes() -> None:
    """Let the request's writes stand although it is answered with a refusal.

    For what must be remembered of a refusal: a failed sign-in and its slow-down.
    """
    g.keep_writes = True


def note_if_refused(write: Callable[[], None]) -> None:
    """Put off what has to be noted if the page comes back: whom a question has shown.

    Everything else that the request wrote is undone before.
    """
    g.setdefault("if_refused", []).append(write)
