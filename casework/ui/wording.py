"""The texts of templates, ``{{ _('中文') }}``: looked up once a language, then kept as markup.

Jinja's own way asks for the catalogue three calls deep at each text; in a long table that took
more time than everything else.
"""

from functools import cache
from typing import Any

from babel.support import Translations
from flask import Flask
from markupsafe import Markup

from casework.ui import language
from casework.ui.formats import worded

#: What stands in a Chinese sentence as it is.
_PLAIN = (str, int)


def install_wording(app: Flask) -> None:
    """Let templates say ``_('%(n)s 人', n=count)``; what is put in is escaped."""
    app.jinja_env.globals["_"] = say


def say(text: str, **values: Any) -> Markup:
    """Return a text in the language of the request, with its values put in."""
    book = language.book()
    if not values:
        return _whole(book, text)
    if book is None:
        written = {n: v if isinstance(v, _PLAIN) else worded(v) for n, v in values.items()}
    else:
        written = {name: worded(each) for name, each in values.items()}
    return _pattern(book, text) % written


@cache
def _pattern(book: Translations | None, text: str) -> Markup:
    # Ours, from templates and catalogues; English quotation marks would end an attribute.
    words = text if book is None else book.gettext(text)
    return Markup(words.replace('"', "&#34;"))  # noqa: S704


@cache
def _whole(book: Translations | None, text: str) -> Markup:
    return _pattern(book, text) % {}  # a doubled per cent sign becomes one
