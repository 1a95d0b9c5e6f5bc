"""Pages of helping with a lost password, and of getting in with the code."""

from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from casework.accounts.access import PASSWORD_PENDING, PUBLIC, access, current_viewer, keep_writes
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.accounts.session import begin, profile
from casework.errors import RuleBroken
from casework.rescue import actions, queries, rules
from casework.rescue.forms import CodeForm, FindForm, HelpForm
from casework.rescue.notices import UNTOLD
from casework.rescue.views.blueprint import blueprint


@blueprint.get("/rescue/")
@access(Permission.ACCOUNT_RESCUE)
def index() -> ResponseReturnValue:
    """List those whom the viewer may help."""
    after = request.args.get("after")
    page = queries.page_of(current_viewer(), after)
    return render_template("rescue/index.html", form=FindForm(), page=page, is_first=after is None)


@blueprint.post("/rescue/find")
@access(Permission.ACCOUNT_RESCUE)
def find() -> ResponseReturnValue:
    """Find one of them by name."""
    form, found = FindForm(), None
    if form.validate_on_submit():
        found = queries.search(current_viewer(), form.looked_for.data or "")
    page = render_template("rescue/find.html", form=form, found=found)
    return page, form.status if found is None else 200


@blueprint.route("/rescue/<uuid:worker_id>", methods=["GET", "POST"])
@access(Permission.ACCOUNT_RESCUE)
def give(worker_id: UUID) -> ResponseReturnValue:
    """Ask how the person is known, then show the code, this once."""
    viewer = current_viewer()
    person, form = queries.get(viewer, worker_id), HelpForm()
    if form.validate_on_submit():
        known_by = form.known_by.data
        code = actions.give_code(actor=viewer, account=person.account, known_by=known_by)
        minutes = int(rules.LIFETIME.total_seconds() // 60)
        return render_template("rescue/code.html", person=person, code=code, minutes=minutes)
    return render_template("rescue/give.html", person=person, form=form), form.status


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@access(PUBLIC)
def enter() -> ResponseReturnValue:
    """Let somebody in who types the code; the next page asks for a new password."""
    form = CodeForm()
    if form.validate_on_submit() and _let_in(form):
        return redirect(url_for("accounts.password"))
    return render_template("rescue/enter.html", form=form), form.status


def _let_in(form: CodeForm) -> bool:
    login, code = form.login.data or "", form.code.data or ""
    try:
        found = actions.use_code(
            login=login, code=code, network=request.remote_addr or "-", profile=profile()
        )
    except RuleBroken as broken:
        form.reject(broken)
        return False
    if found is None:
        keep_writes()
        form.reject(RuleBroken(actions.refuse_text()))
        return False
    account, rescue = found
    begin(account, None, rescue.id)
    return True


@blueprint.post("/me/rescued")
@access(PASSWORD_PENDING)
def told() -> ResponseReturnValue:
    """Take the notice away once its reader says so."""
    if ActForm().validate_on_submit():
        actions.acknowledge(actor=current_viewer())
        session.pop(UNTOLD, None)
    return redirect(url_for("accounts.start"))
