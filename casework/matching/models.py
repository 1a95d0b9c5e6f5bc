"""A calculation for a county, and what it offers: one line for each request.

A run has a key of its own. Its rows name requests and volunteers by id; why two of them fit is
sealed, for it says what a child needs and when its home has time.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class RunState(LabelledEnum):
    """Whether a run can be read."""

    ASKED = "asked", "正在匹配"
    DONE = "done", "已算好"


class ProposalState(LabelledEnum):
    """What became of a line."""

    OFFERED = "offered", "待决定"
    ACCEPTED = "accepted", "已提议"
    LEFT = "left", "不采用"


class Change(LabelledEnum):
    """What a run says of a request beside what the run before said."""

    FIRST = "first", "新的请求"
    SAME = "same", "和上次一样"
    OTHER = "other", "换了人"
    FOUND = "found", "上次没有，这次有"
    LOST = "lost", "上次有，这次没有"


class MatchRun(Scoped, Owner):
    """One calculation for all open requests of a county. ``region_code`` is the county's."""

    __tablename__ = "match_run"
    __owner_kind__ = "match_run"
    __table_args__ = (Index("ix_match_run_region", "region_code", "created_at"),)

    requested_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: What is drawn among equals: the same seed and the same rows give the same answer.
    seed: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[RunState] = mapped_column(enum_column(RunState, "state"))
    #: The run that it is compared with: the last one that was done before.
    before_id: Mapped[UUID | None] = mapped_column(ForeignKey("match_run.id"))
    done_at: Mapped[datetime | None]
    #: The edition of the settings that it reckoned with.
    rules_version: Mapped[str | None] = mapped_column(String(40))
    #: How many requests, volunteers, matched, unmatched, changed.
    counts: Mapped[dict[str, Any]]


class MatchProposal(Scoped, Owned):
    """What a run offers for one request: a volunteer, or nobody and why."""

    __tablename__ = "match_proposal"
    __owned_by__ = "run_id"
    __owner_kind__ = "match_run"
    __table_args__ = (
        Index("ix_match_proposal_run", "run_id", "position"),
        Index("ix_match_proposal_request", "request_id"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("match_run.id"))
    #: The place of the line on the page, from 1.
    position: Mapped[int]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("pairing_request.id"))
    #: None where nobody is found.
    volunteer_id: Mapped[UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    state: Mapped[ProposalState] = mapped_column(enum_column(ProposalState, "state"))
    change: Mapped[Change] = mapped_column(enum_column(Change, "change"))
    #: Who is proposed for the request already, when another one is offered here.
    standing_id: Mapped[UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    pairing_id: Mapped[UUID | None] = mapped_column(ForeignKey("pairing.id"))

    #: {"reasons": [[word, codes], …], "nobody": word or None, "before": volunteer's id or None,
    #: "because": word or None}
    detail = sealed(dict, label="match_proposal.detail")
    #: Why it could not be proposed when somebody tried, as the rule said it (``texts.pack``).
    refusal = sealed(dict, label="match_proposal.refusal", null=True)
