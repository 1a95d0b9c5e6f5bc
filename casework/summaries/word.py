"""A text as a Word document: title, body, who hands it in, and the day; nothing else in it."""

import io
from datetime import UTC, date, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from casework.summaries.models import SummaryDraft

_BODY, _TITLE = Pt(16), Pt(22)
_FONT = "FangSong"
_MARGIN = Cm(2.6)
# no-catalogue: handed in, so always Chinese
_HEADINGS = tuple(f"{each}、" for each in "一二三四五六七八九十")
#: When it was made is nobody's business who gets the file.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def document(draft: SummaryDraft, on: date) -> bytes:
    """Return a text as .docx; neither names nor times stand in its properties."""
    made = Document()
    _set_up(made, draft.title)
    _line(made, draft.title, size=_TITLE, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    for each in draft.text.splitlines():
        if each.strip():
            _line(made, each.strip(), bold=each.startswith(_HEADINGS), indent=True)
    right = WD_ALIGN_PARAGRAPH.RIGHT
    if draft.unit:
        _line(made, draft.unit, align=right)
    _line(made, f"{on.year}年{on.month}月{on.day}日", align=right)  # no-catalogue: a format
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Any, title: str) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    style = made.styles["Normal"]
    style.font.name, style.font.size = _FONT, _BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    told = made.core_properties
    told.author = told.last_modified_by = told.comments = ""
    told.title, told.created, told.modified = title, _NO_TIME, _NO_TIME


def _line(made: Any, text: str, *, size: Any = _BODY, bold: bool = False, **looks: Any) -> None:
    paragraph = made.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = size, bold
    paragraph.alignment = looks.get("align")
    if looks.get("indent"):
        paragraph.paragraph_format.first_line_indent = _BODY * 2
