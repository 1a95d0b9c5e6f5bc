"""Two files side by side, field by field, as far as an office may see them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.actions.history import as_text
from casework.children.actions.merging import WITH_NUMBER
from casework.children.facts import ChildFacts
from casework.children.lines import short_categories
from casework.children.models import Child
from casework.dossier import labels
from casework.dossier.rules import GROUP_OF_FIELD, Group, Veil
from casework.errors import NotFound
from casework.regions import queries as regions

_VEIL = Veil()


@dataclass(frozen=True)
class Difference:
    """A field in which two files differ; what is hidden on a child's page is hidden here."""

    field: str
    label: str
    kept: str
    ended: str


@dataclass(frozen=True)
class Pair:
    """The file that is kept and the one that ends."""

    kept: Child
    ended: Child
    differences: tuple[Difference, ...]
    categories: tuple[tuple[str, ...], tuple[str, ...]]
    places: tuple[str, str]
    carers: tuple[str | None, str | None]


def pair(viewer: Viewer, kept_id: UUID, ended_id: UUID) -> Pair:
    """Return two files in reach; raise NotFound where one is not."""
    kept, ended = children.get(viewer, kept_id), children.get(viewer, ended_id)
    if kept is ended:
        raise NotFound
    return Pair(
        kept=kept,
        ended=ended,
        differences=_differences(kept, ended),
        categories=(short_categories(kept.category_mask), short_categories(ended.category_mask)),
        places=(regions.full_name(kept.region_code), regions.full_name(ended.region_code)),
        carers=(_carer(kept), _carer(ended)),
    )


def candidates(viewer: Viewer, child: Child) -> Sequence[Child]:
    """Return files in reach that may be the same child's: the same number, or name and birth."""
    found = children.possible_duplicates(viewer, child.name, child.birth_on, child.id_number)
    return [each for each in found if each.id != child.id and each.merged_into_id is None]


def by_case_number(viewer: Viewer, number: str) -> Child | None:
    """Return the file in reach with a case number."""
    return children.by_case_number(viewer, number.strip().upper())


def compare(*, actor: Viewer, kept: Child, others: Sequence[Child]) -> None:
    """Note which files were shown side by side."""
    record(
        Tag.CHILD_OPEN,
        actor_id=actor.account_id,
        region_code=kept.region_code,
        child_id=kept.id,
        seen=[kept.id, *(other.id for other in others)],
    )


def _differences(kept: Child, ended: Child) -> tuple[Difference, ...]:
    one, two = children.facts_of(kept), children.facts_of(ended)
    names = [each.name for each in fields(ChildFacts) if each.name not in WITH_NUMBER]
    return tuple(
        Difference(name, labels.field_label(name), _shown(name, one), _shown(name, two))
        for name in names
        if getattr(one, name) != getattr(two, name)
    )


def _shown(name: str, facts: ChildFacts) -> str:
    value = as_text(getattr(facts, name))
    match GROUP_OF_FIELD.get(name):
        case Group.CONTACT:
            return _VEIL.phone(value)
        case Group.NUMBER:
            return _VEIL.number(value)
        case Group.ADDRESS:
            return _VEIL.address(value)
        case Group.HEALTH:
            return _VEIL.health(value)
    return labels.value_label(name, value) or "空"


def _carer(child: Child) -> str | None:
    for link, person in children.people_of(child):
        if link.until_on is None and link.part == "carer":
            return person.name
    return None
