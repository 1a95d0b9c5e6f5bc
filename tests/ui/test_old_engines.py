"""The style sheet and the scripts hold nothing that Chromium 70 lacks, but for what is listed here.

Phones of 1,000 yuan and office PCs run Chromium 70 to 90, WeChat has one of its own (86 and later).
Each feature stands with the version that brought it and what happens without it; what is not to be
used at all has no answer. A new use of a listed one needs nothing; a new feature needs a line.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ui.assets import SOURCE, STYLE_SHEET, build_assets
from casework.ui.old_engines import fallbacks, rules_of

FALLBACK = "fallback"
#: Pattern: (Chromium that brought it, what older ones do).
STYLE: dict[str, tuple[int, str | None]] = {
    r":focus-visible\b": (86, FALLBACK),
    r"(?<![-\w])gap:": (84, FALLBACK),
    r"(?<![-\w])min\(|(?<![-\w])max\(": (79, "behind @supports, with plain tiles before it"),
    r"overflow-wrap:\s*anywhere": (80, "long words run over the edge of their box"),
    r"text-underline-offset:": (87, "underlines sit closer to the words"),
    r"text-decoration-thickness:": (89, "underlines are as thick as the browser makes them"),
    r"accent-color:": (93, "ticks have the browser's own colour"),
    r"text-wrap:": (114, "two lines of a tile may differ in length"),
    r"(?<![-\w])appearance:": (84, "stands beside -webkit-appearance"),
    r"prefers-reduced-motion": (74, "nothing moves"),
    r"print-color-adjust:": (136, "stands beside -webkit-print-color-adjust"),
    r"(?<![-\w])inset:": (87, None),
    r"inset-(block|inline)": (87, None),
    r"(margin|padding)-(block|inline)": (87, None),
    r"aspect-ratio:": (88, None),
    r"\brevert\b": (84, None),
    r":(is|where)\(": (88, None),
    r":has\(": (105, None),
    r":not\([^()]*,": (88, None),
    r"clamp\(": (79, None),
    r"color-mix\(|oklch\(|oklab\(|light-dark\(": (111, None),
    r"\d(dvh|svh|lvh|dvw)\b": (108, None),
    r"\d(cqw|cqi|lh|rlh)\b": (105, None),
    r"@container|container-type": (105, None),
    r"@layer": (99, None),
    r"@property": (85, None),
    r"@scope|@starting-style": (118, None),
    r"subgrid": (117, None),
    r"content-visibility:": (85, None),
    r"backdrop-filter:": (76, None),
    r"overflow:\s*clip": (90, None),
    r"place-(items|content|self):[^;]*safe": (115, None),
    r"scrollbar-gutter:|overscroll-behavior-(block|inline)": (94, None),
    r"(?<![-\w])(translate|rotate|scale):": (104, None),
    r"field-sizing:|interpolate-size:|anchor-name:": (123, None),
    r"@media[^{]*[<>]": (104, None),
}
SCRIPT: dict[str, tuple[int, str | None]] = {
    r"requestSubmit": (76, "asked for before it is used"),
    r"\?\.(?!\d)": (80, None),
    r"\?\?": (80, None),
    r"\|\|=|&&=": (85, None),
    r"\.replaceAll\(": (85, None),
    r"\.at\(": (92, None),
    r"Object\.hasOwn|structuredClone|\.findLast\(|\.toSorted\(": (93, None),
    r"\.flat\(|Object\.fromEntries|\.matchAll\(": (73, None),
    r"Promise\.(any|allSettled)": (76, None),
    r"^\s*#\w+\s*[=(;]|^\s*static\s*\{": (74, None),
    r"^(?:(?:const|let|var)\s[^\n]*=\s*)?await\b": (89, None),
    r"randomUUID": (92, None),
}
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def style() -> str:
    """The style sheet as it is written, without what is made for old engines."""
    files = sorted((SOURCE / "css").glob("*.css"))
    return COMMENT.sub("", "\n".join(path.read_text(encoding="utf-8") for path in files))


def scripts() -> str:
    return COMMENT.sub("", "\n".join(p.read_text("utf-8") for p in sorted(SOURCE.glob("*.js"))))


@pytest.mark.parametrize("pattern", [p for p, (_, answer) in STYLE.items() if answer is None])
def test_the_style_sheet_uses_nothing_that_has_no_fallback(pattern: str) -> None:
    assert re.findall(f"[^\n]*(?:{pattern})[^\n]*", style()) == []


@pytest.mark.parametrize("pattern", [p for p, (_, answer) in STYLE.items() if answer])
def test_what_is_listed_with_an_answer_is_used(pattern: str) -> None:
    """Else the list would grow old."""
    assert re.search(pattern, style())


@pytest.mark.parametrize("pattern", [p for p, (_, answer) in SCRIPT.items() if answer is None])
def test_the_scripts_use_nothing_that_old_engines_stumble_over(pattern: str) -> None:
    assert re.findall(f"[^\n]*(?:{pattern})[^\n]*", scripts(), re.MULTILINE) == []


def test_what_has_a_prefix_stands_beside_it() -> None:
    for rule in rules_of(style()):
        for name in ("appearance", "print-color-adjust", "user-select"):
            assert name not in rule.said or f"-webkit-{name}" in rule.said, rule


def test_newer_functions_stand_behind_a_question() -> None:
    outside = re.sub(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style())
    assert not re.search(r"(?<![-\w])(min|max)\(", outside)


def test_a_value_that_is_new_never_hides_a_whole_page() -> None:
    """`display` of what is shown on one kind of screen rests on media queries alone."""
    hidden = [r for r in rules_of(style()) if r.said.get("display", "").startswith("none")]
    everywhere = {s for rule in hidden if not rule.media for s in rule.selectors}
    assert not {s for s in everywhere if "-only" in s}


# --- what is made for old engines ---------------------------------------------------------------


def test_every_flex_box_with_a_gap_has_margins_for_old_engines(tmp_path: Path) -> None:
    build_assets(SOURCE, tmp_path)
    served = next(tmp_path.glob("app.*.css")).read_text(encoding="utf-8")
    assert STYLE_SHEET == "app.css"
    made = served[served.index("@supports not ((appearance") :]
    rules = list(rules_of(style()))
    boxes = [r for r in rules if "gap" in r.said and "flex" in r.said.get("display", "")]
    assert len(boxes) > 40
    missing = [s for r in boxes for s in r.selectors if f"{s} > * + *" not in made]
    assert missing == []
    seen = [s for r in rules for s in r.selectors if ":focus-visible" in s]
    assert seen
    assert [s for s in seen if s.replace(":focus-visible", ":focus") not in made] == []


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        (".a { display: flex; gap: 8px; }", [".a > * + * { margin-left: 8px; }"]),
        (".a { display: flex; gap: 2px 8px; }", ["margin-left: 8px"]),
        (
            ".a { display: flex; flex-direction: column; gap: 2px 8px; }",
            [".a > * + * { margin-top: 2px; }"],
        ),
        (
            ".a { display: flex; flex-wrap: wrap; gap: 4px; }",
            ["margin-left: 4px", "margin-top: calc(4px / 2)"],
        ),
        (".a { display: flex; }\n.b .a { gap: 3px; }", [".b .a > * + * { margin-left: 3px; }"]),
        (
            "@media print { .a { display: flex; gap: 1pt; } }",
            ["@media print { .a > * + * { margin-left: 1pt; } }"],
        ),
        (".a:focus-visible, .b { color: red; }", [".a:focus { color: red; }"]),
    ],
)
def test_what_is_made(rule: str, made: list[str]) -> None:
    block = fallbacks(rule)
    assert block.startswith("\n@supports not ((appearance: none) or (inset: 0)) {")
    assert all(line in block for line in made), block


@pytest.mark.parametrize(
    "rule", [".a { display: grid; gap: 8px; }", ".a { color: red; }", "@page { margin: 0; }", ""]
)
def test_what_needs_nothing_gets_nothing(rule: str) -> None:
    assert fallbacks(rule) == ""


@given(st.lists(st.from_regex(r"\.[a-z]{1,5}( \.[a-z]{1,5})?", fullmatch=True), max_size=5))
def test_braces_always_close(selectors: list[str]) -> None:
    sheet = "".join(f"{s} {{ display: flex; gap: 1px; }}" for s in selectors)
    made = fallbacks(f"@media screen {{ {sheet} }}{sheet}")
    assert made.count("{") == made.count("}")
