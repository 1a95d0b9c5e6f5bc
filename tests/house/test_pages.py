"""The checks of every page find what they are there to find."""

import pytest
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from tests.pages import check_page

GOOD = """<!doctype html><html lang="zh-CN"><head><title>今日 · 护苗</title></head><body>
<h1>今日</h1><svg><title>图</title></svg>
<form><label for="name">姓名</label><input id="name"><label><input type="radio">入户</label>
<input type="hidden" name="token"><button type="submit">保存</button></form></body></html>"""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def answer(html: str = GOOD, **headers: str) -> TestResponse:
    given = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Client(Response(html, mimetype="text/html", headers=given)).get("/today")


def test_a_good_page_passes() -> None:
    response = answer()
    check_page(response)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('lang="zh-CN"', 'lang="en"', "lang"),
        ("<h1>今日</h1>", "<h1>昨日</h1>", "昨日"),
        ("<h1>今日</h1>", "<h1>今日</h1><h1>今日</h1>", "今日"),
        ("<h1>今日</h1>", '<h1>今日</h1><p id="name"></p>', "ids given twice"),
        ('<label for="name">', '<label for="other">', "without a label"),
        ("<body>", '<body onload="go()">', "inline"),
        ("<body>", '<body style="color:red">', "inline"),
        ("</body>", "<script>go()</script></body>", "inline"),
    ],
)
def test_a_bad_page_is_found(good: str, bad: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_page(answer(GOOD.replace(good, bad)))


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_found(name: str) -> None:
    with pytest.raises(AssertionError):
        check_page(answer(**{name: ""}))


def test_an_answer_that_is_no_page_needs_only_its_headers() -> None:
    response = Client(Response("a,b", mimetype="text/csv", headers=HEADERS)).get("/export")
    check_page(response)
    assert response.data == b"a,b"
