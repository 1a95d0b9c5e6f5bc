"""The client of every test: a browser whose each answer is checked."""

from collections.abc import Iterable
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from casework.db.base import db
from tests.pages import check_page


class CheckedClient(FlaskClient):
    """Asks as a browser would: a context of its own a request, an answer fit to be sent."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()  # what the test arranged is there, and no lock is held
        response = super().open(*args, **options)
        if has_app_context():
            db.session.expire_all()
        check_page(response)
        return response

    def run_wsgi_app(
        self,
        environ: dict[str, Any],
        buffered: bool = True,  # noqa: ARG002, FBT002 - as in Werkzeug
    ) -> tuple[Iterable[bytes], str, Headers]:
        # Inside the test's own context Flask would make none for the request.
        with self.application.app_context():
            return super().run_wsgi_app(environ, buffered=True)
