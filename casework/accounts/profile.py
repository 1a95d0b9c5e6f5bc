"""Sign-in figures in two named profiles: the house's own, and those of 等保 level 3."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class SignInProfile:
    """The figures of sign-in (security.md V6–V7; domain.md §9)."""

    name: str
    #: A session ends when nothing came for so long, and at the latest after ``absolute``.
    idle: timedelta
    absolute: timedelta
    sessions_per_account: int
    password_length: int
    #: How many of lower case, upper case, digits and others a password must mix; 1 asks nothing.
    password_classes: int
    password_age: timedelta | None
    #: Failures in a row before each further try must wait.
    free_failures: int
    wait: timedelta
    longest_wait: timedelta
    one_time_password: timedelta = timedelta(hours=24)


DEFAULT = SignInProfile(
    name="default",
    idle=timedelta(minutes=30),
    absolute=timedelta(hours=12),
    sessions_per_account=2,
    password_length=10,
    password_classes=1,
    password_age=None,
    free_failures=5,
    wait=timedelta(seconds=30),
    longest_wait=timedelta(minutes=30),
)

DENGBAO3 = SignInProfile(
    name="dengbao3",
    idle=timedelta(minutes=15),
    absolute=timedelta(hours=8),
    sessions_per_account=1,
    password_length=10,
    password_classes=3,
    password_age=timedelta(days=90),
    free_failures=4,
    wait=timedelta(minutes=30),
    longest_wait=timedelta(minutes=30),
)

PROFILES = {profile.name: profile for profile in (DEFAULT, DENGBAO3)}
