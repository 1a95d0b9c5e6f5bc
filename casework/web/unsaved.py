"""A form that comes after its session has run out: kept, and shown again after the sign-in.

The session that ran out says whose form it is; it is sealed under that account and shown to nobody
else. Nothing is done with it: the page it stands on opens as by a link, filled in, and its reader
presses the button once more. Kept are forms of pages for signed-in people alone, so no sign-in and
no password.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from flask import Flask, current_app, g, request
from werkzeug.datastructures import MultiDict

from casework.accounts.access import Label, Openness
from casework.accounts.rules import safe_target
from casework.accounts.session import whose_session_it_was
from casework.accounts.viewer import Viewer
from casework.ui.forms import fill_in, is_filled_in
from casework.unsaved import actions, queries
from casework.unsaved.rules import TooMuch, worth_keeping

_NAME = "kept"
#: No page of ours has a longer one; a header may say anything.
_LONGEST_ADDRESS = 500


def install_unsaved(app: Flask) -> None:
    """Tell the layout of ``unsaved``, a form that came too late, and whether it is filled in."""
    app.context_processor(lambda: {"unsaved": g.get("unsaved"), "is_filled_in": is_filled_in()})


def keep(label: Label) -> tuple[str | None, str | None]:
    """Keep what a form says; return where to go after the sign-in, and what has become of it."""
    page = _page()
    account = whose_session_it_was()
    if page is None or account is None or label is Openness.PASSWORD_PENDING:
        return page, None
    try:
        typed = worth_keeping(request.form.lists())
    except TooMuch:
        return page, "lost"
    if not typed:
        return page, None
    path, _, query = page.partition("?")
    has_files = any(file.filename for file in request.files.values())
    kept = actions.keep(account=account, path=path, typed=typed, without_files=has_files)
    return _address(path, query, kept.id), "kept"


def fill_in_again(viewer: Viewer) -> None:
    """Let the page's form open with what was typed, where its address names a kept one."""
    form_id = _asked()
    kept = queries.find(viewer, form_id, request.path) if form_id else None
    if kept is not None:
        g.unsaved = kept
        fill_in(MultiDict(kept.typed))


def forget(viewer: Viewer) -> None:
    """Forget a kept form that is being sent once more; it stays where this is refused."""
    form_id = _asked()
    if form_id is not None:
        actions.forget(actor=viewer, form_id=form_id)


def _asked() -> UUID | None:
    try:
        return UUID(request.args.get(_NAME, ""))
    except ValueError:
        return None


def _page() -> str | None:
    """Return the address of the page that the form stands on, as far as it can be told.

    Its own address; else the page it was sent from, if that is ours; else the page above, where
    ``/children/search`` has its box on ``/children/``.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    above = request.path.rpartition("/")[0]
    pages = [(request.path, request.query_string.decode("ascii", "replace"))]
    if came_from.netloc == request.host:
        pages.append((came_from.path, came_from.query))
    pages += [(f"{above}/", ""), (above, "")]
    found = (_ours(f"{path}?{query}" if query else path) for path, query in pages if _opens(path))
    return next((page for page in found if page), None)


def _opens(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, method="GET")


def _ours(target: str) -> str | None:
    return safe_target(target) if len(target) <= _LONGEST_ADDRESS else None


def _address(path: str, query: str, form_id: UUID) -> str:
    others = [(name, value) for name, value in parse_qsl(query) if name != _NAME]
    return f"{path}?{urlencode([*others, (_NAME, str(form_id))])}"
