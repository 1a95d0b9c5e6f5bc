"""The agreement as a Word document: the same paper, made by us, with nothing else in it."""

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from casework.care_agreements.paper import BLANK, BLANK_DAY, Paper, Part

#: Large enough for a grandmother without her glasses.
_BODY, _HEADING, _TITLE = Pt(14), Pt(16), Pt(24)
_FONT = "SimSun"
_MARGIN = Cm(2.2)
_GREY = RGBColor(0x88, 0x88, 0x88)
#: When it was made is nobody's business who gets the file.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def document(paper: Paper) -> bytes:
    """Return the paper as a .docx; neither names nor times stand in its properties."""
    made = Document()
    _set_up(made, paper)
    if paper.watermark:
        _line(made, paper.watermark, size=_HEADING, centred=True, grey=True)
    _line(made, paper.title, size=_TITLE, centred=True, bold=True)
    _line(made, paper.opening)
    for part in paper.parts:
        _write(made, part)
    _line(made, paper.guardian_line, bold=True)
    if paper.remote_line:
        _line(made, paper.remote_line)
    for who in paper.signatures:
        _line(made, f"{who}\u3000{BLANK}\u3000{BLANK_DAY}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Any, paper: Paper) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    style = made.styles["Normal"]
    style.font.name, style.font.size = _FONT, _BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(6)
    told = made.core_properties
    told.author = told.last_modified_by = told.comments = ""
    told.title, told.created, told.modified = paper.title, _NO_TIME, _NO_TIME


def _write(made: Any, part: Part) -> None:
    _line(made, part.heading, size=_HEADING, bold=True)
    for name, lines in part.groups:
        if name:
            _line(made, name, bold=True)
        table = made.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for label, value in lines:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, value
        _line(made, "")
    for number, sentence in enumerate(part.sentences, 1):
        _line(made, f"{number}. {sentence}" if part.is_numbered else sentence)


def _line(
    made: Any,
    text: str,
    *,
    size: Any = _BODY,
    bold: bool = False,
    centred: bool = False,
    grey: bool = False,
) -> None:
    paragraph = made.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = size, bold
    if grey:
        run.font.color.rgb = _GREY
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
