"""A bare application with nothing but the toolkit, so that the look is tested by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from casework.ui.language import install_language, spoken
from casework.ui.toolkit import install_toolkit

ROOT = Path(__file__).resolve().parents[2]

Render = Callable[..., str]


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = Flask("bare", root_path=str(ROOT), static_folder=None)
    app.config.update(
        SECRET_KEY="only for tests",
        WTF_CSRF_CHECK_DEFAULT=False,
        INSTANCE=tmp_path_factory.mktemp("instance"),
    )
    install_language(app)
    Babel(app, default_locale="zh", locale_selector=spoken)
    CSRFProtect(app)
    install_toolkit(app)
    app.jinja_env.globals["this_address"] = lambda: "/"
    app.add_url_rule("/language", "language.choose", lambda: "", methods=["POST"])
    app.add_url_rule("/sign-out", "accounts.sign_out", lambda: "", methods=["POST"])
    return app


@pytest.fixture
def asking(bare_app: Flask) -> Iterator[None]:
    """Inside a GET."""
    with bare_app.test_request_context("/"):
        yield


@pytest.fixture
def render(bare_app: Flask, asking: None) -> Render:
    """Draw a piece of template."""

    def draw(source: str, **context: Any) -> str:
        return bare_app.jinja_env.from_string(source).render(**context)

    return draw
