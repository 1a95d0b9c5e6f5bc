"""What is told about a browser, by what it says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ui.browsers import Advice, advice

_ANDROID = "Mozilla/5.0 (Linux; Android {}; V2031A) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("agent", "in_wechat", "is_old"),
    [
        (
            _ANDROID.format(10) + "Version/4.0 Chrome/86.0.4240.99 XWEB/4375 Mobile Safari/537.36"
            " MMWEBID/1 MicroMessenger/8.0.30 WeChat/arm64",
            True,
            False,
        ),
        (_ANDROID.format("7.0") + "Chrome/53.0.2785.49 MicroMessenger/6.6.1", True, True),
        (_ANDROID.format(10) + "Chrome/70.0.3538.110 Mobile Safari/537.36", False, False),
        (_ANDROID.format(8) + "Chrome/69.0.3497.100 Mobile Safari/537.36", False, True),
        (_ANDROID.format("4.4.2") + "Version/4.0 Mobile Safari/534.30", False, True),
        (_ANDROID.format("4.4.4") + "Chrome/81.0 Mobile Safari/537.36", False, False),
        ("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", False, True),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36", False, False),
        ("Mozilla/5.0 (Windows NT 10.0; rv:60.0) Gecko/20100101 Firefox/60.0", False, True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) Safari/604.1", False, True),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) MicroMessenger/8.0.43",
            True,
            False,
        ),
        ("", False, False),
    ],
)
def test_what_is_told(agent: str, *, in_wechat: bool, is_old: bool) -> None:
    assert advice(agent) == Advice(in_wechat=in_wechat, is_old=is_old)


@given(st.text() | st.from_regex(r"Chrome/\d{0,9999}"))
def test_whatever_a_browser_says_is_borne(agent: str) -> None:
    assert advice(agent).in_wechat is ("micromessenger" in agent.lower())
