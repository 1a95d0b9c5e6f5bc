"""What every page must keep to, checked on each response that a test receives.

One hook in the client instead of an assertion in each test: headers, title and heading, unique
ids, a label for every input.
"""

import re
from collections import Counter
from html.parser import HTMLParser

from werkzeug.test import TestResponse

_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"})
_LABELLED = frozenset({"input", "select", "textarea"})
_UNLABELLED_TYPES = frozenset({"hidden", "submit", "button", "reset", "image"})


_ERROR = 400
_REQUEST_ID = re.compile(r"\b[0-9a-f]{12}\b")
#: Error pages that were found right; thousands of answers are one of a few.
_known_errors: set[str] = set()


class Page(HTMLParser):
    """A parsed page: the few facts that the checks ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang: str | None = None
        self.ids: Counter[str] = Counter()
        self.inputs: list[dict[str, str | None]] = []
        self.label_targets: set[str] = set()
        self.inline: list[str] = []
        self.texts: dict[str, list[str]] = {"title": [], "h1": []}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    @property
    def title(self) -> str:
        """The title before the product's name."""
        return " ".join("".join(self.texts["title"]).split()).partition(" · ")[0]

    @property
    def headings(self) -> list[str]:
        """The texts of the h1 elements."""
        return [" ".join(text.split()) for text in self.texts["h1"]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "html":
            self.lang = given.get("lang")
        if given.get("id"):
            self.ids[given["id"] or ""] += 1
        if tag == "label" and given.get("for"):
            self.label_targets.add(given["for"] or "")
        if tag in _LABELLED and given.get("type") not in _UNLABELLED_TYPES:
            self.inputs.append({**given, "wrapped": "label" if "label" in self._open else None})
        if tag == "h1":
            self.texts["h1"].append("")
        self._note_inline(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "svg" in self._open:  # a chart's own titles
            return
        if "title" in self._open:
            self.texts["title"].append(data)
        elif "h1" in self._open:
            self.texts["h1"][-1] += data

    def _note_inline(self, tag: str, given: dict[str, str | None]) -> None:
        handlers = [name for name in given if name.startswith("on") or name == "style"]
        if handlers or tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(f"<{tag} {' '.join(handlers)}>")

    def has_label(self, field: dict[str, str | None]) -> bool:
        """Say whether a screen reader has a name for the field."""
        return bool(
            field["wrapped"]
            or field.get("aria-label")
            or field.get("aria-labelledby")
            or field.get("id") in self.label_targets
        )


def check_page(response: TestResponse) -> None:
    """Assert what holds for every response of the product."""
    check_headers(response)
    if response.mimetype == "text/html" and response.data and not response.location:
        check_html(response)


def check_headers(response: TestResponse) -> None:
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    assert policy, f"no Content-Security-Policy on {_name(response)}"
    assert "unsafe" not in policy
    assert headers.get("X-Content-Type-Options") == "nosniff", _name(response)
    assert headers.get("Referrer-Policy") == "same-origin", _name(response)
    assert "frame-ancestors 'none'" in policy or headers.get("X-Frame-Options") == "DENY"
    if not response.request.path.startswith("/assets/"):
        assert "no-store" in headers.get("Cache-Control", ""), _name(response)
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]


def check_html(response: TestResponse) -> None:
    name, html = _name(response), response.get_data(as_text=True)
    if response.status_code >= _ERROR and _is_known(html):
        return
    page = Page(html)
    if html.lstrip().lower().startswith("<!doctype html>"):  # a whole page, not a fragment
        english = response.request.cookies.get("language") == "en"
        assert page.lang in ({"zh-CN", "en"} if english else {"zh-CN"}), (
            f"{name}: lang is {page.lang}"
        )
        assert page.headings == [page.title], f"{name}: {page.headings} under {page.title!r}"
    twice = [key for key, count in page.ids.items() if count > 1]
    assert not twice, f"{name}: ids given twice: {twice}"
    bare = [field for field in page.inputs if not page.has_label(field)]
    assert not bare, f"{name}: inputs without a label: {bare}"
    assert not page.inline, f"{name}: inline script or style: {page.inline}"


def _is_known(html: str) -> bool:
    """Whether a page was looked at that said the same but for the number of the request."""
    said = _REQUEST_ID.sub("", html)
    if said in _known_errors:
        return True
    _known_errors.add(said)
    return False


def _name(response: TestResponse) -> str:
    return f"{response.request.method} {response.request.path} ({response.status_code})"
