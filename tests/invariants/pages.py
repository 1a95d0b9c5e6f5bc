"""Forms as a browser fills them in: read from the page, completed by examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

#: What a browser does not send.
_UNSENT = frozenset({"submit", "button", "reset", "image", "file"})
_TYPED = frozenset({"text", "search", "tel", "date", "month", "number", "password", "textarea"})


@dataclass
class Control:
    """One input, select or textarea."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    #: Values of a select; the chosen ones are in ``value``.
    offered: list[str] = field(default_factory=list)
    max_length: int | None = None

    @property
    def is_typed(self) -> bool:
        """Whether a person types into it."""
        return self.kind in _TYPED


@dataclass
class Form:
    """One form of a page with its controls, in order."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def typed(self) -> list[Control]:
        """The controls that a person types into."""
        return [control for control in self.controls if control.is_typed]

    def data(self, **said: Any) -> dict[str, Any]:
        """Return what a browser sends: what stands on the page, and what is said here."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if control.name and control.kind not in _UNSENT and _is_sent(control):
                sent.setdefault(control.name, []).append(control.value)
        return {**sent, **said}

    def first_choices(self) -> dict[str, list[str]]:
        """Return the first answer to every group of tiles and list that has none yet."""
        groups: dict[str, list[Control]] = {}
        for control in self.controls:
            if control.kind in {"radio", "checkbox", "select"}:
                groups.setdefault(control.name, []).append(control)
        return {
            name: [_first(group)]
            for name, group in groups.items()
            if not any(each.checked or (each.kind == "select" and each.value) for each in group)
        }


def _is_sent(control: Control) -> bool:
    return control.checked or control.kind not in {"radio", "checkbox"}


def _first(group: Sequence[Control]) -> str:
    if group[0].kind == "select":
        return next((value for value in group[0].offered if value), "")
    return group[0].value


def forms_of(html: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.forms


def main_form(html: str) -> Form:
    """Return the form that the page is about: the posted one with the most to fill in."""
    posted = [form for form in forms_of(html) if form.method == "post"]
    return max(posted, key=lambda form: (len(form.controls), len(form.typed)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif not self.forms:
            return
        elif tag == "input":
            self._add(Control(given.get("name", ""), given.get("type", "text"), **_said(given)))
        elif tag == "select":
            self._select = self._add(Control(given.get("name", ""), "select"))
        elif tag == "textarea":
            length = _number(given.get("maxlength"))
            self._area = self._add(Control(given.get("name", ""), "textarea", max_length=length))
        elif tag == "option" and self._select is not None:
            self._offer(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        if tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def _add(self, control: Control) -> Control:
        self.forms[-1].controls.append(control)
        return control

    def _offer(self, given: Mapping[str, str]) -> None:
        assert self._select is not None
        self._select.offered.append(given.get("value", ""))
        if "selected" in given:
            self._select.value = given.get("value", "")


def _said(given: Mapping[str, str]) -> dict[str, Any]:
    value = given.get("value", "on" if given.get("type") == "checkbox" else "")
    return {
        "value": value,
        "checked": "checked" in given,
        "max_length": _number(given.get("maxlength")),
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
