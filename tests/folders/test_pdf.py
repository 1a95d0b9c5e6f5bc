"""What stands in the files: everything, on every page whose it is, and nothing cut off."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import ImageFile
from sqlalchemy.orm import Session, scoped_session

from casework.folders import blanks, pdf
from casework.folders.actions import Folder, Pressed, mark_of
from casework.folders.drawing import document, presser
from casework.folders.models import FolderForm, NoticeKind
from casework.folders.notices import filled_in
from casework.folders.rules import Depth
from casework.folders.sections import SECTIONS
from casework.practice import queries as practice
from casework.regions import queries as regions
from tests.factories.accounts import VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice
from tests.factories.folders import (
    CANARIES,
    NAME,
    NUMBER,
    PURPOSE,
    a_folder,
    a_full_file,
    bare,
    pages_of,
)
from tests.factories.visits import a_visit

pytestmark = [
    pytest.mark.pages,
    pytest.mark.skipif(
        not pdf.is_available() and not os.environ.get("CI"),
        reason="Pango or a Chinese font is missing: see tests/run",
    ),
]

Db = scoped_session[Session]
press = presser(FolderForm.PDF)
#: A word that breaks nowhere, a long address, lines of their own, rare characters, Uyghur names.
LONG = "W" * 180
ADDRESS = "河口沟村三组" * 14 + "十二号"
LINES = "第一行\n第二行\n第三行\n第四行"
RARE = "䶮𬍛𰻝㛃"


@pytest.fixture(autouse=True)
def _asking(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def test_every_page_says_whose_it_is_and_which_of_how_many(session: Db) -> None:
    row, made = a_folder(a_full_file(), press, depth=Depth.ALL)
    pages = pages_of(made.content)
    assert len(pages) == made.pages == row.pages
    for n, page in enumerate(pages, 1):
        assert bare(f"用途：{PURPOSE}") in page, n
        assert "测试儿童督导员（child_supervisor-home）2026年" in page, n
        assert page.count(f"编号{row.number}") >= 1, n
        assert f"第{n}页，共{len(pages)}页" in page, n


def test_what_each_section_says_stands_in_the_file_once(session: Db) -> None:
    _, made = a_folder(a_full_file(), press)
    pages = pages_of(made.content)
    whole = "".join(pages)
    for code, words in CANARIES.items():
        assert whole.count(bare(words)) == 1, code
    assert NUMBER not in whole
    assert "谈话内容不该印出来" not in whole
    for n, section in enumerate(SECTIONS, 1):
        assert bare(f"{n}{section.label}") in whole, section.code


def test_the_contents_lead_to_the_pages(session: Db) -> None:
    _, made = a_folder(a_full_file(), press)
    pages = pages_of(made.content)
    headings = [bare(f"{n}{section.label}") for n, section in enumerate(SECTIONS, 1)]
    begins = [
        next(i for i, page in enumerate(pages[2:], 3) if heading in page) for heading in headings
    ]
    assert "".join(headings) in pages[1]
    assert "".join(map(str, begins)) in pages[1]


def test_nothing_is_cut_off(session: Db) -> None:
    child = a_child(name=f"阿卜杜热合曼·{RARE}", address=ADDRESS)
    a_visit(child, child_wish=LONG, note=LINES)
    _, made = a_folder(child, press)
    whole = "".join(pages_of(made.content))
    for words in (LONG, ADDRESS, LINES, RARE):
        assert bare(words) in whole


def test_chinese_is_written_in_the_forms_of_the_mainland(session: Db) -> None:
    _, made = a_folder(a_child(name=NAME), press, sections=["basics"])
    assert b"NotoSansCJKsc" in made.content or b"CJK-SC" in made.content or is_mainland(made)


def is_mainland(made: Pressed) -> bool:
    """Say whether no font of another country stands in a file."""
    return not any(each in made.content for each in (b"CJKjp", b"CJK-JP", b"CJKtc", b"CJKkr"))


def test_a_long_file_has_its_headings_on_each_page_and_takes_seconds(session: Db) -> None:
    child = a_child()
    for _ in range(60):
        a_visit(child, child_wish="想要一本新的课外书", note=LINES)
    started = time.monotonic()
    _, made = a_folder(child, press, sections=["visits"], depth=Depth.ALL)
    took = time.monotonic() - started
    pages = pages_of(made.content)
    whole = "".join(pages)
    assert whole.count("想要一本新的课外书") == 60
    assert sum("走访日期方式见到谁" in page for page in pages) >= 2
    assert took < 120  # a machine that does other things as well


def test_damaged_pictures_are_still_refused_once_a_file_was_made() -> None:
    assert pdf.press('<html lang="zh-CN"><p>好</p></html>').pages == 1
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_nothing_is_fetched_and_nothing_is_written(
    session: Db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    before = {path.name for path in tmp_path.rglob("*")}
    made = pdf.press(
        f'<html lang="zh-CN"><p>好<img src="file://{secret}"><object data="{secret.as_uri()}">'
        '</object><img src="http://127.0.0.1:9/x.png"></p></html>'
    )
    assert made.pages == 1
    assert b"geheim" not in made.content
    assert {path.name for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_sheet_says_all_that_the_practice_has(session: Db, kind: NoticeKind) -> None:
    child = a_child(name=NAME)
    filled = filled_in(child, kind)
    mark = mark_of(a_viewer(), kind.label)
    made = pdf.press(document("folders/_notice.html", "notice", mark, filled=filled))
    whole = "".join(pages_of(made.content))
    sheet = practice.notices(VILLAGE).sheets[kind.value]
    said = [sheet.opening, sheet.closing, *sheet.items, *sheet.signers, NAME, kind.label]
    said += [words for part in sheet.parts for words in (part.heading, *part.lines)]
    assert [words for words in said if bare(words) not in whole] == []


def test_two_blank_sheets_stand_on_a_page_with_every_question(session: Db) -> None:
    load_practice()
    children = [a_child(name=name) for name in ("甲一", "乙二", "丙三", "丁四", "戊五")]
    made = pdf.press(
        document(
            "folders/_sheets.html",
            "sheets",
            mark_of(a_viewer(), "纸质走访表"),
            sheets=blanks.sheets_of(children, with_place=False),
            groups=blanks.groups(),
            village=regions.path(VILLAGE)[-1],
        )
    )
    pages = pages_of(made.content)
    assert len(pages) == 3
    for child in children:
        [page] = [each for each in pages if child.case_number in each]
        for question in practice.visit_form():
            assert page.count(bare(question.label)) >= 1, question.code
            for option in question.options:
                assert f"□{bare(option.label)}" in page, option.code


_WITHOUT = """
import sys
from casework.folders import pdf
print(pdf.is_available())
"""


def test_without_a_chinese_font_it_says_that_there_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    bare_fonts = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    done = subprocess.run(  # noqa: S603 - this interpreter, with a script of our own
        [sys.executable, "-c", _WITHOUT], capture_output=True, env=bare_fonts, check=True, text=True
    )
    assert done.stdout.strip() == "False"


def test_a_folder_is_the_same_on_a_page(session: Db) -> None:
    seen: list[Folder] = []

    def look(folder: Folder) -> Pressed:
        seen.append(folder)
        return presser(FolderForm.PAGE)(folder)

    _, made = a_folder(a_full_file(), look, form=FolderForm.PAGE)
    page = bare(made.content.decode())
    assert made.pages is None
    assert [code for code, words in CANARIES.items() if bare(words) not in page] == []
    assert page.count(seen[0].mark.number) >= 2
