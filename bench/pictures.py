"""Make the pictures of the help pages from the demonstration: ``python -m bench.pictures``.

The same seed, day and size give the same pictures but for what a new Chromium draws otherwise.
People are invented, and their names are masked all the same: a help page shows no names.
"""

import base64
import contextlib
import importlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

FOLDER = Path(__file__).parents[1] / "static" / "help"
#: The largest file of a picture, in bytes: a phone loads it over 3G.
LARGEST = 60 * 1024

_TODAY = "2026-11-27"
_PHONE, _DESK = (360, 640), (1120, 700)
_QUALITY = 60

#: What holds a name or a number of somebody.
_NAMED = """.child-card strong, .person-strip strong, .table th[scope=row],
.facts-list > div:first-child dd"""
_MASK = """
(named) => {
  for (const place of document.querySelectorAll(named)) {
    for (const node of place.querySelectorAll("a").length ? place.querySelectorAll("a") : [place]) {
      const text = node.textContent.trim();
      if (/^[\\u4e00-\\u9fff·]{2,20}$/.test(text)) node.textContent = `${text[0]}**`;
    }
  }
}
"""


@dataclass(frozen=True)
class Picture:
    """One picture: who opens which page at which size."""

    name: str
    login: str
    path: str
    size: tuple[int, int]
    #: A link to follow from there, by its words.
    then: str = ""
    is_masked: bool = True


PICTURES = (
    Picture("today", "zhuren", "/today", _PHONE),
    Picture("visit", "zhuren", "/today", _PHONE, then=".child-card-main"),
    Picture("township", "dudao", "/township", _DESK),
    Picture("code", "dudao", "/rescue/", _DESK, then="main .btn-outline"),
    Picture("coverage", "xian", "/reports/coverage", _DESK, is_masked=False),
    Picture("totals", "fulian", "/totals", _DESK, is_masked=False),
)


def main() -> None:
    """Make all pictures; exit with a word when one is too large."""
    FOLDER.mkdir(exist_ok=True)
    with _served() as (address, passwords), _browser() as new_page:
        for picture in PICTURES:
            content = _taken(new_page(picture.size), address, picture, passwords[picture.login])
            if len(content) > LARGEST:
                sys.exit(f"{picture.name}: {len(content)} bytes are too many")
            (FOLDER / f"{picture.name}.webp").write_bytes(content)
            print(f"{picture.name}.webp {len(content):,}")


def _taken(page: Page, address: str, picture: Picture, password: str) -> bytes:
    page.goto(f"{address}/sign-in")
    page.get_by_label("登录名").fill(picture.login)
    page.get_by_label("密码").fill(password)
    page.locator("main form button").click()
    page.goto(address + picture.path)
    if picture.then:
        page.locator(picture.then).first.click()
        page.wait_for_load_state()
    if picture.is_masked:
        page.evaluate(_MASK, _NAMED)
    return _as_webp(page)


def _as_webp(page: Page) -> bytes:
    """Return the page as it stands; Playwright itself offers no WebP."""
    asked = {"format": "webp", "quality": _QUALITY, "optimizeForSpeed": False}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return base64.b64decode(taken["data"])


@contextlib.contextmanager
def _served() -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a fresh demonstration; yield its address and the passwords by sign-in name."""
    with tempfile.TemporaryDirectory(prefix="casework-") as folder:
        os.environ |= {"CASEWORK_INSTANCE": folder, "CASEWORK_TODAY": _TODAY}
        flask = [sys.executable, "-m", "flask", "--app", "app"]
        subprocess.run([*flask, "init"], check=True, capture_output=True)  # noqa: S603
        loaded = subprocess.run(  # noqa: S603
            [*flask, "demo", "load", "--children", "200"],
            check=True,
            capture_output=True,
            text=True,
        )
        rows = (line.split() for line in loaded.stdout.splitlines() if line[:1].isascii())
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = make_server("127.0.0.1", 0, importlib.import_module("app").app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", {row[0]: row[-1] for row in rows if row}
        server.shutdown()


@contextlib.contextmanager
def _browser() -> Iterator[Callable[[tuple[int, int]], Page]]:
    with sync_playwright() as play:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=chromium, args=flags)

        def new_page(size: tuple[int, int]) -> Page:
            view = {"width": size[0], "height": size[1]}
            return browser.new_context(viewport=view, locale="zh-CN").new_page()  # type: ignore[arg-type]

        yield new_page
        browser.close()


if __name__ == "__main__":
    main()
