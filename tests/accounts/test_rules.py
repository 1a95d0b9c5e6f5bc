"""Rules of passwords, sessions and waits: pure."""

import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts import rules
from casework.accounts.permissions import GRANT_DEPTH, GRANTS, Permission, Role
from casework.accounts.profile import DEFAULT, DENGBAO3, PROFILES, SignInProfile
from casework.errors import RuleBroken

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
profiles = st.sampled_from([DEFAULT, DENGBAO3])
spans = st.timedeltas(timedelta(0), timedelta(days=2))


def refusal(password: str, profile: SignInProfile = DEFAULT, login: str = "liulan") -> str | None:
    """Return why a password is refused, or None."""
    try:
        rules.check_password(password, profile, login=login)
    except RuleBroken as broken:
        return f"{broken.field}: {broken.message}"
    return None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "至少 10 个字符"),
        ("三月里的小雨淅沥沥", "至少 10 个字符"),
        ("x" * 129, "最多 128 个字符"),
        ("我是LiuLan请多关照啊啊", "登录名"),
        ("1234567890", "太常见"),
        ("0987654321", "太常见"),
        ("abcdefghijkl", "太常见"),
        ("aaaaaaaaaaaa", "太常见"),
        ("abababababab", "太常见"),
        ("password12345", "太常见"),
        ("Passw0rd!!", "太常见"),
        ("P@ssw0rd1234", "太常见"),
        ("1qaz2wsx3edc", "太常见"),
        ("1q2w3e4r5t", "太常见"),
        ("ertong123456", "太常见"),
        ("!!minzheng2026", "太常见"),
        ("20260301-12", "太常见"),
        ("三月里的小雨淅沥沥淅沥沥", None),
        ("correct horse battery", None),
        ("x7#kQ2-vb9Lw", None),
    ],
)
def test_a_password(password: str, why: str | None) -> None:
    told = refusal(password)
    assert (why is None) == (told is None)
    assert why is None or (told or "").startswith("password: ")
    assert why is None or why in (told or "")


@given(st.text(string.ascii_letters + string.digits + "!?-", min_size=10, max_size=128))
def test_dengbao3_asks_for_three_kinds_and_refuses_whatever_default_refuses(password: str) -> None:
    kinds: tuple[Callable[[str], bool], ...] = (
        str.islower, str.isupper, str.isdigit, lambda c: c in "!?-",
    )  # fmt: skip
    mixed = sum(any(kind(c) for c in password) for kind in kinds)
    if refusal(password) is not None:
        assert refusal(password, DENGBAO3) is not None
    else:
        assert (refusal(password, DENGBAO3) is None) == (mixed >= 3)


def test_one_time_passwords_differ_and_can_be_read_out_over_the_telephone() -> None:
    made = {rules.one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(secret) == 19 and refusal(secret) is None for secret in made)
    assert not set("".join(made)) & set("0o1ilOI")


# --- sessions ----------------------------------------------------------------------------------


@given(profiles, spans, spans)
def test_a_session_is_over_when_idle_or_old(
    profile: SignInProfile, idle: timedelta, age: timedelta
) -> None:
    over = rules.is_over(profile, created_at=NOW - age, seen_at=NOW - idle, now=NOW)
    assert over == (idle > profile.idle or age > profile.absolute)


@pytest.mark.parametrize(
    ("profile", "idle", "absolute", "sessions"),
    [(DEFAULT, 30, 12, 2), (DENGBAO3, 15, 8, 1)],
)
def test_the_figures_of_the_profiles(
    profile: SignInProfile, idle: int, absolute: int, sessions: int
) -> None:
    assert profile.idle == timedelta(minutes=idle)
    assert profile.absolute == timedelta(hours=absolute)
    assert profile.sessions_per_account == sessions
    assert PROFILES[profile.name] is profile


def test_a_password_grows_old_under_dengbao3_alone() -> None:
    for days, old in ((90, False), (91, True)):
        set_at = NOW - timedelta(days=days)
        assert rules.password_is_old(DENGBAO3, set_at=set_at, now=NOW) == old
        assert not rules.password_is_old(DEFAULT, set_at=set_at, now=NOW)


@given(spans)
def test_the_last_sight_is_written_once_a_minute_at_most(ago: timedelta) -> None:
    assert rules.wants_touch(NOW - ago, NOW) == (ago > timedelta(minutes=1))


# --- waits -------------------------------------------------------------------------------------


@given(profiles, st.integers(0, 10_000))
def test_waits_begin_after_the_free_failures_grow_and_have_an_end(
    profile: SignInProfile, failures: int
) -> None:
    wait = rules.wait_after(profile, failures)
    assert (wait > timedelta(0)) == (failures >= profile.free_failures)
    assert wait <= profile.longest_wait
    assert wait <= rules.wait_after(profile, failures + 1)


def test_the_waits_of_the_default_profile() -> None:
    waits = [rules.wait_after(DEFAULT, n).total_seconds() for n in range(4, 13)]
    assert waits == [0, 30, 60, 120, 240, 480, 960, 1800, 1800]


# --- where next= leads -------------------------------------------------------------------------

OUTSIDE = [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%5cevil",
    "javascript:alert(1)", "data:text/html,x", " /today", "/today ", "/\t/evil.example",
    "/\n/evil", "http:evil", "///evil.example", "/./evil.example", "", "/", "today", "/；",
    "/@evil", "/today\u2028x", "/today?next=//evil\r\n", "/\x00", "/today#x",
]  # fmt: skip


@pytest.mark.parametrize("target", [*OUTSIDE, None])
def test_next_leads_nowhere_but_inside(target: str | None) -> None:
    kept = rules.safe_target(target)
    assert kept is None or kept == "/%5cevil"


@pytest.mark.parametrize(
    "target",
    ["/today", "/children/0190a000-0000-7000-8000-000000000000", "/reports/coverage?month=2026-10"],
)
def test_next_leads_to_pages_of_ours(target: str) -> None:
    assert rules.safe_target(target) == target


@given(st.text())
def test_next_never_leaves_the_site(target: str) -> None:
    kept = rules.safe_target(target)
    assert kept is None or (kept[0] == "/" and kept[1:2] not in {"/", "\\"} and kept.isascii())


# --- devices, roles ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0", "安卓手机 · 微信"),
        ("Mozilla/5.0 (iPhone; CPU) Safari/604", "苹果手机 · Safari"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120", "Windows 电脑 · Edge"),
        ("", "其他设备 · 浏览器"),
        ("\x00" * 5000, "其他设备 · 浏览器"),
    ],
)
def test_a_device_is_named_in_words(agent: str, name: str) -> None:
    assert rules.device_name(agent) == name


def test_every_role_has_its_permissions_and_depths_and_none_is_granted_by_nobody() -> None:
    assert set(GRANTS) == set(GRANT_DEPTH) == set(Role)
    assert set().union(*GRANTS.values()) == set(Permission)


def test_those_who_watch_over_the_system_see_no_child() -> None:
    about_children = {p for p in Permission if p.value.startswith(("child:", "visit:", "need:"))}
    for role in (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDITOR, Role.VOLUNTEER):
        assert not GRANTS[role] & about_children
    for role in (Role.WOMENS_FED, Role.CITY_CIVIL, Role.PROVINCE_CIVIL):
        assert not GRANTS[role] & (about_children | {Permission.REPORT_NAMED})
