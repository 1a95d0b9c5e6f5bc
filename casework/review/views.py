"""Reviewing visits: the queue with its keys, and each step on a small page of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.errors import NotFound, RuleBroken
from casework.regions import queries as regions
from casework.review import queue as queues
from casework.review.forms import AnswerForm, RemarkForm, ReturnForm, SpotCheckForm
from casework.ui.forms import Form
from casework.visits import actions, queries, reviews
from casework.visits.models import Visit
from casework.visits.reading import identifier
from casework.visits.steps import Overtaken

blueprint = Blueprint("review", __name__)

_CONFLICT = 409


@blueprint.get("/review/")
@access(Permission.VISIT_REVIEW)
def queue() -> ResponseReturnValue:
    """Show what waits, oldest first, each beside the child's visit before it."""
    return _queue()


def _queue(problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    viewer, township = current_viewer(), _township()
    after = queues.Key.parse(request.args.get("after", ""))
    page = queues.page(viewer, township, after)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={line.child.id for line in page.rows})
    townships = [t for code in viewer.scope.ranges for t in regions.townships_in(code)]
    html = render_template(
        "review/queue.html",
        page=page,
        waiting=queues.waiting(viewer, township),
        most=queues.MOST_COUNTED,
        township=township,
        townships=townships,
        villages=regions.by_codes({line.child.region_code for line in page.rows}),
        is_first=after is None,
        problem=problem,
    )
    return html, status


@blueprint.post("/review/accept")
@access(Permission.VISIT_REVIEW)
def accept_several() -> ResponseReturnValue:
    """Accept the chosen routine records of a page; each stands for itself."""
    viewer, chosen = current_viewer(), _chosen()
    try:
        outcome = queues.accept_routine(viewer, chosen)
    except RuleBroken as broken:
        return _queue(broken.message, 422)
    if outcome.done:
        flash(_("已通过%(n)s条。", n=len(outcome.done)))
    for message in dict.fromkeys(outcome.left):
        flash(message, "error")
    return redirect(_back(), code=303)


@blueprint.post("/review/<uuid:visit_id>/accept")
@access(Permission.VISIT_REVIEW)
def accept(visit_id: UUID) -> ResponseReturnValue:
    """Accept one record."""
    return _pressed(actions.accept, visit_id, _("已通过。"))


@blueprint.post("/review/<uuid:visit_id>/take-back")
@access(Permission.VISIT_REVIEW)
def take_back(visit_id: UUID) -> ResponseReturnValue:
    """Take a return back."""
    return _pressed(actions.take_back, visit_id, _("已撤回退回，这条记录重新计入。"))


def _pressed(act: Callable[..., Visit], visit_id: UUID, said: str) -> ResponseReturnValue:
    viewer, seen = current_viewer(), request.form.get("seen", "")
    try:
        act(actor=viewer, visit_id=visit_id, seen=seen)
    except Overtaken as overtaken:
        return _queue(overtaken.message, _CONFLICT)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        flash(said)
    return redirect(_back(), code=303)


@blueprint.route("/review/<uuid:visit_id>/return", methods=["GET", "POST"])
@access(Permission.VISIT_REVIEW)
def give_back(visit_id: UUID) -> ResponseReturnValue:
    """Return a record with a question to whoever wrote it."""
    form = ReturnForm()
    return _on_page(
        "review/return.html",
        visit_id,
        form,
        lambda: actions.return_to_worker(
            actor=current_viewer(),
            visit_id=visit_id,
            seen=form.seen.data or "",
            reason=form.words(),
        ),
        done=lambda: (_("已退回，登记人会在待办里看到问题。"), _back()),
    )


@blueprint.route("/review/<uuid:visit_id>/spot-check", methods=["GET", "POST"])
@access(Permission.VISIT_REVIEW)
def spot_check(visit_id: UUID) -> ResponseReturnValue:
    """Keep what a call to the family said."""
    form = SpotCheckForm()
    return _on_page(
        "review/spot_check.html",
        visit_id,
        form,
        lambda: actions.note_spot_check(actor=current_viewer(), visit_id=visit_id, **form.act()),
        done=lambda: (_("抽查结果已记下。"), _visit(visit_id)),
    )


@blueprint.route("/review/<uuid:visit_id>/answer", methods=["GET", "POST"])
@access(Permission.VISIT_WRITE)
def answer(visit_id: UUID) -> ResponseReturnValue:
    """Answer the question about a returned record."""
    form = AnswerForm()
    return _on_page(
        "review/answer.html",
        visit_id,
        form,
        lambda: actions.answer(
            actor=current_viewer(),
            visit_id=visit_id,
            seen=form.seen.data or "",
            words=form.words.data,
        ),
        done=lambda: (_("已答复，这条记录重新计入。"), _visit(visit_id)),
    )


@blueprint.route("/review/<uuid:visit_id>/remark", methods=["GET", "POST"])
@access(Permission.VISIT_READ)
def remark(visit_id: UUID) -> ResponseReturnValue:
    """Add to the talk about a visit."""
    form = RemarkForm()
    return _on_page(
        "review/remark.html",
        visit_id,
        form,
        lambda: actions.add_remark(
            actor=current_viewer(),
            visit_id=visit_id,
            remark_id=form.id_given,
            words=form.words.data,
        ),
        done=lambda: (_("留言已记下。"), _visit(visit_id)),
    )


def _on_page(
    template: str,
    visit_id: UUID,
    form: Form,
    act: Callable[[], object],
    *,
    done: Callable[[], tuple[str, str]],
) -> ResponseReturnValue:
    """Show a small form about a visit, or do what it says."""
    viewer = current_viewer()
    visit = queries.get(viewer, visit_id)
    child, status = children.get(viewer, visit.child_id), form.status
    if form.validate_on_submit():
        try:
            act()
        except RuleBroken as broken:
            form.reject(broken)
            if isinstance(broken, Overtaken):  # shown with what has happened: she may decide anew
                form["seen"].data, status = None, _CONFLICT
        else:
            said, target = done()
            flash(said)
            return redirect(target)
    review = reviews.review(viewer, visit, queries.newest(visit).author_id)
    if "seen" in form and not form["seen"].data:
        form["seen"].data = str(review.token)
    village = regions.by_codes([child.region_code]).get(child.region_code)
    record(
        Tag.VISIT_OPEN,
        actor_id=viewer.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=visit.id,
    )
    page: dict[str, Any] = {"visit": visit, "child": child, "form": form, "review": review}
    html = render_template(template, **page, village=village, today=clock.today())
    return html, status


def _township() -> str | None:
    """Return the township that the queue is narrowed to; raise NotFound for one out of reach."""
    code = request.args.get("township")
    if not code:
        return None
    if not current_viewer().scope.covers(code) or not regions.by_codes([code]):
        raise NotFound
    return code


def _chosen() -> dict[UUID, str]:
    """Return the ticked records with what the page showed of them."""
    pairs = [each.partition("/") for each in request.form.getlist("chosen")]
    return {visit_id: seen for text, _slash, seen in pairs if (visit_id := identifier(text))}


def _back() -> str:
    return url_for("review.queue", township=request.args.get("township"), _anchor="next")


def _visit(visit_id: UUID) -> str:
    return url_for("visits.show", visit_id=visit_id)
