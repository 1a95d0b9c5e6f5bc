"""Saying how somebody in a child's life is contacted, and whom one must not call."""

from dataclasses import replace

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions.history import differences, note_change, touch
from casework.children.contacts import Contact, checked, placed
from casework.children.models import Child, ChildPerson


def set_contact(
    *,
    actor: Viewer,
    child: Child,
    link: ChildPerson,
    contact: Contact,
    version: int | None = None,
) -> list[str]:
    """Say how one person is contacted; return the codes of what changed.

    Who stood in the same place of the order moves down. ``version`` is that of the file when it
    was opened: raises ChangedMeanwhile when it has moved on.
    """
    steps.demand_open(child.status)
    if version not in (None, child.version):
        raise rules.ChangedMeanwhile
    told = checked(contact)
    links = {each.id: each for each, _ in queries.people_of(child) if each.until_on is None}
    known = {key: Contact.of(each.contact) for key, each in links.items()}
    places = {key: each.place for key, each in known.items() if each.place is not None}
    order = placed(places, link.id, told.place)
    changed: list[str] = []
    for key, each in {**known, link.id: told}.items():
        changed += _store(actor, child, links[key], replace(each, place=order.get(key)))
    if changed:
        _tell(actor, child, changed)
    return changed


def _store(actor: Viewer, child: Child, link: ChildPerson, contact: Contact) -> list[str]:
    changed = []
    for name, before, after in differences(Contact.of(link.contact), contact):
        field = f"{link.part}.contact_{name}"
        old, new = _as_text(before), _as_text(after)
        note_change(child, field, old, new, account_id=actor.account_id, source="form")
        changed.append(field)
    link.contact = contact.document
    return changed


def _as_text(value: object) -> str | None:
    if isinstance(value, tuple):
        return " ".join(value) or None
    return None if value is None else str(value)


def _tell(actor: Viewer, child: Child, changed: list[str]) -> None:
    touch(child)
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        fields=changed,
    )
