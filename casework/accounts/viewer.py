"""The person behind a request or a command, as queries and actions see them."""

from dataclasses import dataclass
from uuid import UUID

from casework.accounts.permissions import GRANTS, Permission, Role
from casework.db.scope import Scope


@dataclass(frozen=True)
class Covering:
    """A village looked after for somebody who is away, or whose post is vacant."""

    region_code: str
    #: Whose children they are; None: all of the village.
    absent_id: UUID | None


@dataclass(frozen=True)
class Viewer:
    """Who acts: identity, role and reach, read from the database for this one request."""

    account_id: UUID
    login: str
    role: Role
    scope: Scope
    #: Full 12-digit codes of the regions granted today, in order.
    regions: tuple[str, ...]
    must_change: bool = False
    is_demo: bool = False
    #: What is looked after for others today; the regions are among ``regions``.
    covering: tuple[Covering, ...] = ()
    #: Those regions that are held through a cover alone.
    lent: frozenset[str] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Say whether the role allows the act at all; the region is asked by the query."""
        return permission in GRANTS[self.role]

    @property
    def sees_names(self) -> bool:
        """Whether named files may be shown; city, province and 妇联 see totals only."""
        return self.may(Permission.CHILD_OPEN)
