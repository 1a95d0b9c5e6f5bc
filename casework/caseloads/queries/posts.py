"""The posts of a township: each village with who holds it, who covers, and what is vacant."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import case, func, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.caseloads.models import Cover, Handover
from casework.caseloads.queries.covers import covers_in
from casework.caseloads.queries.handovers import waiting_in
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.regions.models import Region

Placed = TypeVar("Placed", Cover, Handover)
_COUNTY, _TOWNSHIP = 6, 9


@dataclass(frozen=True)
class Holder:
    """Somebody who answers for children of a village, and for how many."""

    account_id: UUID | None
    name: str
    #: Since when the post is hers; None for whoever does not hold it (any more).
    since: date | None
    #: On the list with a category.
    in_care: int
    #: All files that are not closed: what would be handed over.
    open_files: int


@dataclass(frozen=True)
class Post:
    """One village."""

    village: Region
    #: Her who holds the post, or several; none where it is vacant.
    holders: Sequence[Holder]
    #: Those of the offices above who answer for children here themselves.
    offices: Sequence[Holder]
    #: Those who do not hold the village any more and still stand as responsible.
    gone: Sequence[Holder]
    #: Files for which nobody is named.
    unnamed: int
    covers: Sequence[Cover]
    handovers: Sequence[Handover]

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds the post."""
        return not self.holders


@dataclass(frozen=True)
class _Numbers:
    in_care: int = 0
    open_files: int = 0


def townships(viewer: Viewer) -> list[Region]:
    """Return the townships of the viewer's office, in code order."""
    found: list[Region] = []
    for under in viewer.scope.ranges:
        if len(under) == _COUNTY:
            found += regions.children_of(pad(under))
        elif len(under) == _TOWNSHIP:
            found.append(regions.get(pad(under)))
    return found


def township_for(offered: Sequence[Region], code: str | None) -> Region | None:
    """Return the township asked for, else the first; raise NotFound for one not offered."""
    if code is None:
        return offered[0] if offered else None
    found = next((region for region in offered if region.code == code), None)
    if found is None:
        raise NotFound
    return found


def lock_village(code: str) -> None:
    """Let acts on the posts of one village follow one another."""
    statement = select(Region.code).where(Region.code == code)
    db.session.execute(statement.with_for_update(key_share=True))


@dataclass(frozen=True)
class _Known:
    """What the villages of a township have in common to be told of."""

    numbers: dict[tuple[str, UUID | None], _Numbers]
    held: dict[tuple[str, UUID], date]
    names: dict[UUID, str]
    covers: dict[str, list[Cover]]
    handovers: dict[str, list[Handover]]


def posts_of(viewer: Viewer, township: Region) -> list[Post]:
    """Return the villages of a township in code order: a constant number of statements."""
    under = prefix(township.code)
    numbers, held = _numbers(viewer, under), _held(under)
    known = _Known(
        numbers=numbers,
        held=held,
        names=accounts.names_of({who for _, who in numbers if who} | {who for _, who in held}),
        covers=_by_village(covers_in(viewer, under)),
        handovers=_by_village(waiting_in(viewer, under)),
    )
    return [_post(village, known) for village in regions.villages_in(under)]


def _post(village: Region, known: _Known) -> Post:
    code = village.code
    here = {who: n for (where, who), n in known.numbers.items() if where == code and who}
    on_post = {who: since for (where, who), since in known.held.items() if where == code}
    above = {who for (where, who) in known.held if code.startswith(prefix(where))}

    def holder(who: UUID) -> Holder:
        n = here.get(who, _Numbers())
        return Holder(who, known.names[who], on_post.get(who), n.in_care, n.open_files)

    others = sorted(here.keys() - on_post.keys())
    return Post(
        village=village,
        holders=[holder(who) for who in sorted(on_post)],
        offices=[holder(who) for who in others if who in above],
        gone=[holder(who) for who in others if who not in above],
        unnamed=known.numbers.get((code, None), _Numbers()).open_files,
        covers=known.covers.get(code, []),
        handovers=known.handovers.get(code, []),
    )


def _numbers(viewer: Viewer, under: str) -> dict[tuple[str, UUID | None], _Numbers]:
    in_care = case(((Child.status == Status.ACTIVE) & (Child.category_mask != 0), 1), else_=0)
    statement = (
        select(Child.region_code, Child.worker_id, func.sum(in_care), func.count())
        .where(children.in_reach(viewer), within(Child.region_code, [under]))
        .where(Child.status != Status.CLOSED)
        .group_by(Child.region_code, Child.worker_id)
    )
    rows = db.session.execute(statement)
    return {(code, who): _Numbers(int(care), files) for code, who, care, files in rows}


def _held(under: str) -> dict[tuple[str, UUID], date]:
    """Return since when each post of a township and its offices is held, covers apart."""
    above = [pad(under[:size]) for size in (_COUNTY, _TOWNSHIP)]
    is_post = within(RoleGrant.region_code, [under]) & (Account.role == Role.CHILD_DIRECTOR)
    is_office = RoleGrant.region_code.in_(above) & Account.role.in_(
        [Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL]
    )
    statement = (
        select(RoleGrant.region_code, Account.id, func.min(RoleGrant.from_on))
        .join(Account, Account.id == RoleGrant.account_id)
        .where(is_post | is_office, RoleGrant.cover_id.is_(None), Account.disabled_at.is_(None))
        .where(accounts.in_force(clock.today()))
        .group_by(RoleGrant.region_code, Account.id)
    )
    return {(code, who): since for code, who, since in db.session.execute(statement)}


def _by_village(rows: Sequence[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = defaultdict(list)
    for row in rows:
        found[row.region_code].append(row)
    return found
