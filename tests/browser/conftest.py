"""Journeys in a real Chromium against a served application."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
from werkzeug.serving import make_server

from casework.jobs.worker import work
from tests.applications import Installation
from tests.databases import TestDatabase
from tests.invariants.world import World

_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

#: How long a journey waits for an element, in milliseconds.
_PATIENCE = 10_000

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail(
            "The journeys need Chromium: apt-get install chromium fonts-noto-cjk", pytrace=False
        )
    # Chromium's sandbox refuses to start as root.
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else _FLAGS
    return {**browser_type_launch_args, "executable_path": chromium, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": PHONE,
        # A colour that is still on its way is none that anybody reads.
        "reduced_motion": "reduce",
        "ignore_https_errors": True,
    }


@pytest.fixture(scope="session")
def served(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation of its own for the browser, kept for all journeys of this process."""
    made = Installation(tmp_path_factory.mktemp("served"), database, database.copy())
    made.app.config["WTF_CSRF_ENABLED"] = True
    yield made
    made.close()


@pytest.fixture(scope="session")
def base_url(served: Installation) -> Iterator[str]:
    """The address of the served application; ``page.goto("/")`` starts from it."""
    with _worker_beside(served):
        yield from _serve(served, None)


@pytest.fixture(scope="session")
def secure_url(served: Installation) -> Iterator[str]:
    """The same application over HTTPS."""
    yield from _serve(served, "adhoc")


@contextmanager
def _worker_beside(served: Installation) -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(
        target=work, args=(served.app,), kwargs={"stopping": stopping}, daemon=True
    )
    thread.start()
    yield
    stopping.set()
    thread.join()


def _serve(served: Installation, certificate: Literal["adhoc"] | None) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, served.app, threaded=True, ssl_context=certificate)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def inhabited(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which every page has something to show."""
    made = Installation(tmp_path_factory.mktemp("inhabited"), database, database.copy())
    world = World(made)
    made.app.config["WTF_CSRF_ENABLED"] = True
    yield world
    made.close()


@pytest.fixture(scope="session")
def world_url(inhabited: World) -> Iterator[str]:
    yield from _serve(inhabited.installation, None)


@pytest.fixture
def visitor(
    browser: Browser, browser_context_args: dict[str, Any], world_url: str
) -> Iterator[BrowserContext]:
    heard: list[str] = []
    context = browser.new_context(**{**browser_context_args, "base_url": world_url})
    context.on("console", lambda message: _note(heard, message))
    context.on("weberror", lambda error: heard.append(str(error.error)))
    yield context
    context.close()
    assert heard == []


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complained of in the console; a journey must end without any."""
    heard: list[str] = []
    context.set_default_timeout(_PATIENCE)
    context.on("console", lambda message: _note(heard, message))
    context.on("weberror", lambda error: heard.append(str(error.error)))
    yield heard
    assert heard == []


def _note(heard: list[str], message: ConsoleMessage) -> None:
    # A form that comes back is a 422, which Chromium reports as a failed load.
    refused_form = "status of 422" in message.text
    if message.type in {"error", "warning"} and not refused_form:
        heard.append(message.text)


@pytest.fixture
def desktop(page: Page) -> Page:
    """The page at the size of an office screen; ``page`` alone is a small phone."""
    page.set_viewport_size(DESKTOP)
    return page


class Accessibility:
    """Runs axe over the page as it stands."""

    def __init__(self) -> None:
        self.axe = Axe()

    def check(self, page: Page) -> None:
        """Assert that axe finds nothing."""
        found = self.axe.run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.fixture(scope="session")
def accessibility() -> Accessibility:
    return Accessibility()
