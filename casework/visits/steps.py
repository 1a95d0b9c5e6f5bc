"""The steps of a visit's review: which are allowed from which state, and to whom. Pure.

Accepting says that an office has read the record and has no question; it changes no figure. Only a
returned record leaves the counts, until it is answered (``rules.LEFT_OUT``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.visits.models import Act, ReviewState

_S = ReviewState

#: What waits for an office.
WAITING = frozenset({_S.RECEIVED, _S.TO_CHECK})

#: From which states each step may be taken. Where it leads, ``after`` says.
ALLOWED: Mapping[Act, frozenset[ReviewState]] = {
    Act.ACCEPT: WAITING,
    Act.RETURN: WAITING | {_S.ACCEPTED},
    Act.TAKE_BACK: frozenset({_S.RETURNED}),
    Act.ANSWER: frozenset({_S.RETURNED}),
    Act.CORRECT: frozenset(ReviewState),
}

#: Steps of those who review; the others are the visitor's.
OF_REVIEWERS = frozenset({Act.ACCEPT, Act.RETURN, Act.TAKE_BACK})

_WRONG_STATE = {
    _S.RECEIVED: "这条记录现在没有退回，不用再办。",
    _S.TO_CHECK: "这条记录现在没有退回，不用再办。",
    _S.ACCEPTED: "这条记录已经审核通过。",
    _S.RETURNED: "这条记录已经退回，正等登记人答复。",
}


class Reviewed(Protocol):
    """What the rules ask of a visit."""

    author_id: UUID
    review_state: ReviewState
    check_reason: str | None


class Overtaken(RuleBroken):
    """Somebody else has done something since the page was opened; nothing was overwritten."""


@dataclass(frozen=True)
class Token:
    """What a page showed of a visit: its version and the last step of its review."""

    version: int
    stepped_at: datetime | None

    def __str__(self) -> str:
        """Return it as it stands in a form."""
        at = int(self.stepped_at.timestamp() * 1_000_000) if self.stepped_at else 0
        return f"{self.version}.{at}"


def after(act: Act, check_reason: str | None) -> ReviewState:
    """Return the state that a step leads to; what was doubtful before is so again."""
    match act:
        case Act.ACCEPT:
            return ReviewState.ACCEPTED
        case Act.RETURN:
            return ReviewState.RETURNED
        case _:
            return ReviewState.TO_CHECK if check_reason else ReviewState.RECEIVED


def may_review(viewer: Viewer, *writers: UUID) -> bool:
    """Say whether somebody may review what others wrote: nobody reviews her own."""
    return viewer.may(Permission.VISIT_REVIEW) and viewer.account_id not in writers


def may_reopen(role: Role, accepted_by: Role | None) -> bool:
    """Say whether an accepted record may be returned: the county's word only by the county."""
    return role is Role.COUNTY_CIVIL or accepted_by is not Role.COUNTY_CIVIL


def check(act: Act, state: ReviewState) -> None:
    """Refuse a step that the state does not allow."""
    if state not in ALLOWED[act]:
        raise RuleBroken(_WRONG_STATE[state])


def check_reviewer(
    viewer: Viewer, *, writers: tuple[UUID, ...], state: ReviewState, accepted_by: Role | None
) -> None:
    """Refuse a reviewer who wrote the record herself, or who is below the last word on it."""
    if not may_review(viewer, *writers):
        raise RuleBroken("自己登记、更正的走访，要由别人审核。")
    if state is ReviewState.ACCEPTED and not may_reopen(viewer.role, accepted_by):
        raise RuleBroken("县级已经审核通过的记录，由县级退回。")
