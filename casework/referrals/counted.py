"""Figures of referrals: sent and answered, each the list of its sheets."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.practice import queries as practice
from casework.referrals.models import Referral
from casework.regions.codes import prefix


def _on(day: Any, asked: Asked) -> Iterator[Entry]:
    labels = practice.codes("recipient_kind")
    statement = (
        select(
            Referral.id,
            Referral.child_id,
            Referral.counted_region_code,
            day,
            Referral.recipient_kind,
        )
        .where(within(Referral.counted_region_code, (prefix(asked.region_code),)))
        .where(day >= asked.first_on, day < asked.until_on)
        .order_by(day, Referral.id)
    )
    for referral_id, child_id, code, on, kind in db.session.execute(statement):
        yield Entry(
            key=str(referral_id),
            region_code=code,
            on=on,
            about=labels.get(kind, kind),
            child_id=child_id,
            endpoint="referrals.show",
            values={"referral_id": referral_id},
        )


def _figure(code: str, title: str, meaning: str, day: Any) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit="份",
        meaning=meaning,
        measure=Measure.ROWS,
        since="2026.1",
        permission=Permission.REFERRAL_READ,
        group="转介",
        entries=partial(_on, day),
    )


register(
    _figure(
        "ind_referrals_sent",
        "送出转介",
        "期间内送出的转介单，按份计，按送出时孩子住的地方算；后来撤回的也算。",
        Referral.sent_on,
    ),
    _figure(
        "ind_referrals_answered",
        "转介已回复",
        "期间内收到回复的转介单，按份计，按送出时孩子住的地方算；一份只算最近一次回复。",
        Referral.answered_on,
    ),
)
