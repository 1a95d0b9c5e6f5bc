"""The texts of templates, ``{{ _('中文') }}``: looked up once a language, then kept as markup.

Jinja's own way asks for the catalogue three calls deep at each text; in a long table that took
more time than everything else.
"""

from functools import cache
from typing import Any

from babel import Locale
from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup


def install_wording(app: Flask) -> None:
    """Let templates say ``_('%(n)s 人', n=count)``; what is put in is escaped."""
    app.jinja_env.globals["_"] = say


def say(text: str, **values: Any) -> Markup:
    """Return a text in the language of the request, with its values put in."""
    locale = get_locale()
    return _pattern(locale, text) % values if values else _whole(locale, text)


@cache
def _pattern(_locale: Locale | None, text: str) -> Markup:
    return Markup(gettext(text))  # noqa: S704 - ours, from templates and catalogues


@cache
def _whole(locale: Locale | None, text: str) -> Markup:
    return _pattern(locale, text) % {}  # a doubled per cent sign becomes one
