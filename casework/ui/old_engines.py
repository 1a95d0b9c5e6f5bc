"""What engines before Chromium 84 need besides the style sheet: made from the sheet itself.

Browsers built into phones and office PCs are often Chromium 70 to 83. They know neither ``gap``
between the items of a flex box nor ``:focus-visible``. Neither can be asked for by ``@supports``
there, so the block hangs on two that came at the same time: ``appearance`` without a prefix
(Chromium 84) and ``inset`` (Safari 14.1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CONDITION = "@supports not ((appearance: none) or (inset: 0))"
_AT_RULES_WALKED = "@media"


@dataclass(frozen=True)
class Rule:
    """One rule: the media query around it, its selectors and declarations."""

    media: str
    selectors: tuple[str, ...]
    said: dict[str, str]


def fallbacks(style: str) -> str:
    """Return the block to append to a style sheet without comments."""
    rules = list(rules_of(style))
    boxes = _Boxes(rules)
    lines = [line for rule in rules for line in _for(rule, boxes)]
    return f"\n{_CONDITION} {{\n" + "\n".join(lines) + "\n}\n" if lines else ""


def rules_of(style: str, media: str = "") -> Iterator[Rule]:
    """Yield the rules of a style sheet, also those within media queries."""
    for prelude, body in _blocks(style):
        if prelude.startswith(_AT_RULES_WALKED):
            yield from rules_of(body, prelude)
        elif not prelude.startswith("@"):
            selectors = tuple(" ".join(part.split()) for part in prelude.split(","))
            yield Rule(media, selectors, _declarations(body))


def _blocks(style: str) -> Iterator[tuple[str, str]]:
    start = depth = 0
    prelude = ""
    for place, sign in enumerate(style):
        if sign == "{":
            depth += 1
            if depth == 1:
                prelude, start = style[start:place].strip(), place + 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield prelude, style[start:place]
                start = place + 1


def _declarations(body: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in body.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


class _Boxes:
    """Which selectors are flex boxes, which of them wrap, and which stand upright."""

    def __init__(self, rules: list[Rule]) -> None:
        self.said: dict[str, dict[str, str]] = {}
        for rule in rules:
            for selector in rule.selectors:
                self.said.setdefault(selector, {}).update(rule.said)

    def layout(self, selector: str, rule: Rule) -> dict[str, str]:
        """Return what is said of a box: by the rule, its selector, or a wider selector."""
        wider = [known for known in self.said if selector.endswith(f" {known}")]
        found: dict[str, str] = {}
        for known in [*wider, selector]:
            found |= self.said.get(known, {})
        return found | rule.said


def _for(rule: Rule, boxes: _Boxes) -> Iterator[str]:
    lines = [*_gaps(rule, boxes), *_focus(rule)]
    yield from (f"{rule.media} {{ {line} }}" if rule.media else line for line in lines)


def _gaps(rule: Rule, boxes: _Boxes) -> Iterator[str]:
    if "gap" not in rule.said:
        return
    rows, _, columns = rule.said["gap"].partition(" ")
    for selector in rule.selectors:
        layout = boxes.layout(selector, rule)
        if layout.get("display", "").partition(" ")[0] in {"flex", "inline-flex"}:
            yield from _margins(selector, layout, rows, columns or rows)


def _margins(selector: str, layout: dict[str, str], rows: str, columns: str) -> Iterator[str]:
    if layout.get("flex-direction") == "column":
        yield f"{selector} > * + * {{ margin-top: {rows}; }}"
        return
    yield f"{selector} > * + * {{ margin-left: {columns}; }}"
    # An icon before bare words: no element follows that could have a margin.
    yield f"{selector} > .icon:only-child {{ margin-right: {columns}; }}"
    if layout.get("flex-wrap") == "wrap" and rows != "0":
        half = f"calc({rows} / 2)"
        yield f"{selector} > * {{ margin-top: {half}; margin-bottom: {half}; }}"


def _focus(rule: Rule) -> Iterator[str]:
    selectors = [s for s in rule.selectors if ":focus-visible" in s]
    if selectors:
        said = "; ".join(f"{name}: {value}" for name, value in rule.said.items())
        shown = ", ".join(re.sub(r":focus-visible", ":focus", s) for s in selectors)
        yield f"{shown} {{ {said}; }}"
