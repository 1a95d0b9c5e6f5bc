"""Asking whether somebody is a person who is known already; what is shown is masked and traced."""

from functools import partial

from flask_babel import gettext as _

from casework.accounts.access import note_if_refused
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries
from casework.children.facts import PersonFacts
from casework.children.forms.offers import Choices
from casework.children.models import Child
from casework.children.queries import Tie
from casework.practice import queries as practice
from casework.ui.formats import masked_id, masked_name, masked_phone


def offered_people(viewer: Viewer, child: Child, facts: PersonFacts) -> Choices:
    """Return who may be meant, each in one line; showing them is written down."""
    ties = queries.offered(viewer, child, facts)
    if not ties:
        return []
    note = partial(
        record,
        Tag.PERSON_OFFER,
        actor_id=viewer.account_id,
        region_code=child.region_code,
        child_id=child.id,
        seen={tie.child.id for tie in ties},
    )
    note_if_refused(note)  # the question is a form that comes back, and yet somebody was shown
    places = queries.places(viewer, {tie.child.region_code for tie in ties})
    villages = {code: region.name for code, region in places.items()}
    return [
        (str(tie.person.id), _line(tie, villages.get(tie.child.region_code, ""))) for tie in ties
    ]


def _line(tie: Tie, village: str) -> str:
    relation = practice.codes("relation").get(tie.link.relation or "", "")
    line: str = _(
        "是，%(name)s：%(village)s %(child)s的%(relation)s，身份证号 %(number)s，电话 %(phone)s",
        name=masked_name(tie.person.name),
        village=village,
        child=tie.child.name,
        relation=relation or _("家里人"),
        number=masked_id(tie.person.id_number),
        phone=masked_phone(tie.link.phone),
    )
    return line
