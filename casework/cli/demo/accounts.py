"""The demonstration's people: one for each role, and a worker in every village."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.rules import one_time_password
from casework.cli.demo.batch import Batch, seal
from casework.cli.demo.dice import Dice
from casework.cli.demo.lives import Who
from casework.cli.demo.names import FEMALE, MALE, grown_up
from casework.cli.demo.places import CITY, COUNTY, PROVINCE, County, Village
from casework.crypto.passwords import hash_password

#: No password fits it: nobody signs in.
_NO_PASSWORD = "!"  # noqa: S105 - the absence of one
_OFFICE_ROLES = {
    "xian": (Role.COUNTY_CIVIL, COUNTY),
    "fulian": (Role.WOMENS_FED, COUNTY),
    "shi": (Role.CITY_CIVIL, CITY),
    "sheng": (Role.PROVINCE_CIVIL, PROVINCE),
    "zhiyuan": (Role.VOLUNTEER, COUNTY),
    "xinli": (Role.COUNSELLOR, COUNTY),
    "shenji": (Role.AUDITOR, COUNTY),
    "xitong": (Role.SYS_ADMIN, COUNTY),
    "anquan": (Role.SEC_ADMIN, COUNTY),
}


@dataclass(frozen=True)
class SignIn:
    """What is told once of an account that may sign in."""

    login: str
    role: Role
    place: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Staff:
    """Who works where, by account."""

    workers: Mapping[str, UUID]
    supervisors: Mapping[str, UUID]
    county: UUID
    sign_ins: tuple[SignIn, ...]

    def of(self, village: Village, who: Who, *, imported: bool = False) -> UUID | None:
        """Return who did something in a village; the ledger was the county's."""
        if who is Who.CALENDAR:
            return None
        if who is Who.WORKER:
            return self.workers[village.code]
        return self.county if imported else self.supervisors[village.township_code]


def employ(batch: Batch, seed: int, county: County, since: date) -> Staff:
    """Add every account to a batch; passwords exist only in what is returned."""
    dice = Dice(f"{seed}/accounts")
    hired = _Hiring(batch, dice, since)
    shown = {each.code: login for login, each in _shown(county).items()}
    workers = {
        each.code: hired.add(shown.get(each.code), Role.CHILD_DIRECTOR, each.code, each.name)
        for each in county.villages
    }
    supervisors = {
        code: hired.add(
            "dudao" if code == county.shown.township_code else None,
            Role.CHILD_SUPERVISOR,
            code,
            name,
        )
        for code, name in county.townships.items()
    }
    names = {region.code: region.name for region in county.listed()}
    offices = {
        login: hired.add(login, role, code, names[code])
        for login, (role, code) in _OFFICE_ROLES.items()
    }
    return Staff(workers, supervisors, offices["xian"], tuple(hired.in_order()))


def _shown(county: County) -> dict[str, Village]:
    return {"zhuren": county.shown, "zhuren2": county.villages[1]}


class _Hiring:
    """Adds accounts one by one and remembers the passwords."""

    def __init__(self, batch: Batch, dice: Dice, since: date) -> None:
        self.batch, self.dice, self.since = batch, dice, since
        self.sign_ins: list[SignIn] = []

    def add(self, login: str | None, role: Role, code: str, place: str) -> UUID:
        """Add an account for a region; without a login it is a name only, nobody signs in."""
        at = self.dice.instant(self.since)
        account_id = self.dice.row_id(at)
        password = one_time_password() if login else None
        if login and password:
            self.sign_ins.append(SignIn(login, role, place, password))
        self.batch.add(
            Account, self._account(account_id, login or f"yanshi-{code}", role, at, password)
        )
        self.batch.add(RoleGrant, self._grant(account_id, code, at))
        return account_id

    def in_order(self) -> Iterator[SignIn]:
        """Yield the sign-ins, role by role from the village upwards."""
        roles = list(Role)
        yield from sorted(self.sign_ins, key=lambda each: roles.index(each.role))

    def _account(
        self, account_id: UUID, login: str, role: Role, at: datetime, password: str | None
    ) -> dict[str, object]:
        key = self.batch.new_key(Account.__owner_kind__, account_id, at)
        name = grown_up(self.dice, self.dice.one((FEMALE, FEMALE, MALE)))
        return {
            "id": account_id,
            "created_at": at,
            "login": login,
            "role": role,
            "password_hash": hash_password(password) if password else _NO_PASSWORD,
            "password_set_at": at,
            "must_change": False,
            "one_time_until": None,
            "disabled_at": None,
            "is_demo": True,
            "last_sign_in_at": None,
            **seal(Account, key, account_id, account_id, {"name": name}),
        }

    def _grant(self, account_id: UUID, code: str, at: datetime) -> dict[str, object]:
        return {
            "id": self.dice.row_id(at),
            "created_at": at,
            "account_id": account_id,
            "region_code": code,
            "from_on": self.since,
            "until_on": None,
            "cover_id": None,
            "absent_id": None,
        }
