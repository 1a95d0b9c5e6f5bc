"""What a child's own workers see and do: states and dates, a referral, the guardian's word."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.attention import Key
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.practice import queries as practice
from casework.psychology import actions, lists, queries
from casework.psychology.forms import ConsentForm, ReferForm, SettleForm
from casework.psychology.models import OPEN_MARKS, PsychologyMark
from casework.psychology.rules import OPEN_CASES, SELF_HARM, is_late
from casework.psychology.views.blueprint import blueprint

_CHILD = "/children/<uuid:child_id>/psychology"


@blueprint.get("/psychology")
@access(Permission.PSYCHOLOGY_SEE)
def index() -> ResponseReturnValue:
    """Show one of the lists, and how many stand on each."""
    viewer, on = current_viewer(), clock.today()
    tile = lists.chosen(request.args.get("show"))
    after = Key.parse(request.args.get("after"), tile.subject)
    found = lists.listing(viewer, tile, on, after)
    seen = {line.child.id for line in found.lines}
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=seen)
    return render_template(
        "psychology/index.html",
        found=found,
        tiles=lists.TILES,
        name_of=lists.name_of,
        is_first=after is None,
    )


@blueprint.get(_CHILD)
@access(Permission.PSYCHOLOGY_SEE)
def of_child(child_id: UUID) -> ResponseReturnValue:
    """Show what visits noticed of a child, and how far each case is; never what was said."""
    _viewer, child = opened(child_id)
    cases, marks = queries.cases_of(child), queries.marks_of(child)
    return render_template(
        "psychology/of_child.html",
        child=child,
        cases=cases,
        marks=marks,
        open_marks=[mark for mark in marks if mark.state in OPEN_MARKS],
        acts=queries.acts_of(child),
        signs=_signs(),
        outcomes=practice.codes("psychology_outcome"),
        settings=practice.psychology(child.region_code),
        open_case=next((case for case in cases if case.state in OPEN_CASES), None),
        is_late=lambda case: is_late(case.answer_due_at, clock.now()),
        self_harm=SELF_HARM,
    )


@blueprint.route(f"{_CHILD}/refer", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_REFER)
def refer(child_id: UUID) -> ResponseReturnValue:
    """Send a child to a counsellor; what the visit wrote stands there already."""
    viewer, child = opened(child_id)
    marks = [mark for mark in queries.marks_of(child) if mark.state in OPEN_MARKS]
    form = ReferForm(child.region_code, **_prefilled(marks))
    if form.validate_on_submit() and does(
        form, actions.refer, actor=viewer, child=child, **form.values()
    ):
        flash(_("已转介给县里的心理服务人员。"))
        return _to_child(child)
    page = render_template(
        "psychology/refer.html", form=form, child=child, marks=marks, signs=_signs()
    )
    return page, form.status


@blueprint.route(f"{_CHILD}/<uuid:care_id>/consent", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_REFER)
def consent(child_id: UUID, care_id: UUID) -> ResponseReturnValue:
    """Keep how the guardian answered afterwards."""
    viewer, child = opened(child_id)
    case = queries.case(child, care_id)
    form = ConsentForm(child.region_code, case.consent)
    if form.validate_on_submit() and does(
        form, actions.keep_consent, actor=viewer, child=child, case=case, **form.values()
    ):
        flash(_("已记下。"))
        return _to_child(child)
    return render_template("psychology/consent.html", form=form, child=child), form.status


@blueprint.route(f"{_CHILD}/marks/<uuid:mark_id>/settle", methods=["GET", "POST"])
@access(Permission.PSYCHOLOGY_REFER)
def settle(child_id: UUID, mark_id: UUID) -> ResponseReturnValue:
    """Say why nobody has to be sent to a counsellor."""
    viewer, child = opened(child_id)
    mark, form = queries.mark(child, mark_id), SettleForm()
    if form.validate_on_submit() and does(
        form, actions.settle, actor=viewer, child=child, mark=mark, **form.values()
    ):
        flash(_("已记下。"))
        return _to_child(child)
    page = render_template(
        "psychology/settle.html", form=form, child=child, mark=mark, signs=_signs()
    )
    return page, form.status


def _prefilled(marks: list[PsychologyMark]) -> dict[str, object]:
    """Return what the visits wrote: nothing is typed twice."""
    if not marks:
        return {}
    signs = _signs()
    said = [mark.words or signs.get(mark.sign, "") for mark in marks]
    why = "\n".join(dict.fromkeys(each for each in reversed(said) if each))
    return {"why": why, "urgent": any(mark.sign == SELF_HARM for mark in marks)}


def _signs() -> dict[str, str]:
    """Return the answers of the visit form by code, as it asks today."""
    question = practice.visit_form().by_code.get("psych")
    return {each.code: each.label for each in question.options} if question else {}


def _to_child(child: Child) -> ResponseReturnValue:
    return redirect(url_for("psychology.of_child", child_id=child.id))
