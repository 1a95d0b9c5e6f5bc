"""What is opened for a purpose, and what goes out as a file."""

from collections.abc import Sequence

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken
from casework.volunteers import books, rules
from casework.volunteers.actions.trail import note
from casework.volunteers.models import Volunteer
from casework.volunteers.queries.listing import Filters
from casework.volunteers.rules import Opened


def reveal(
    *, actor: Viewer, volunteer: Volunteer, opened: Sequence[Opened], purpose: str | None
) -> None:
    """Note for what purpose a telephone or an ID number is looked at.

    The number only by those who keep the register; raises RuleBroken else.
    """
    told = rules.check_purpose(purpose)
    if Opened.NUMBER in opened and not actor.may(Permission.VOLUNTEER_WRITE):
        raise RuleBroken("身份证号码只给管理名册的妇联看。", "opened")
    groups = sorted(each.value for each in opened)
    note(Tag.VOLUNTEER_REVEAL, actor, volunteer, reason=told, groups=groups)


def export(
    *, actor: Viewer, filters: Filters, opened: Sequence[Opened] = (), purpose: str | None = None
) -> bytes:
    """Return the register as a workbook; masked, but for what is opened for a purpose."""
    told = rules.check_purpose(purpose) if opened else None
    content, rows = books.register_book(actor, filters, opened)
    record(
        Tag.VOLUNTEER_EXPORT,
        actor_id=actor.account_id,
        region_code=actor.regions[0] if actor.regions else None,
        reason=told,
        rows=rows,
        opened=sorted(each.value for each in opened),
    )
    return content
