"""The agreements of a child, and one of them with what may be done."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.care_agreements import pictures, queries, sheet
from casework.care_agreements.blocks import Means, TellerOfContact
from casework.care_agreements.views.blueprint import blueprint, found
from casework.children.rules import OPEN_STATUSES
from casework.children.views.blueprint import opened


@blueprint.get("/children/<uuid:child_id>/agreements")
@access(Permission.AGREEMENT_READ)
def of_child(child_id: UUID) -> ResponseReturnValue:
    """Show every agreement of a child, and whether one holds today."""
    _viewer, child = opened(child_id)
    agreements = queries.of_child(child)
    return render_template(
        "care_agreements/of_child.html",
        child=child,
        found=queries.shown(child, agreements),
        card=queries.card_of(child, agreements),
        is_open=child.status in OPEN_STATUSES,
    )


@blueprint.get("/children/<uuid:child_id>/agreements/<uuid:agreement_id>")
@access(Permission.AGREEMENT_READ)
def show(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Show one agreement: what it says, what is owed, when the parents were in touch."""
    viewer, child, agreement = found(child_id, agreement_id)
    return render_template(
        "care_agreements/show.html",
        child=child,
        agreement=agreement,
        sheet=sheet.of(viewer, child, agreement),
        contacts=queries.contacts_of(agreement, child),
        means={each.value: each.label for each in Means},
        tellers={each.value: each.label for each in TellerOfContact},
        pictures=pictures.of(child, agreement),
        picture_kind=pictures.KIND,
        is_open=child.status in OPEN_STATUSES,
    )
