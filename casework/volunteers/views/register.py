"""The register as a list, one volunteer's page, and the form that enrols and changes."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.db.paging import Page
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.volunteers import actions, queries, rules, showing, telling
from casework.volunteers.forms import FindForm, RevealForm, VolunteerForm
from casework.volunteers.models import Volunteer
from casework.volunteers.rules import Opened
from casework.volunteers.views.blueprint import blueprint, opened


@blueprint.get("/")
@access(Permission.VOLUNTEER_READ)
def index() -> ResponseReturnValue:
    """Show the register, narrowed; each number leads to its list."""
    viewer, after = current_viewer(), request.args.get("after")
    filters = queries.read_filters(viewer, request.args)
    page = queries.page_of(viewer, filters, clock.today(), after)
    return _list(FindForm(formdata=None), page, filters, is_first=after is None)


@blueprint.post("/find")
@access(Permission.VOLUNTEER_READ)
def find() -> ResponseReturnValue:
    """Show who is called so; also those who have left."""
    form = FindForm()
    fine = form.validate_on_submit()
    found = queries.named_like(current_viewer(), form.looked_for.data) if fine else ()
    page = _list(form, Page(found), queries.Filters(), is_search=True)
    return page, 200 if fine else form.status


@blueprint.get("/<uuid:volunteer_id>")
@access(Permission.VOLUNTEER_READ)
def show(volunteer_id: UUID) -> ResponseReturnValue:
    """Show what the register says of one person, telephone and number masked."""
    _viewer, volunteer = opened(volunteer_id)
    return _page(volunteer)


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def new() -> ResponseReturnValue:
    """Put somebody on the register."""
    viewer = current_viewer()
    form = VolunteerForm(viewer)
    if form.validate_on_submit():
        try:
            volunteer = actions.enrol(
                actor=viewer,
                facts=form.facts(),
                joined_on=form.joined_on.data,
                is_another=form.is_another.data,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("志愿者已登记。接着请查询违法犯罪记录，并请本人同意行为守则。"))
            return redirect(url_for(".show", volunteer_id=volunteer.id))
    return render_template("volunteers/edit.html", form=form, volunteer=None), form.status


@blueprint.route("/<uuid:volunteer_id>/edit", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def edit(volunteer_id: UUID) -> ResponseReturnValue:
    """Change what the register says."""
    viewer, volunteer = opened(volunteer_id)
    form, version = VolunteerForm(viewer, volunteer), _version(volunteer)
    if form.validate_on_submit():
        try:
            actions.change(actor=viewer, volunteer=volunteer, version=version, facts=form.facts())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", volunteer_id=volunteer.id))
    page = render_template("volunteers/edit.html", form=form, volunteer=volunteer, version=version)
    return page, form.status


@blueprint.post("/<uuid:volunteer_id>")
@access(Permission.VOLUNTEER_READ)
def reveal(volunteer_id: UUID) -> ResponseReturnValue:
    """Show telephone or number whole, for a purpose that the trail keeps."""
    viewer, volunteer = opened(volunteer_id)
    form = RevealForm()
    if form.validate_on_submit():
        try:
            actions.reveal(actor=viewer, volunteer=volunteer, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _page(volunteer, tuple(form.opened.data))
    return _page(volunteer, form=form), form.status


def _list(
    form: FindForm,
    page: Page[Volunteer],
    filters: queries.Filters,
    *,
    is_first: bool = True,
    is_search: bool = False,
) -> str:
    viewer, today = current_viewer(), clock.today()
    return render_template(
        "volunteers/index.html",
        form=form,
        lines=showing.lines(page.rows, today),
        after=page.after,
        is_first=is_first,
        is_search=is_search,
        filters=filters,
        facets=queries.facets(viewer, filters, today),
        shows=queries.Show,
        kinds=practice.codes("volunteer_kind"),
        places=showing.places(viewer),
    )


def _page(
    volunteer: Volunteer,
    opened_now: tuple[Opened, ...] = (),
    form: RevealForm | None = None,
) -> str:
    today, settings = clock.today(), practice.volunteers(volunteer.region_code)
    checks = queries.checks_of(volunteer)
    trainings = queries.trainings_of(volunteer)
    (line,) = showing.lines([volunteer], today)
    account = volunteer.account_id
    return render_template(
        "volunteers/show.html",
        volunteer=volunteer,
        line=line,
        lacks=rules.may_be_paired(volunteer, today, settings),
        settings=settings,
        checks=checks,
        trainings=trainings,
        recorders=accounts.names_of({each.recorded_by for each in checks}),
        login=accounts.get(account).login if account else None,
        live=telling.live_pairings(volunteer),
        phone=rules.shown_phone(volunteer, opened_now),
        number=rules.shown_number(volunteer, opened_now),
        words=showing.words(volunteer),
        form=form or RevealForm(formdata=None),
    )


def _version(volunteer: Volunteer) -> int:
    """Return which version the page was opened on."""
    sent = request.form.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() else volunteer.version
