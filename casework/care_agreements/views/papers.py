"""The agreement on paper: a page to print, and a Word document."""

from uuid import UUID

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.care_agreements import actions, paper, word
from casework.care_agreements.views.blueprint import blueprint, found

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ONE = "/children/<uuid:child_id>/agreements/<uuid:agreement_id>"


@blueprint.get(f"{_ONE}/print", endpoint="print")
@access(Permission.AGREEMENT_WRITE)
def print_(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Show the paper, large and with every number, to be printed and signed."""
    viewer, child, agreement = found(child_id, agreement_id)
    actions.take_out(actor=viewer, child=child, agreement=agreement, form="print")
    return render_template(
        "care_agreements/print.html",
        child=child,
        agreement=agreement,
        paper=paper.paper_of(child, agreement),
        blank=paper.BLANK,
        blank_day=paper.BLANK_DAY,
    )


@blueprint.get(f"{_ONE}/agreement.docx")
@access(Permission.AGREEMENT_WRITE)
def document(child_id: UUID, agreement_id: UUID) -> Response:
    """Hand the paper out as a Word document; no name stands in the name of the file."""
    viewer, child, agreement = found(child_id, agreement_id)
    actions.take_out(actor=viewer, child=child, agreement=agreement, form="docx")
    answer = make_response(word.document(paper.paper_of(child, agreement)))
    answer.mimetype = _WORD
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="agreement-{child.case_number}.docx"'
    )
    return answer
