"""What to tell somebody about the browser that the pages are opened in; never a refusal.

A browser says itself what it is (User-Agent); what it says decides about nothing but a hint.
"""

import re
from dataclasses import dataclass

_WECHAT = "micromessenger"
_INTERNET_EXPLORER = ("msie ", "trident/")
#: The oldest versions for which the style sheet is made (``old_engines``, tests/ui).
_OLDEST = (
    (re.compile(r"chrom(?:e|ium)/(\d+)"), 70),
    (re.compile(r"firefox/(\d+)"), 68),
    (re.compile(r"(?:iphone|cpu) os (\d+)_"), 13),
)
#: The browser of Android 4 and older: no Chromium yet.
_ANDROID_ALONE = re.compile(r"android [1-4]\.(?!.*chrom)")


@dataclass(frozen=True)
class Advice:
    """What is worth telling."""

    in_wechat: bool
    is_old: bool


def advice(user_agent: str) -> Advice:
    """Return what to tell whoever uses this browser."""
    agent = user_agent.lower()
    return Advice(in_wechat=_WECHAT in agent, is_old=_is_old(agent))


def _is_old(agent: str) -> bool:
    if any(mark in agent for mark in _INTERNET_EXPLORER) or _ANDROID_ALONE.search(agent):
        return True
    found = ((pattern.search(agent), oldest) for pattern, oldest in _OLDEST)
    return any(match and int(match[1][:4]) < oldest for match, oldest in found)
