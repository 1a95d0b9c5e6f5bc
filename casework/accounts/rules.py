"""Rules of passwords and sessions: pure."""

import re
import secrets
import string
from datetime import datetime, timedelta
from itertools import pairwise

from casework.accounts.profile import SignInProfile
from casework.errors import RuleBroken

LONGEST_PASSWORD = 128
#: Digits and signs around a blocked word (or alone) that do not make it a password.
_SHORT_REST = 12
#: passw0rd, p@ssword
_DISGUISES = str.maketrans("013457@$", "oleastas")
_AROUND = string.digits + string.punctuation
_TOUCH_EVERY = timedelta(minutes=1)

#: No look-alikes: it is read out over the telephone and typed by hand.
_ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

#: Words that stand at the core of a guess; compared without digits and signs around them.
_BLOCKED = frozenset(
    {
        "password", "passwd", "admin", "administrator", "welcome", "letmein", "qwerty", "iloveyou",
        "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwer", "qwert", "asdf", "zxcv", "qazwsx",
        "qazwsxedc", "abc", "abcd", "abcdef", "test", "root", "guest", "casework", "tonghu",
        "ertong", "ertongzhuren", "zhuren", "dudaoyuan", "minzheng", "fulian", "weibao",
        "weichengnianren", "liushou", "liushouertong", "kunjing", "guer", "baobei", "woaini",
        "aini", "woaizuguo", "zhongguo", "zhonghua", "china", "beijing", "mima", "a", "aa", "aaa",
        "qq", "wechat", "weixin", "xiangcun", "cunweihui", "shequ", "jiedao", "",
    }
)  # fmt: skip


def check_password(password: str, profile: SignInProfile, *, login: str) -> None:
    """Refuse a password that is short, long, common, one pattern, or holds the login name."""
    if len(password) < profile.password_length:
        raise RuleBroken(
            "新密码至少 %(n)s 个字符，请再加长一些。", "password", n=profile.password_length
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken("新密码最多 %(n)s 个字符，请缩短。", "password", n=LONGEST_PASSWORD)
    if login and login.lower() in password.lower():
        raise RuleBroken("新密码里不能有登录名，请换一个。", "password")
    if _is_common(password):
        raise RuleBroken("这个密码太常见，容易被猜中，请换一个。", "password")
    if _classes(password) < profile.password_classes:
        raise RuleBroken("新密码要同时有大写、小写字母、数字、符号中的至少三种。", "password")


def _is_common(password: str) -> bool:
    folded = password.lower()
    return _is_pattern(folded) or (folded.isascii() and _is_blocked(folded))


def _is_blocked(folded: str) -> bool:
    """Say whether a blocked word is all there is, but for digits and signs around and within."""
    disguised = folded.strip(_AROUND).translate(_DISGUISES)
    cores = (re.sub(r"[^a-z]", "", text) for text in (folded, disguised))
    return any(core in _BLOCKED and len(folded) - len(core) <= _SHORT_REST for core in cores)


def _is_pattern(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    few = len(set(text)) <= 3
    half = len(text) // 2
    repeated = any(text == (text[:n] * len(text))[: len(text)] for n in range(1, half + 1))
    return len(steps) == 1 or few or repeated


def _classes(password: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not (c.isascii() and c.isalnum()))
    return sum(any(kind(c) for c in password) for kind in kinds)


def one_time_password() -> str:
    """Return a first password: four groups of four, some 79 bits."""
    groups = ("".join(secrets.choice(_ONE_TIME_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def is_over(
    profile: SignInProfile, *, created_at: datetime, seen_at: datetime, now: datetime
) -> bool:
    """Say whether a session has run out, by idleness or by age."""
    return now - seen_at > profile.idle or now - created_at > profile.absolute


def password_is_old(profile: SignInProfile, *, set_at: datetime, now: datetime) -> bool:
    """Say whether a password has served so long that it must be changed."""
    return profile.password_age is not None and now - set_at > profile.password_age


def wants_touch(seen_at: datetime, now: datetime) -> bool:
    """Say whether the session's last sight is old enough to be written again."""
    return now - seen_at > _TOUCH_EVERY


def wait_after(profile: SignInProfile, failures: int) -> timedelta:
    """Return how long the next try must wait after so many failures in a row."""
    over = failures - profile.free_failures
    if over < 0:
        return timedelta(0)
    doubled: timedelta = profile.wait * 2 ** min(over, 10)
    return min(doubled, profile.longest_wait)


def safe_target(target: str | None) -> str | None:
    """Return ``next=`` when it is a path of this site, else None."""
    if target is None or not re.fullmatch(r"/[A-Za-z0-9][\w\-./?=&%+:]*", target, re.ASCII):
        return None
    return target


def device_name(user_agent: str) -> str:
    """Say in Chinese what a browser calls itself, for the list of signed-in devices."""
    agent = user_agent.lower()
    place = next((name for mark, name in _PLACES if mark in agent), "其他设备")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "浏览器")
    return f"{place} · {browser}"


_PLACES = (
    ("android", "安卓手机"),
    ("iphone", "苹果手机"),
    ("ipad", "平板"),
    ("windows", "Windows 电脑"),
    ("macintosh", "苹果电脑"),
    ("linux", "Linux 电脑"),
)
_BROWSERS = (
    ("micromessenger", "微信"),
    ("mqqbrowser", "QQ 浏览器"),
    ("ucbrowser", "UC 浏览器"),
    ("edg/", "Edge"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome 内核"),
    ("safari", "Safari"),
)
