"""What the sheet says: only the fields that were chosen, as the file has them.

The sheet is Chinese in every language of the pages: it goes to a Chinese office.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework import clock
from casework.accounts import queries as accounts
from casework.children import queries as children
from casework.children.contacts import Contact
from casework.children.models import Child
from casework.children.rules import SEXES, age_on
from casework.needs.models import Need
from casework.people.models import Part
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.ui.formats import chinese_date, masked_id, masked_phone

# no-catalogue: the paper is Chinese in every language of the pages
_UNKNOWN = "（没有登记）"
# no-catalogue: the paper is Chinese in every language of the pages
_YEARS = "%s周岁"
# no-catalogue: as the values of the sheet beside it
_HIDDEN = "已隐去"
_COVERS: dict[str, Callable[[str], str]] = {
    "address": lambda _address: _HIDDEN,
    "disability": lambda _disability: _HIDDEN,
    "guardian_phone": masked_phone,
    "health": lambda _health: _HIDDEN,
    "id_number": masked_id,
}
_CARERS = (Part.CARER, Part.GUARDIAN, Part.MOTHER, Part.FATHER)


@dataclass(frozen=True)
class _Carer:
    name: str
    phone: str | None


def shared(child: Child, need: Need | None, fields: Sequence[str]) -> dict[str, str]:
    """Return what each chosen field says today; one that the file does not know says so.

    Whoever must not be contacted is nobody's carer on a paper that goes out.
    """
    known = _Known(child, need)
    return {code: known.value(code) or _UNKNOWN for code in OFFERED if code in fields}


def covered(code: str, value: str) -> str:
    """Return the value of a field as a page shows it that nobody asked to uncover."""
    cover = _COVERS.get(code)
    return cover(value) if cover and value != _UNKNOWN else value


class _Known:
    """What the file knows, asked for only where a field is chosen."""

    def __init__(self, child: Child, need: Need | None) -> None:
        self.child, self.need = child, need

    def value(self, code: str) -> str | None:
        return OFFERED[code](self)

    def age(self) -> str | None:
        born = self.child.birth_on
        return _YEARS % age_on(born, clock.today()) if born else None

    def born(self) -> str | None:
        return chinese_date(self.child.birth_on) if self.child.birth_on else None

    def carer(self) -> _Carer | None:
        found = {}
        for link, person in children.people_of(self.child):
            if link.until_on is None and not Contact.of(link.contact).is_barred:
                found[link.part] = _Carer(person.name, link.phone)
        return next((found[part.value] for part in _CARERS if part.value in found), None)

    def carer_name(self) -> str | None:
        carer = self.carer()
        return carer.name if carer else None

    def carer_phone(self) -> str | None:
        carer = self.carer()
        return carer.phone if carer else None

    def health(self) -> str | None:
        label = practice.codes("health").get(self.child.health or "")
        return "，".join(part for part in (label, self.child.health_note) if part)

    def disability(self) -> str | None:
        told = self.child.disability or {}
        kind = practice.codes("disability_kind").get(told.get("kind") or "")
        grade = practice.codes("disability_grade").get(told.get("grade") or "")
        return "，".join(part for part in (kind, grade) if part)

    def school(self) -> str | None:
        stage = practice.codes("school_stage").get(self.child.school_stage or "")
        return "，".join(part for part in (self.child.school, stage) if part)

    def need_kind(self) -> str | None:
        return practice.visit_form().need_label(self.need.kind) if self.need else None

    def worker(self) -> str | None:
        worker_id = self.child.worker_id
        return accounts.names_of({worker_id}).get(worker_id) if worker_id else None


#: What a sheet can show, in the order in which it does: codes of the list ``shared_field``.
OFFERED: dict[str, Callable[[_Known], str | None]] = {
    "name": lambda known: known.child.name,
    "sex": lambda known: SEXES.get(known.child.sex),
    "age": _Known.age,
    "birth_on": _Known.born,
    "id_number": lambda known: known.child.id_number,
    "township": lambda known: regions.full_name(known.child.township_code),
    "village": lambda known: regions.full_name(known.child.region_code),
    "address": lambda known: children.address_of(known.child),
    "guardian": _Known.carer_name,
    "guardian_phone": _Known.carer_phone,
    "school": _Known.school,
    "health": _Known.health,
    "disability": _Known.disability,
    "need": _Known.need_kind,
    "situation": lambda known: known.need.detail if known.need else None,
    "worker": _Known.worker,
}
