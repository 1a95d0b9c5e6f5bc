"""The pages of a counsellor: the cases sent to her county, those that are hers, her work."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.assessments.rules.scoring import result
from casework.children.views.blueprint import does
from casework.practice import queries as practice
from casework.psychology import actions, casebook
from casework.psychology.forms import (
    CloseForm,
    HandOverForm,
    SessionForm,
    screened,
    screening_form,
)
from casework.psychology.models import PsychologyCase, PsychologyRecord, RecordKind

blueprint = Blueprint("counselling", __name__, url_prefix="/counselling")

_ONE = "/<uuid:care_id>"


@blueprint.get("/")
@access(Permission.PSYCHOLOGY_TREAT)
def index() -> ResponseReturnValue:
    """Show what waits for a counsellor, what is hers, what has ended."""
    viewer = current_viewer()
    book = casebook.casebook(viewer)
    actions.note_list(actor=viewer, book=book)
    return render_template("counselling/index.html", book=book)


@blueprint.get(_ONE)
@access(Permission.PSYCHOLOGY_TREAT)
def show(care_id: UUID) -> ResponseReturnValue:
    """Show a case: what was written for her, and her own records."""
    viewer = current_viewer()
    case = casebook.get(viewer, care_id)
    actions.note_opening(actor=viewer, case=case)
    is_hers = casebook.is_hers(viewer, case)
    records = casebook.records(case) if is_hers else []
    return render_template(
        "counselling/show.html",
        line=casebook.line(case),
        case=case,
        is_hers=is_hers,
        records=[(each, _screening(each)) for each in records],
        authors=accounts.names_of({case.referred_by, *(each.account_id for each in records)}),
        settings=practice.psychology(case.region_code),
        outcomes=practice.codes("psychology_outcome"),
        relations=practice.codes("relation"),
    )


@blueprint.post(f"{_ONE}/accept")
@access(Permission.PSYCHOLOGY_TREAT)
def accept(care_id: UUID) -> ResponseReturnValue:
    """Take a case on."""
    viewer = current_viewer()
    case = casebook.get(viewer, care_id, lock=True)
    if ActForm().validate_on_submit():
        actions.accept(actor=viewer, case=case)
        flash(_("已接案。请先联系孩子的照料人，约第一次见面。"))
    return _to_case(case)


@blueprint.route(f"{_ONE}/screen", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_TREAT)
def screen(care_id: UUID) -> ResponseReturnValue:
    """Fill in a screening."""
    case, template = _hers(care_id), practice.psychology_form()
    form = screening_form(template)
    if form.validate_on_submit() and _did(form, actions.screen, case, screened(form, template)):
        return _to_case(case)
    page = render_template(
        "counselling/screen.html", form=form, line=casebook.line(case), template=template
    )
    return page, form.status


@blueprint.route(f"{_ONE}/session", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_TREAT)
def session(care_id: UUID) -> ResponseReturnValue:
    """Keep a meeting with the child."""
    case = _hers(care_id)
    form = SessionForm(case.region_code)
    if form.validate_on_submit() and _did(form, actions.hold_session, case, form.values()):
        return _to_case(case)
    page = render_template("counselling/session.html", form=form, line=casebook.line(case))
    return page, form.status


@blueprint.route(f"{_ONE}/close", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_TREAT)
def close(care_id: UUID) -> ResponseReturnValue:
    """End a case."""
    case, form = _hers(care_id), CloseForm()
    if form.validate_on_submit() and _did(form, actions.close, case, form.values()):
        return redirect(url_for(".index"))
    page = render_template("counselling/close.html", form=form, line=casebook.line(case))
    return page, form.status


@blueprint.route(f"{_ONE}/hand-over", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_TREAT)
def hand_over(care_id: UUID) -> ResponseReturnValue:
    """Give a case to a colleague of the county."""
    case = _hers(care_id)
    people = casebook.colleagues(current_viewer())
    form = HandOverForm(people)
    if form.validate_on_submit():
        told = {"account_id": UUID(form.account.data), "words": form.words.data}
        if _did(form, actions.hand_over, case, told):
            return redirect(url_for(".index"))
    page = render_template(
        "counselling/hand_over.html", form=form, line=casebook.line(case), people=people
    )
    return page, form.status


def _hers(care_id: UUID) -> PsychologyCase:
    """Return a case of her own; that a page shows whose it is leaves its trace."""
    viewer, is_act = current_viewer(), request.method == "POST"
    case = casebook.hers(viewer, care_id, lock=is_act)
    if not is_act:
        actions.note_opening(actor=viewer, case=case)
    return case


def _did(form: Any, act: Any, case: PsychologyCase, told: dict[str, Any]) -> bool:
    if not does(form, act, actor=current_viewer(), case=case, **told):
        return False
    flash(_("已记下。"))
    return True


def _screening(record: PsychologyRecord) -> Any:
    """Return what a screening adds up to, by the edition that it was made on."""
    if record.kind is not RecordKind.SCREENING:
        return None
    return result(practice.psychology_form(record.form_version), record.body["answers"])


def _to_case(case: PsychologyCase) -> ResponseReturnValue:
    return redirect(url_for(".show", care_id=case.id))
