"""Entering what was given; nothing is ever changed or taken out."""

from collections.abc import Sequence
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.disclosures.models import Basis, Disclosure
from casework.practice import queries as practice

#: The kind of a recipient that the list does not know.
OTHER = "other"


def register_disclosure(
    *,
    actor: Viewer,
    child: Child,
    recipient: str,
    recipient_kind: str,
    fields: Sequence[str],
    basis: str,
    about: str,
    subject_id: UUID | None = None,
) -> Disclosure:
    """Enter that something of a child's file is given to somebody outside today.

    ``recipient_kind`` is a code of the list ``recipient_kind``, ``fields`` are codes of
    ``shared_field``. What has been given is entered in any case: a kind that the list does not
    know is "other", and who it was stands in the words. Raises ValueError for a ``basis`` that is
    none of ``Basis``.
    """
    kinds = practice.codes("recipient_kind")
    disclosure = Disclosure(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        given_on=clock.today(),
        account_id=actor.account_id,
        recipient_kind=recipient_kind if recipient_kind in kinds else OTHER,
        basis=Basis(basis),
        subject_id=subject_id,
        recipient=recipient,
        fields=sorted(set(fields)),
        about=about,
    )
    db.session.add(disclosure)
    record(
        Tag.DISCLOSURE_REGISTER,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=disclosure.id,
    )
    return disclosure
