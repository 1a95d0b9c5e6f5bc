"""Pages of signing in and out, one's own account, and the accounts of the system administrator."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import actions, queries, rules
from casework.accounts.access import (
    PASSWORD_PENDING,
    PUBLIC,
    SIGNED_IN,
    access,
    current_viewer,
    keep_writes,
)
from casework.accounts.forms import ActForm, ChosenPasswordForm, PasswordForm, SignInForm
from casework.accounts.permissions import Permission
from casework.accounts.session import begin, finish, profile, signed_in
from casework.errors import RuleBroken
from casework.ui.browsers import advice
from casework.ui.formats import said

blueprint = Blueprint("accounts", __name__)

_HOMES = (
    (Permission.TODAY_READ, "home.today"),
    (Permission.TOWNSHIP_READ, "oversight.desk"),
    (Permission.REPORT_TOTALS, "totals.show"),
    (Permission.REPORT_READ, "reports.coverage"),
    (Permission.AUDIT_READ, "oversight.trail"),
    (Permission.ACCOUNT_MANAGE, "accounts.index"),
    (Permission.PAIRING_OWN, "pairings.own_index"),
    (Permission.PSYCHOLOGY_TREAT, "counselling.index"),
)


@blueprint.get("/")
@access(SIGNED_IN)
def start() -> ResponseReturnValue:
    """Lead to the page that the role begins its day with."""
    viewer = current_viewer()
    home = next((end for need, end in _HOMES if viewer.may(need)), "accounts.me")
    return redirect(url_for(home))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Ask for login and password."""
    form = SignInForm()
    if signed_in() and not form.is_submitted():
        return redirect(url_for("accounts.start"))
    if form.validate_on_submit() and _let_in(form):
        target = rules.safe_target(request.args.get("next"))
        return redirect(target or url_for("accounts.start"))
    over, typed = "over" in request.args, request.args.get("typed")
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        over=over,
        typed=typed,
        browser=advice(request.user_agent.string),
    )
    return page, form.status


def _let_in(form: SignInForm) -> bool:
    login, password = form.login.data or "", form.password.data or ""
    network = request.remote_addr or "-"
    try:
        account = actions.check_credentials(
            login=login, password=password, network=network, profile=profile()
        )
    except RuleBroken as broken:
        form.reject(broken)
        return False
    if account is None:
        keep_writes()
        form.reject(RuleBroken(actions.refuse_text()))
        return False
    begin(account, password)
    return True


@blueprint.post("/sign-out")
@access(PASSWORD_PENDING)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    user = signed_in()
    if user is not None:
        finish(user)
    flash(_("已退出登录。"))
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/me/password", methods=["GET", "POST"])
@access(PASSWORD_PENDING)
def password() -> ResponseReturnValue:
    """Change one's own password; with a one-time one this comes before everything else."""
    user = signed_in()
    form = ChosenPasswordForm() if user and user.is_rescued else PasswordForm()
    if form.validate_on_submit() and _change(form):
        flash(_("密码已修改，其他设备已退出。"))
        return redirect(url_for("accounts.start"))
    return render_template("accounts/password.html", form=form), form.status


def _change(form: PasswordForm) -> bool:
    user = signed_in()
    assert user is not None  # noqa: S101 - the gate has seen to it
    act = actions.choose_password if user.is_rescued else actions.change_password
    try:
        act(
            actor=user.viewer,
            keep=actions.token_digest(user.token),
            profile=profile(),
            **form.passwords(),
        )
    except RuleBroken as broken:
        form.reject(broken)
        return False
    return True


@blueprint.get("/me")
@access(SIGNED_IN)
def me() -> ResponseReturnValue:
    """Show one's own account, its regions and signed-in devices."""
    viewer = current_viewer()
    return render_template(
        "accounts/me.html",
        account=queries.get(viewer.account_id),
        regions=queries.region_names(viewer),
        sessions=queries.open_sessions(viewer.account_id),
        form=ActForm(),
    )


@blueprint.post("/me/sign-out-everywhere")
@access(SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session but this one."""
    user = signed_in()
    if user is not None:
        keep = actions.token_digest(user.token)
        actions.end_sessions(actor=user.viewer, account_id=user.viewer.account_id, but=keep)
    flash(_("其他设备都已退出登录。"))
    return redirect(url_for("accounts.me"))


@blueprint.get("/accounts")
@access(Permission.ACCOUNT_MANAGE)
def index() -> ResponseReturnValue:
    """List the accounts, by login; no child is to be seen from here."""
    page = queries.page_of_accounts(after=request.args.get("after"))
    return render_template("accounts/index.html", page=page, form=ActForm())


@blueprint.post("/accounts/<uuid:account_id>/<any(disable, enable):what>")
@access(Permission.ACCOUNT_MANAGE)
def switch(account_id: UUID, what: str) -> ResponseReturnValue:
    """Stop an account, or let it work again."""
    account = queries.get(account_id)
    try:
        actions.set_disabled(actor=current_viewer(), account=account, disabled=what == "disable")
    except RuleBroken as broken:
        flash(said(broken.message), "error")
    else:
        flash(_("账号已停用，并已退出登录。") if what == "disable" else _("账号已恢复。"))
    return redirect(url_for("accounts.index"))
