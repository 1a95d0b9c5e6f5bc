"""Choosing the language, for this browser: a cookie, so that it holds before signing in too."""

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casework.accounts.access import PUBLIC, access
from casework.accounts.rules import safe_target
from casework.ui.language import CHINESE, COOKIE, TAGS

blueprint = Blueprint("language", __name__)

_A_YEAR = 31_536_000  # seconds


@blueprint.post("/language")
@access(PUBLIC)
def choose() -> ResponseReturnValue:
    """Speak another language from the next page on; anything unknown is Chinese."""
    wanted = request.form.get("language", CHINESE)
    answer = redirect(safe_target(request.form.get("back")) or url_for("accounts.start"))
    answer.set_cookie(
        COOKIE,
        wanted if wanted in TAGS else CHINESE,
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return answer


def install_choice(app: Flask) -> None:
    """Offer templates ``this_address()``, the address to come back to."""
    app.jinja_env.globals["this_address"] = _this_address


def _this_address() -> str:
    """Return the address of the page; the start where a page answers only to a form."""
    rule = request.url_rule
    is_page = rule is not None and "GET" in (rule.methods or ())
    return request.full_path.rstrip("?") if is_page else url_for("accounts.start")
