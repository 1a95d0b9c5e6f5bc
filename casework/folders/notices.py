"""A sheet on personal data, filled in for one child."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework import clock
from casework.children import queries as children
from casework.children.models import Child
from casework.children.rules import age_on
from casework.folders.models import NoticeKind
from casework.folders.rules import needs_own_consent
from casework.labels import LabelledEnum
from casework.people.models import Part
from casework.practice import queries as practice
from casework.practice.rules.notices import NoticeSheet
from casework.regions import queries as regions

#: In this order whoever answers for a child is named on the sheet.
_GUARDIANS = (Part.GUARDIAN, Part.FATHER, Part.MOTHER)


@dataclass(frozen=True)
class Filled:
    """A sheet with the child's name, whoever answers for it, and who signs."""

    kind: LabelledEnum
    sheet: NoticeSheet
    edition: str
    child: Child
    guardians: Sequence[str]
    office: str
    signers: Sequence[str]
    is_own: bool


def filled_in(child: Child, kind: NoticeKind) -> Filled:
    """Return a sheet for a child in reach; who signs follows from its age today."""
    rules = practice.notices(child.region_code)
    sheet = rules.sheets[kind.value]
    is_own = needs_own_consent(age_on(child.birth_on, clock.today()) if child.birth_on else None)
    return Filled(
        kind=kind,
        sheet=sheet,
        edition=rules.version,
        child=child,
        guardians=_guardians(child),
        office=regions.full_name(child.region_code),
        signers=sheet.own_signers if is_own else sheet.signers,
        is_own=is_own,
    )


def _guardians(child: Child) -> list[str]:
    """Return who answers for the child: the guardians that are entered, else the parents."""
    now = [(Part(link.part), p.name) for link, p in children.people_of(child) if not link.until_on]
    appointed = [name for part, name in now if part is Part.GUARDIAN]
    return appointed or [name for part, name in now if part in _GUARDIANS]
