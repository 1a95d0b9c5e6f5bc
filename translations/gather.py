"""Gather the texts that people read, and keep the catalogue in step: ``make catalogue``.

What counts is written in ``docs/translating.md``: every Chinese literal of the program, the texts
of templates, the labels of the practice seeds.  New entries come in empty, entries whose text is
gone are dropped; nothing is guessed.
"""

import ast
import csv
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "translations/en/LC_MESSAGES/messages.po"

#: A comment in or above a statement whose Chinese is not shown by a page, and why.
NOT_SHOWN = "# no-catalogue"

#: Read by those who run the program, at the command line or at the start.
_OPERATORS = (
    "casework/cli/",
    "casework/crypto/",
    "casework/db/",
    "casework/practice/actions.py",
    "casework/practice/files.py",
    "casework/practice/rules/calendar.py",
    "casework/practice/rules/headers.py",
    "casework/practice/rules/parsing.py",
    "casework/practice/rules/wording.py",
    "casework/regions/actions.py",
    "casework/regions/lists.py",
)
#: Words that names and places are taken apart by.
_LEXICONS = ("casework/identifiers/pinyin.py", "casework/regions/rules.py")
#: Calls whose texts no page shows: patterns, the log, faults of seeds.
_SILENT_CALLS = frozenset(
    {"compile", "debug", "info", "warning", "error", "exception", "refusal", "fullmatch"}
)
#: What of a seed stands on pages; sources are names of laws and stay.
_SEED_KEYS = frozenset(
    {"label", "short", "trigger", "hint", "prompt", "alert", "unit", "title"}
    | {"threshold", "date_label", "end_label", "words", "note"}
)
#: Tables of texts by code.
_SEED_TABLES = frozenset({"evidence"})

_HEAD = b"""\
# The interface in English; how it is kept: docs/translating.md
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_ADVICE = (
    "Chinese in an f-string cannot be looked up. Write Text('…%(name)s…', name=…) or RuleBroken"
    f" with values; where no page shows it, say why in a comment: {NOT_SHOWN}: …"
)
_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MARKS = re.compile("[，。；：、（）“”]")
_CHINESE = re.compile(f"{_HAN.pattern}|{_MARKS.pattern}")
_PLACE = re.compile(r"%\([a-z_]+\)")


class Found(NamedTuple):
    """A text and the file that it stands in."""

    text: str
    path: str


class UnfitTexts(Exception):
    """Texts that cannot be looked up, because they are put together where they are written."""


def gather(root: Path = ROOT) -> list[Found]:
    """Return every text, by file; raise UnfitTexts where some are put together with values."""
    sources = list(_sources(root))
    unfit = [place for module in sources for place in module.unfit]
    if unfit:
        raise UnfitTexts("\n".join([_ADVICE, *unfit]))
    spoken = [Found(text, module.name) for module in sources for text in module.found]
    found = [*_templates(root), *spoken, *_seeds(root)]
    return [each for each in found if is_chinese(each.text)]


def is_chinese(text: str) -> bool:
    """Whether a text has to be translated: Chinese words, or Chinese marks between values."""
    return bool(_HAN.search(text) or (_MARKS.search(text) and _PLACE.search(text)))


def catalogue(path: Path = CATALOGUE) -> Catalog:
    """Return the catalogue as it is kept."""
    with path.open("rb") as source:
        return read_po(source, locale="en")


def update(path: Path = CATALOGUE) -> Catalog:
    """Bring the catalogue in step with the texts; return it."""
    template, kept = Catalog(), catalogue(path)
    for text, place in gather():
        template.add(text, locations=[(place, 1)])
    kept.update(template, no_fuzzy_matching=True)
    write(kept, path)
    return kept


def write(kept: Catalog, path: Path = CATALOGUE) -> None:
    """Write the catalogue without dates or line numbers: equal content is an equal file."""
    with path.open("wb") as target:
        target.write(_HEAD)
        write_po(
            target, kept, width=100, omit_header=True, ignore_obsolete=True, include_lineno=False
        )


# --- templates -------------------------------------------------------------------------------


def _templates(root: Path) -> Iterator[Found]:
    for path in sorted((root / "templates").rglob("*.html")):
        with path.open("rb") as source:
            for _, _, text, _ in babel_extract(source, ("_",), (), {"silent": "false"}):
                whole = text[0] if isinstance(text, tuple) else text
                yield Found(str(whole), _name(path, root))


# --- Python ----------------------------------------------------------------------------------


def _sources(root: Path) -> Iterator["Module"]:
    for path in sorted((root / "casework").rglob("*.py")):
        name = _name(path, root)
        if not name.startswith(_OPERATORS + _LEXICONS):
            yield Module(name, path.read_bytes())


def _silent_lines(code: bytes) -> set[int]:
    """Return the lines with the mark, and the line under one that has a line of its own."""
    lines = set()
    for token in tokenize.tokenize(io.BytesIO(code).readline):
        if token.type == tokenize.COMMENT and token.string.startswith(NOT_SHOWN):
            alone = not token.line[: token.start[1]].strip()
            lines.add(token.start[0] + alone)
    return lines


class Module(ast.NodeVisitor):
    """The literals of a Python module, without those that no page shows."""

    def __init__(self, name: str, code: bytes) -> None:
        self.name = name
        self.silent = _silent_lines(code)
        self.found: list[str] = []
        #: Where Chinese is put together with values.
        self.unfit: list[str] = []
        self.visit(ast.parse(code))

    def visit(self, node: ast.AST) -> None:
        if not self._is_silent(node):
            super().visit(node)

    def _is_silent(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return True  # a docstring
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            return bool(self.silent.intersection(range(node.lineno, (node.end_lineno or 0) + 1)))
        if isinstance(node, ast.Call):
            called = node.func
            return isinstance(called, ast.Attribute) and called.attr in _SILENT_CALLS
        return False

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.append(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for part in node.values:
            if isinstance(part, ast.Constant) and _CHINESE.search(str(part.value)):
                self.unfit.append(f"{self.name}:{node.lineno}")
                return
        self.generic_visit(node)


# --- seeds -----------------------------------------------------------------------------------


def _seeds(root: Path) -> Iterator[Found]:
    for path in sorted((root / "config").rglob("*.toml")):
        with path.open("rb") as source:
            for text in _labels(tomllib.load(source)):
                yield Found(text, _name(path, root))
    for path in sorted((root / "config/codes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                yield Found(row["label"], _name(path, root))


def _labels(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _labels(each, key if key in _SEED_TABLES else name)
    elif isinstance(value, list):
        for each in value:
            yield from _labels(each, key)
    elif isinstance(value, str) and key in _SEED_KEYS | _SEED_TABLES:
        yield value


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


if __name__ == "__main__":
    missing = [str(entry.id) for entry in update() if entry.id and not entry.string]
    sys.stdout.write("".join(f"{text}\n" for text in missing))
    sys.exit(f"{len(missing)} texts are not translated yet." if missing else 0)
