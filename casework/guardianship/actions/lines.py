"""The two dated lines: a new term is put where its day says, and both stay whole."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guardianship.rules import ends_of

Spell = GuardianshipSpell | CareSpell


def hold(child: Child) -> None:
    """Let nobody else write the child's lines until this is stored."""
    db.session.flush()
    statement = select(Child.id).where(Child.id == child.id, Child.region_code == child.region_code)
    db.session.execute(statement.with_for_update(of=Child))


def demand_past(day: date) -> None:
    """Refuse a day to come: what has not begun is not known."""
    if day > clock.today():
        raise RuleBroken("开始日期不能晚于今天。", "from_on")


def thread(spells: Sequence[Spell]) -> None:
    """Let every term that stands last until the next one begins; a struck one lasts no day."""
    ends = ends_of(spells)
    for spell in spells:
        spell.until_on = ends[spell.id]


def tell(tag: Tag, actor: Viewer, child: Child, spell: Spell) -> None:
    """Put an act on a term into the trail."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=spell.id,
    )
