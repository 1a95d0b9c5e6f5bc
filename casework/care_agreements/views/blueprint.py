"""The blueprint that all pages of entrusted care hang on, and what they share."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.accounts.viewer import Viewer
from casework.care_agreements import queries
from casework.care_agreements.models import CareAgreement
from casework.children.models import Child
from casework.children.views.blueprint import opened

blueprint = Blueprint("care_agreements", __name__)


def found(child_id: UUID, agreement_id: UUID) -> tuple[Viewer, Child, CareAgreement]:
    """Return who asks, the child in reach and one of its agreements; raise NotFound."""
    viewer, child = opened(child_id)
    return viewer, child, queries.get(child, agreement_id)


def to_agreement(agreement: CareAgreement) -> ResponseReturnValue:
    """Lead to the page of an agreement."""
    address = url_for(
        "care_agreements.show", child_id=agreement.child_id, agreement_id=agreement.id
    )
    return redirect(address)
