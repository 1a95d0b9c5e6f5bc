"""The forms on paper and as workbooks, as they stand or as they were signed."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.annexes import forms, queries, sheets, signed, workbook
from casework.annexes.layout import ANNEX_2_HEADINGS, GROUPS, ROWS_OF_ANNEX_2
from casework.annexes.queries import Asked
from casework.annexes.views.blueprint import XLSX, blueprint, note
from casework.annexes.workbook import Form
from casework.audit.tags import Tag
from casework.errors import NotFound
from casework.practice.rules.campaigns import FORMS
from casework.ui.language import CHINESE, speak


@blueprint.get("/<campaign>/print/<any(annex1,annex2):annex>", endpoint="print")
@access(Permission.ANNEX_READ)
def print_sheet(campaign: str, annex: str) -> ResponseReturnValue:
    """Show one form as a sheet of paper: it is handed in, so it is always Chinese."""
    speak(CHINESE)
    asked = forms.asked(current_viewer(), campaign)
    [form] = _forms(asked, [annex])
    note(asked, annex=annex, edition=request.args.get("edition"))
    return render_template(
        "annexes/print.html",
        asked=asked,
        form=form,
        groups=GROUPS,
        headings=ANNEX_2_HEADINGS,
        least=ROWS_OF_ANNEX_2,
        edition=request.args.get("edition"),
    )


@blueprint.get("/<campaign>/table.xlsx")
@access(Permission.ANNEX_READ)
def table(campaign: str) -> Response:
    """Hand out one form as a workbook, or both where none is named."""
    asked = forms.asked(current_viewer(), campaign)
    named = request.args.get("annex")
    codes = [each.code for each in asked.campaign.annexes] if named is None else [named]
    content = workbook.workbook(_forms(asked, codes))
    note(asked, Tag.REPORT_EXPORT, annex=named, edition=request.args.get("edition"), format="xlsx")
    # no-catalogue: a file
    label = {"annex1": "附件1", "annex2": "附件2"}.get(named or "", "附件1附件2")
    name = f"{asked.region.name}-{label}.xlsx"
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


def _forms(asked: Asked, codes: Sequence[str]) -> list[Form]:
    """Return the forms that are asked for; raise NotFound for one that there is not."""
    for code in codes:
        if code not in FORMS:
            raise NotFound
        queries.annex_of(asked, code)
    n = forms.number_asked()
    if n is None:
        book = sheets.book(asked)
        return [workbook.of_sheet(book.sheet(code)) for code in codes]
    return [workbook.of_signed(signed.sheet_of(signed.numbered(asked, c, n))) for c in codes]
