"""Who may help whom, and what a code looks like: pure (ASVS 5.0 V6.4: short, once, in person)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.identifiers import to_half_width

LIFETIME = timedelta(minutes=30)
TRIES = 5

#: No look-alikes: it is read out over the telephone and typed by hand.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8

#: Whom each role may help: those whom it knows and answers for, never an office beside or above.
HELPED: dict[Role, frozenset[Role]] = {
    Role.CHILD_SUPERVISOR: frozenset({Role.CHILD_DIRECTOR}),
    Role.COUNTY_CIVIL: frozenset({Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR}),
}


def may_help(helper: Viewer, *, account_id: UUID, role: Role, regions: Sequence[str]) -> bool:
    """Say whether somebody of a role and regions (all those of today) is the helper's to help.

    Somebody who also works elsewhere is not: the password opens those regions too.
    """
    is_other = account_id != helper.account_id
    is_below = role in HELPED.get(helper.role, frozenset())
    is_within = bool(regions) and all(helper.scope.covers(code) for code in regions)
    return is_other and is_below and is_within


def new_code() -> str:
    """Return a code of eight characters, some 39 bits; enough for five tries in half an hour."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def grouped(code: str) -> str:
    """Return a code as it is read out: ``ABCD-EFGH``."""
    return f"{code[: _LENGTH // 2]}-{code[_LENGTH // 2 :]}"


def typed(text: str) -> str:
    """Return what was typed as the code it may be: any case and width, blanks and dashes apart."""
    return "".join(c for c in to_half_width(text).upper() if c in _ALPHABET)[: _LENGTH + 1]
