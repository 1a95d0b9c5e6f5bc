"""What stands in a cell: each field of a column, read from a file, masked as the veil says."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from casework import clock
from casework.children.rules import SEXES, age_on
from casework.exchange.files import File
from casework.exchange.rules import Veil
from casework.people.models import Part
from casework.practice import queries as practice
from casework.sheets.outgoing import CellOut

Reader = Callable[[File, Veil], CellOut]

# no-catalogue: files stay Chinese
_RISKS = {4: "高", 3: "中高", 2: "中低", 1: "低"}
_FACT = "fact."


def rows_of(files: Sequence[File], codes: Sequence[str], veil: Veil) -> list[dict[str, CellOut]]:
    """Return one row a child with the fields asked for, numbered from 1."""
    return [
        {code: number if code == "serial" else _value(code, file, veil) for code in codes}
        for number, file in enumerate(files, 1)
    ]


def is_known(code: str) -> bool:
    """Say whether there is anything to put into a column of this field."""
    return code == "serial" or code in _READERS or code.startswith(_FACT)


def _value(code: str, file: File, veil: Veil) -> CellOut:
    reader = _READERS.get(code)
    # A column of ledgers that no feature has taken over goes out as it came in.
    return reader(file, veil) if reader else file.kept.get(code)


def _categories(file: File, _veil: Veil) -> str:
    """Name the categories as they are counted: HIV stands under another code (ADR 0012)."""
    book = practice.categories()
    return "、".join(book.label(code) for code in book.leaves(file.child.category_mask))


def _health(file: File, veil: Veil) -> str | None:
    told = (_code("health", file.child.health), file.child.health_note)
    return veil.health("；".join(part for part in told if part) or None)


def _age(file: File, _veil: Veil) -> int | None:
    born = file.child.birth_on
    return age_on(born, clock.today()) if born else None


def _hukou(file: File, veil: Veil) -> str | None:
    return veil.address(file.child.hukou_address)


def _school(file: File, _veil: Veil) -> str | None:
    return file.child.school or _code("school_stage", file.child.school_stage)


def _code(name: str, code: str | None) -> str | None:
    return practice.codes(name).get(code, code) if code else None


def _situation(code: str | None) -> str | None:
    known = practice.conditions().by_code.get(code or "")
    return known.label if known else code


def _of(part: Part, field: str) -> Reader:
    """Return the reader of one field of a person."""

    def read(file: File, veil: Veil) -> CellOut:
        facts = file.people.get(part)
        return _PERSON[field](facts, veil) if facts else None

    return read


_PERSON: Mapping[str, Callable[..., str | date | None]] = {
    "name": lambda facts, _veil: facts.name or None,
    "relation": lambda facts, _veil: _code("relation", facts.relation),
    "id_number": lambda facts, veil: veil.number(facts.id_number),
    "phone": lambda facts, veil: veil.phone(facts.phone),
    "situation": lambda facts, _veil: _situation(facts.situation),
    "since": lambda facts, _veil: facts.since_on,
    "whereabouts": lambda facts, _veil: facts.whereabouts,
}

_READERS: Mapping[str, Reader] = {
    "township": lambda file, _veil: file.township,
    "village": lambda file, _veil: file.village,
    "child.name": lambda file, _veil: file.child.name,
    "child.sex": lambda file, _veil: SEXES.get(file.child.sex),
    "child.ethnic_group": lambda file, _veil: _code("ethnic_group", file.child.ethnic_group),
    "child.id_number": lambda file, veil: veil.number(file.child.id_number),
    "child.birth_date": lambda file, _veil: file.child.birth_on,
    "child.age": _age,
    "child.category": _categories,
    "child.health": _health,
    "child.school": _school,
    "child.address": lambda file, veil: veil.address(file.address),
    "child.hukou_address": _hukou,
    "child.phone": lambda file, veil: veil.phone(file.child.phone),
    "child.status": lambda file, _veil: file.child.status.label,
    "child.risk": lambda file, _veil: _RISKS.get(file.child.risk),
    "child.entered_on": lambda file, _veil: file.child.entered_on,
    "child.last_visit_on": lambda file, _veil: file.child.last_visit_on,
    "child.next_due_on": lambda file, _veil: file.child.next_due_on,
    "child.case_number": lambda file, _veil: file.child.case_number,
    "worker.name": lambda file, _veil: file.worker,
    "fact.remark": lambda file, veil: veil.health(file.child.note),
    **{
        f"{part.value}.{field}": _of(part, field)
        for part in (Part.GUARDIAN, Part.CARER, Part.FATHER, Part.MOTHER)
        for field in _PERSON
    },
}
