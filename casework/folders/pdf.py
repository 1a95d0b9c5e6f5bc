"""Paper as PDF, by WeasyPrint, which is loaded only where somebody asks for a file.

It needs Pango of the system and a Chinese font. Where either is missing the pages say so and offer
the same paper as a page to print from the browser. Nothing is fetched and nothing is written: the
HTML stands in memory, so does the file.
"""

import io
import logging
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from PIL import ImageFile

from casework.errors import RuleBroken
from casework.folders.actions import Pressed

#: How papers look; no browser gets it.
_STYLE = Path(__file__).with_name("paper.css")
#: In every Chinese font; in no other. What a file says of its characters names it in hex.
_PROBE, _NAMED = "童", b"7ae5"  # no-catalogue: no page shows it
#: What stands in the properties of a file: what made it, and nothing of whom.
_MAKER = "Casework"

logging.getLogger("weasyprint").setLevel(logging.ERROR)


class NoPress(RuleBroken):
    """Files cannot be made on this server."""


@cache
def is_available() -> bool:
    """Say whether this server can make PDF files with Chinese in them."""
    if not _has_chinese_font():  # without any font at all Pango ends the process
        return False
    try:
        content = _write(f'<html lang="zh-CN"><p>{_PROBE}</p></html>', [])
    except OSError:  # the library is here, what it needs of the system is not
        return False
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = (font for page in file.pages for font in page.resources.get("/Font", {}).values())
        maps = [font.ToUnicode.read_bytes().lower() for font in fonts if "/ToUnicode" in font]
    return any(_NAMED in each for each in maps)


def _has_chinese_font() -> bool:
    """Ask fontconfig, which Pango asks too; its tool comes with Pango."""
    tool = shutil.which("fc-list")
    if tool is None:
        return False
    asked = [tool, ":lang=zh-cn", "family"]
    found = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 - nobody's words
    return found.returncode == 0 and bool(found.stdout.strip())


def press(html: str) -> Pressed:
    """Return a whole HTML document as a PDF.

    Raises NoPress where this server cannot make one.
    """
    if not is_available():
        raise NoPress(
            "这台服务器还不能生成 PDF（缺少排版组件或者中文字体）。请改用“打印网页”，"
            "或者请系统管理员安装。",
            "form",
        )
    content = _write(html, [_STYLE.read_text(encoding="utf-8")])
    with pikepdf.open(io.BytesIO(content)) as file:
        return Pressed(content, len(file.pages))


def _write(html: str, styles: list[str]) -> bytes:
    import weasyprint  # noqa: PLC0415 - slow to load, and not every server has what it needs
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    # The library lets damaged pictures pass in the whole process; uploads are to be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    document: Any = weasyprint.HTML(string=html, url_fetcher=fetcher)
    sheets = [weasyprint.CSS(string=each, url_fetcher=fetcher) for each in styles]
    content: bytes = document.write_pdf(stylesheets=sheets)
    return content
