"""Slowing down guesses, per account and per network, in the database."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts import rules
from casework.accounts.models import LoginAttempt
from casework.accounts.profile import SignInProfile
from casework.db.base import db
from casework.db.sealed import keyring

#: A network (one household, one office behind one address) may fail more often than an account.
_NETWORK_FACTOR = 6
_FORGET_AFTER = timedelta(hours=24)


def subjects(login: str, network: str, purpose: str = "sign-in.account") -> dict[bytes, int]:
    """Return what is slowed down, as keyed digests, with the factor of its free failures.

    Each ``purpose`` counts by itself for an account: guessing at one way in bars no other.
    """
    ring = keyring()
    return {
        ring.digest(purpose, login.strip().lower()): 1,
        ring.digest("sign-in.network", network): _NETWORK_FACTOR,
    }


def waiting(keys: dict[bytes, int]) -> timedelta:
    """Return how long the next try must still wait; zero when it may go on."""
    now = clock.now()
    waits = [attempt.wait_until for key in keys if (attempt := db.session.get(LoginAttempt, key))]
    return max([timedelta(0), *(until - now for until in waits if until is not None)])


def failed(keys: dict[bytes, int], profile: SignInProfile) -> None:
    """Count a failure against each subject, and set its wait."""
    now = clock.now()
    for key, factor in keys.items():
        attempt = _locked(key) or _first(key)
        stale = now - attempt.last_at > _FORGET_AFTER
        attempt.failures = 1 if stale else attempt.failures + 1
        attempt.last_at = now
        wait = rules.wait_after(profile, attempt.failures // factor)
        attempt.wait_until = now + wait if wait else None


def _locked(key: bytes) -> LoginAttempt | None:
    return db.session.get(LoginAttempt, key, with_for_update=True)


def _first(key: bytes) -> LoginAttempt:
    """Return the row of a first failure; of two at the same moment, one finds the other's."""
    attempt = LoginAttempt(subject=key, failures=0, last_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(attempt)
    except IntegrityError:
        return db.session.get_one(LoginAttempt, key, with_for_update=True)
    return attempt


def succeeded(keys: dict[bytes, int]) -> None:
    """Forget the failures of an account; the network's stay, or one account would wash them off."""
    accounts = [key for key, factor in keys.items() if factor == 1]
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.subject.in_(accounts)))
