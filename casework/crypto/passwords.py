"""Password hashes: argon2id, with a limit on how many are computed at once.

A hash takes 19 MiB and some 25 ms of a core on purpose (the floor of OWASP ASVS 5.0, Appendix C).
A flood of sign-ins must not take the cores and the memory that everybody else needs, so a process
computes at most two at a time and lets a caller wait ten seconds at most.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2
_LONGEST_WAIT_SECONDS = 10.0


class HashingBusy(Exception):
    """Too many sign-ins are waiting for a hash; try again later."""


def new_hasher(time_cost: int = 2, memory_cost: int = 19 * 1024) -> PasswordHasher:
    """Return a hasher of a given cost: passes, and memory in KiB."""
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)


_slots = threading.BoundedSemaphore(_AT_ONCE)
_hasher = new_hasher()


def configure(time_cost: int, memory_cost: int) -> None:
    """Set what a hash costs from now on: passes, and memory in KiB. Tests set it low."""
    global _hasher  # noqa: PLW0603 - one cost for the whole process
    _hasher = new_hasher(time_cost, memory_cost)


def hash_password(password: str) -> str:
    """Return the hash to store, with its salt and cost in it; raises HashingBusy."""
    with _slot():
        return _hasher.hash(_normalised(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the password is the one hashed; False for a malformed hash. Raises HashingBusy."""
    with _slot():
        try:
            return _hasher.verify(password_hash, _normalised(password))
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    try:
        return _hasher.check_needs_rehash(password_hash)
    except InvalidHashError:
        return True


def dummy_verify() -> None:
    """Spend what a verification costs, so that an unknown login answers no faster than a known."""
    hash_password("")


def _normalised(password: str) -> str:
    # Full-width and half-width input of one password is the same password (NIST SP 800-63B).
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_LONGEST_WAIT_SECONDS):
        raise HashingBusy
    try:
        yield
    finally:
        _slots.release()
