"""Choosing the figures that are reported together."""

from collections.abc import Sequence
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.actions.recording import derived, desk_of
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.figures import registry
from casework.figures.registry import Asked
from casework.summaries import queries, rules
from casework.summaries.models import FigureSet


def choose(*, asked: Asked, form_id: UUID, title: str, codes: Sequence[str]) -> FigureSet:
    """Keep a set of figures of a place and a time in reach; the same form again is the same set.

    Raises RuleBroken without a title, and where no figure is chosen that the actor may ask for.
    """
    actor = asked.viewer
    client_id = derived(actor.account_id, form_id)
    if (known := queries.of_form(actor, FigureSet, client_id)) is not None:
        return known
    if not title.strip():
        raise RuleBroken("请填写名称。", "title")
    held = FigureSet(
        region_code=asked.region_code,
        client_id=client_id,
        account_id=actor.account_id,
        desk=desk_of(actor),
        first_on=asked.first_on,
        until_on=asked.until_on,
        title=title.strip(),
        codes=rules.check_codes(codes, [each.code for each in registry.known(actor)]),
    )
    db.session.add(held)
    db.session.flush()
    _tell(Tag.FIGURES_CHOOSE, actor, held)
    return held


def withdraw_set(*, actor: Viewer, held: FigureSet) -> None:
    """Take a set off the list; raise RuleBroken once it is signed."""
    if queries.signed_of(held):
        raise RuleBroken("已经签发的不能删去；数字有变动的，请登记更正。")
    if held.withdrawn_on is None:
        held.withdrawn_on = clock.today()
        db.session.flush()
        _tell(Tag.FIGURES_WITHDRAW, actor, held)


def _tell(tag: Tag, actor: Viewer, held: FigureSet) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=held.region_code,
        subject_id=held.id,
        figures=len(held.codes),
    )
