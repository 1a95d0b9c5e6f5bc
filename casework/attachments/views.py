"""Handing files in from any page, looking at one, removing one."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import accepts_upload, access, current_viewer, keep_writes
from casework.accounts.permissions import Permission
from casework.accounts.rules import safe_target
from casework.attachments import actions, queries
from casework.attachments.actions import Taken
from casework.attachments.forms import RemoveForm, UploadForm
from casework.attachments.limits import REQUEST_BYTES
from casework.attachments.models import SubjectKind
from casework.children import queries as children
from casework.children.views.blueprint import does, opened
from casework.errors import RuleBroken
from casework.ui.formats import said

blueprint = Blueprint("attachments", __name__, url_prefix="/children/<uuid:child_id>/files")

#: For pages of other features that show the files of what they are about.
blueprint.add_app_template_global(queries.by_subject, "files_by_subject")

_KINDS = ",".join(kind.value for kind in SubjectKind)
#: What the script asks for, which sends one file at a time.
_PLAIN = "text/plain"


@blueprint.route(f"/<any({_KINDS}):kind>/<uuid:subject_id>", methods=["GET", "POST"])
@accepts_upload(REQUEST_BYTES)
@access(Permission.FILE_ADD)
def upload(child_id: UUID, kind: str, subject_id: UUID) -> ResponseReturnValue:
    """Take files in; those that cannot be stored are told, the others stay."""
    viewer, child = opened(child_id)
    form = UploadForm(data={"back": request.args.get("back")})
    if form.validate_on_submit():
        received = actions.receive(form.uploads())
        taken = actions.take(
            actor=viewer,
            child_id=child_id,
            kind=SubjectKind(kind),
            subject_id=subject_id,
            received=received,
            title=form.title.data,
        )
        child = children.get(viewer, child_id)
        if not taken.refused:
            return _done(form, child_id)
        _tell_refused(form, taken)
    if request.headers.get("Accept") == _PLAIN and form.is_submitted():
        return Response(
            "\n".join(_said(form)), form.status, content_type=f"{_PLAIN}; charset=utf-8"
        )
    items = queries.of_subject(child, SubjectKind(kind), subject_id)
    page = render_template(
        "attachments/upload.html",
        form=form,
        child=child,
        kind=SubjectKind(kind),
        subject_id=subject_id,
        items=items,
        back=_back(form, child_id),
    )
    return page, form.status


@blueprint.get("/<uuid:file_id>")
@access(Permission.FILE_READ)
def show(child_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Hand a file out, and note who has looked at it."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    attachment = queries.get(child, file_id)
    try:
        content = queries.content(attachment)
    except RuleBroken as broken:
        flash(said(broken.message), "error")
        return redirect(url_for("dossier.show", child_id=child_id))
    actions.note_opening(actor=viewer, child=child, attachment=attachment)
    answer = Response(content, mimetype=attachment.media_type)
    answer.content_length = attachment.size
    # Only what was drawn by ourselves is shown in the browser; its name tells nothing.
    way, suffix = ("inline", "jpg") if attachment.is_picture else ("attachment", "pdf")
    name = f"{attachment.created_at:%Y%m%d}-{file_id.hex[-6:]}.{suffix}"
    answer.headers.set("Content-Disposition", way, filename=name)
    return answer


@blueprint.route("/<uuid:file_id>/remove", methods=["GET", "POST"])
@access(Permission.FILE_REMOVE)
def remove(child_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Remove a file for good, with a reason."""
    viewer, child = opened(child_id)
    attachment, form = queries.get(child, file_id), RemoveForm()
    if form.validate_on_submit() and does(
        form, actions.remove, actor=viewer, child=child, attachment=attachment, **form.values()
    ):
        flash(_("文件已删除。"))
        return redirect(_of_child(child_id))
    page = render_template("attachments/remove.html", form=form, child=child, attachment=attachment)
    return page, form.status


def _done(form: UploadForm, child_id: UUID) -> ResponseReturnValue:
    if request.headers.get("Accept") == _PLAIN:
        return "", 204
    flash(_("文件已保存。"))
    return redirect(_back(form, child_id))


def _tell_refused(form: UploadForm, taken: Taken) -> None:
    """Put what was not stored at the field; what was stored stays."""
    form.files.errors = [*form.files.errors, *taken.refused]
    if taken.stored:
        keep_writes()


def _said(form: UploadForm) -> list[str]:
    told = [error for field in form.faulty_fields for error in field.errors]
    return [str(said(error)) for error in (*form.general_errors, *told)]


def _back(form: UploadForm, child_id: UUID) -> str:
    return safe_target(form.back.data) or _of_child(child_id)


def _of_child(child_id: UUID) -> str:
    return url_for("dossier.show", child_id=child_id, _anchor="files")
