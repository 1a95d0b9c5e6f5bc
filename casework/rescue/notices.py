"""Telling somebody who signs in that the password was set with another's help (ASVS 6.3.7).

The notice stands on every page until its reader has put it away. Whoever misused a code would have
to put it away; the true owner, whose password no longer fits, asks for help again and then reads of
both.
"""

from typing import Any

from flask import Flask, session
from flask_login import user_logged_in

from casework.accounts.access import viewer_or_none
from casework.accounts.session import SignedIn
from casework.rescue import queries

#: In the browser's cookie stands only that there is something to tell.
UNTOLD = "rescued"


def install_notices(app: Flask) -> None:
    """Look at each sign-in whether there is something to tell, and offer it to the layout."""
    user_logged_in.connect(_look, app)
    app.context_processor(lambda: {"rescues_to_tell": _to_tell})


def _look(_app: Flask, user: SignedIn) -> None:
    session.pop(UNTOLD, None)
    if queries.untold(user.viewer.account_id):
        session[UNTOLD] = True


def _to_tell() -> list[Any]:
    viewer = viewer_or_none()
    return queries.to_tell(viewer.account_id) if viewer and session.get(UNTOLD) else []
