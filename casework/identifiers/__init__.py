"""ID numbers, phone numbers, names and free text: cleaned and checked.

Pure functions with no database and no request.  ``normalise_*`` returns what is stored;
``check_*`` says what is wrong with it, and never refuses by itself: whether a doubtful
value is kept is the caller's decision.
"""

from casework.identifiers.id_numbers import (
    IdKind,
    IdNumber,
    IdProblem,
    check_id_number,
    expected_check_digit,
    normalise_id_number,
    to_eighteen,
)
from casework.identifiers.names import (
    CheckedName,
    NameNote,
    NameProblem,
    check_name,
    normalise_name,
)
from casework.identifiers.phones import (
    PhoneKind,
    PhoneNumber,
    PhoneProblem,
    check_phone,
    normalise_phone,
)
from casework.identifiers.pinyin import pinyin_of, quick_pinyin_of
from casework.identifiers.text import (
    IdentifierHint,
    clean_text,
    has_lone_surrogate,
    looks_like_identifier,
    to_half_width,
)

__all__ = [
    "CheckedName",
    "IdKind",
    "IdNumber",
    "IdProblem",
    "IdentifierHint",
    "NameNote",
    "NameProblem",
    "PhoneKind",
    "PhoneNumber",
    "PhoneProblem",
    "check_id_number",
    "check_name",
    "check_phone",
    "clean_text",
    "expected_check_digit",
    "has_lone_surrogate",
    "looks_like_identifier",
    "normalise_id_number",
    "normalise_name",
    "normalise_phone",
    "pinyin_of",
    "quick_pinyin_of",
    "to_eighteen",
    "to_half_width",
]
