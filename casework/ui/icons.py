"""Single icons of Bootstrap Icons, drawn into the page by the server.

The sprite of all 2,000 weighs over a megabyte and is never sent.
"""

import re
from functools import cache
from importlib.resources import files

from flask import Flask
from markupsafe import Markup

_SPRITE = "static/bootstrap5/icons/bootstrap-icons.svg"
_SYMBOL = re.compile(
    r'<symbol[^>]*viewBox="(?P<box>[^"]+)" id="(?P<name>[^"]+)">(?P<shape>.*?)</symbol>'
)


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """View box and shape of every icon by its name."""
    sprite = (files("flask_bootstrap") / _SPRITE).read_text(encoding="utf-8")
    return {found["name"]: (found["box"], found["shape"]) for found in _SYMBOL.finditer(sprite)}


@cache
def icon(name: str, size: int = 20) -> Markup:
    """An icon of ``size`` CSS pixels, hidden from screen readers: its meaning stands in words.

    Raise LookupError for a name that Bootstrap Icons does not have.
    """
    if name not in _symbols():
        raise LookupError(f"no such icon: {name}")
    box, shape = _symbols()[name]
    return Markup(
        '<svg class="icon" viewBox="{}" width="{}" height="{}" fill="currentColor"'
        ' aria-hidden="true" focusable="false">{}</svg>'
    ).format(box, size, size, Markup(shape))  # noqa: S704 - a shape from the package, not input


def install_icons(app: Flask) -> None:
    """Let templates write ``{{ icon("telephone") }}``."""
    app.jinja_env.globals["icon"] = icon
