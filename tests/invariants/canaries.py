"""Invented values that name the child and the field they belong to, wherever they turn up.

A text canary is three characters (a mark that no page of ours has, one for the child, one for the
field); numbers carry the same two in their digits. ``found_in`` reads them back from any answer.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from werkzeug.test import TestResponse

from casework.identifiers import expected_check_digit

_MARK = "栖"
_SIGNS = "栀檀枳楸榉槭樾橦檫柘枞柞栎桢桤桫梓梣棠棣椴榕榛槐樗樟橡檬檗杉梧桉榧楝椋"
_BORN = date(2016, 3, 15)

_TEXT = re.compile(f"{_MARK}([{_SIGNS}])([{_SIGNS}])")
_ID_NUMBER = re.compile(r"990101[0-9]{8}([0-9]{2})([0-9])[0-9X]")
_PHONE = re.compile(r"19900([0-9]{3})([0-9]{3})")

#: What lists may show of a child; everything else is shown on the child's own pages only.
NAMES = ("name", "carer_name", "father_name")
#: What even the child's own page shows only after it was asked for.
COVERED = (
    "address",
    "carer_id_number",
    "carer_phone",
    "disability",
    "health_note",
    "hukou_address",
    "id_number",
    "note",
    "other_documents",
    "phone",
)
#: What the child's own page shows.
OPEN = (
    "assessment_text",
    "carer_whereabouts",
    "close_note",
    "condition_note",
    "care_place",
    "carer_whereabouts",
    "close_note",
    "guardianship_note",
    "guidance_said",
    "need_detail",
    "protection_words",
    "risk_reason",
    "school",
    "visit_text",
)
#: What nobody reads but the counsellor who has the case.
PRIVATE = ("care_words",)
FIELDS = (*NAMES, *COVERED, *OPEN, *PRIVATE)


@dataclass(frozen=True)
class Canary:
    """One value: which child (by its number) and which field."""

    child: int
    field: str


def text(child: int, field: str) -> str:
    """Return the text canary of a field."""
    return _MARK + _SIGNS[child] + _SIGNS[FIELDS.index(field)]


def name(child: int, field: str = "name") -> str:
    """Return a name that is a canary."""
    return text(child, field)


def phone(child: int, field: str) -> str:
    """Return a phone number that is a canary."""
    return f"19900{child:03d}{FIELDS.index(field):03d}"


def id_number(child: int, field: str = "id_number") -> str:
    """Return an ID number that is a canary: a girl's, born on 15 March 2016 or, for adults, 1970.

    The last digit before the check digit is even for girls.
    """
    born = _BORN if field == "id_number" else _BORN.replace(year=1970)
    sign = 2 if field == "id_number" else 4
    digits = f"990101{born:%Y%m%d}{child:02d}{sign}"
    return digits + expected_check_digit(digits)


def found_in(said: str) -> set[Canary]:
    """Return the canaries that a text holds."""
    found = {
        Canary(_SIGNS.index(child), FIELDS[_SIGNS.index(field)])
        for child, field in _TEXT.findall(said)
    }
    found |= {
        Canary(int(child), "id_number" if sign == "2" else "carer_id_number")
        for child, sign in _ID_NUMBER.findall(said)
    }
    numbers = [(int(child), int(field)) for child, field in _PHONE.findall(said)]
    return found | {Canary(child, FIELDS[field]) for child, field in numbers if field < len(FIELDS)}


def shown_by(response: TestResponse) -> set[Canary]:
    """Return the canaries in an answer: headers, page, data, and the cells of a workbook."""
    return {canary for part in _parts(response) for canary in found_in(part)}


def _parts(response: TestResponse) -> Iterator[str]:
    yield "\n".join(f"{key}: {value}" for key, value in response.headers)
    if response.mimetype == "application/json":
        yield json.dumps(response.get_json(), ensure_ascii=False)
    elif response.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
            yield from (
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    else:
        yield response.data.decode("utf-8", "replace")
