"""Flask-Login over our own session table: the cookie holds a token, the database the rest."""

from dataclasses import dataclass, replace
from uuid import UUID

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from casework import clock
from casework.accounts import actions, queries, rules
from casework.accounts.models import Account
from casework.accounts.profile import PROFILES, SignInProfile
from casework.accounts.viewer import Viewer


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps for one request."""

    token: str
    session_id: UUID
    viewer: Viewer
    wants_touch: bool
    #: Somebody has helped with a lost password, and no new one is set yet.
    is_rescued: bool = False

    def get_id(self) -> str:
        """Return the token that goes into the cookie."""
        return self.token


def install_sessions(app: Flask) -> None:
    """Set up Flask-Login; phones change their address, so no binding to it."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)


def profile() -> SignInProfile:
    """Return the sign-in figures of this installation."""
    return PROFILES[current_app.config["SIGN_IN_PROFILE"]]


def _load(token: str) -> SignedIn | None:
    found = queries.session_by_digest(actions.token_digest(token))
    if found is None:
        return None
    session, account, viewer = found
    now = clock.now()
    over = rules.is_over(profile(), created_at=session.created_at, seen_at=session.seen_at, now=now)
    if over or account.disabled_at is not None:
        g.session_ran_out = True
        return None
    if rules.password_is_old(profile(), set_at=account.password_set_at, now=now):
        viewer = replace(viewer, must_change=True)
    wants_touch = rules.wants_touch(session.seen_at, now)
    is_rescued = session.rescue_id is not None and account.must_change
    return SignedIn(token, session.id, viewer, wants_touch, is_rescued)


def signed_in() -> SignedIn | None:
    """Return the signed-in user of this request, if any."""
    return current_user if current_user.is_authenticated else None


def whose_session_it_was() -> Account | None:
    """Return whose session the browser's token opened, which has ended; None where it is unknown.

    Good for keeping something for that account, never for letting anybody in.
    """
    token = session.get("_user_id")
    account = queries.by_token(actions.token_digest(token)) if token else None
    return None if account is None or account.disabled_at is not None else account


def begin(account: Account, password: str | None, rescue_id: UUID | None = None) -> None:
    """Sign a checked account in: a new token, whatever the browser held before."""
    device = rules.device_name(request.user_agent.string)
    token = actions.sign_in(
        account=account, password=password, device=device, profile=profile(), rescue_id=rescue_id
    )
    found = queries.session_by_digest(actions.token_digest(token))
    assert found is not None  # noqa: S101 - it was made a line above
    login_user(SignedIn(token, found[0].id, found[2], wants_touch=False))


def finish(user: SignedIn) -> None:
    """Sign out: the row ends, the cookie goes."""
    actions.sign_out(actor=user.viewer, digest=actions.token_digest(user.token))
    logout_user()
