"""The language of a request: Chinese, or English by a catalogue.

Chinese is what the program is written in: it is never looked up.  The catalogue is kept as text
in ``translations/`` and compiled into the instance folder when the application starts.
"""

import hashlib
import os
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request

CHINESE, ENGLISH = "zh", "en"
COOKIE = "language"
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}
CATALOGUE = Path(__file__).resolve().parents[2] / "translations/en/LC_MESSAGES/messages.po"

_DIGEST_LENGTH = 12

#: The catalogue of the request; None is Chinese.
_book: ContextVar[Translations | None] = ContextVar("book", default=None)


def install_language(app: Flask) -> None:
    """Let requests choose their language by a cookie; before anything that says a word."""
    folder = Path(app.config.get("INSTANCE") or app.instance_path) / "translations"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_compile(folder))
    app.jinja_env.globals.update(language=spoken, language_tag=lambda: TAGS[spoken()])
    app.before_request(_choose)
    app.teardown_request(lambda _fault: speak(CHINESE))


def spoken() -> str:
    """Return the code of the language that is spoken now."""
    return CHINESE if _book.get() is None else ENGLISH


def book() -> Translations | None:
    """Return the catalogue to look texts up in; None where none is needed."""
    return _book.get()


def speak(language: str) -> None:
    """Speak a language from here to the end of the request."""
    _book.set(_english() if language == ENGLISH else None)


def _choose() -> None:
    speak(request.cookies.get(COOKIE, CHINESE))


@cache
def _english() -> Translations:
    return Translations(BytesIO(_compiled()))


@cache
def _compiled() -> bytes:
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale=ENGLISH)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _compile(folder: Path) -> Path:
    """Write the compiled catalogue where Flask-Babel looks for it; return that folder."""
    content = _compiled()
    target = folder / hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]
    path = target / ENGLISH / "LC_MESSAGES" / "messages.mo"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        half.write_bytes(content)
        half.replace(path)
    return target
