"""Changing what the file says of the child, with the history of every field."""

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions.history import (
    differences,
    note_change,
    store_unless_overtaken,
    touch,
)
from casework.children.actions.identity import claim_number, give_number
from casework.children.actions.relatives import put_person
from casework.children.actions.shared_numbers import suspect, withdraw
from casework.children.actions.tasks import done
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import Child, IdState
from casework.inbox.models import Kind

_IDENTITY = frozenset({"id_kind", "id_number", "no_id_reason"})
_BEARING_ON_IDENTITY = _IDENTITY | {"birth_on", "sex"}


def change(
    *,
    actor: Viewer,
    child: Child,
    version: int,
    facts: ChildFacts,
    people: list[PersonFacts] | None = None,
    address: str | None = None,
    id_state: IdState | None = None,
    source: str = "form",
) -> list[str]:
    """Store new facts; return the codes of the fields that changed.

    People who are not named stay as they are, an address that is not given too. Raises
    ChangedMeanwhile when the file is no longer the version that the change was made on.
    """
    if source != "import":  # a ledger may still speak of who has left
        steps.demand_open(child.status)
    if version != child.version:
        raise rules.ChangedMeanwhile
    rules.check_facts(facts, clock.today())
    changed = _change_facts(actor, child, facts, id_state, source)
    bears_on_identity = bool(_BEARING_ON_IDENTITY & set(changed))
    changed += _change_address(actor, child, address, source)
    for person in people or ():
        changed += put_person(
            child, person, account_id=actor.account_id, source=source, actor=actor
        )
    if changed:
        touch(child)
        _tell(actor, child, changed)
        store_unless_overtaken()
    if bears_on_identity:
        _settle_number(actor, child, is_other="id_number" in changed)
    return changed


def _change_facts(
    actor: Viewer, child: Child, facts: ChildFacts, id_state: IdState | None, source: str
) -> list[str]:
    changed = []
    for name, old, new in differences(queries.facts_of(child), facts):
        note_change(child, name, old, new, account_id=actor.account_id, source=source)
        changed.append(name)
        if name not in _IDENTITY:
            setattr(child, name, new)
    if _BEARING_ON_IDENTITY & set(changed):
        give_number(child, facts, id_state)
        child.birth_year = facts.birth_on.year if facts.birth_on else None
    if "name" in changed:
        child.search_text = rules.search_text(facts.name)
    return changed


def _settle_number(actor: Viewer, child: Child, *, is_other: bool) -> None:
    """Claim the number that the file has now; another file that holds it is looked into."""
    if is_other:
        withdraw(actor=actor, child=child)
        done(child, Kind.NUMBER, by=actor.account_id)
    holder = claim_number(child)
    if holder is not None:
        suspect(actor=actor, child=child, holder_id=holder)


def _change_address(actor: Viewer, child: Child, address: str | None, source: str) -> list[str]:
    home = queries.household_of(child) if address is not None else None
    if home is None or home.address == address:
        return []
    note_change(child, "address", home.address, address, account_id=actor.account_id, source=source)
    home.address = address
    return ["address"]


def _tell(actor: Viewer, child: Child, changed: list[str]) -> None:
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        fields=changed,
    )
