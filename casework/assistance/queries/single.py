"""Single lines, the lines of one giving, what one child received, what a line said before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select

from casework.accounts.viewer import Viewer
from casework.assistance.amounts import total
from casework.assistance.models import AidChange, AidGroup, AidGroupChange, AidShare, Desk
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound

_SIZE = 50


def is_known(viewer: Viewer, act_id: UUID) -> bool:
    """Say whether a giving has been written down within reach."""
    share = select(AidShare.id).where(_shares(viewer), AidShare.act_id == act_id).limit(1)
    return db.session.scalar(share) is not None or is_known_group(viewer, act_id)


def is_known_group(viewer: Viewer, act_id: UUID) -> bool:
    """Say the same of its line without names alone: no child's row is looked at."""
    group = select(AidGroup.id).where(_groups(viewer), AidGroup.client_id == act_id)
    return db.session.scalar(group) is not None


def shares_of_act(viewer: Viewer, act_id: UUID) -> Sequence[AidShare]:
    """Return the children's lines of a giving that are in reach, withdrawn ones too."""
    statement = select(AidShare).where(_shares(viewer), AidShare.act_id == act_id)
    return db.session.scalars(statement.order_by(AidShare.id)).all()


def groups_of_act(viewer: Viewer, act_id: UUID) -> Sequence[AidGroup]:
    """Return its lines without names that are in reach."""
    statement = select(AidGroup).where(_groups(viewer), AidGroup.act_id == act_id)
    return db.session.scalars(statement.order_by(AidGroup.id)).all()


def lines_by_id(
    viewer: Viewer, share_ids: Collection[UUID], group_ids: Collection[UUID]
) -> dict[UUID, AidShare | AidGroup]:
    """Return lines of both kinds that are in reach, by id."""
    found: dict[UUID, AidShare | AidGroup] = {}
    if share_ids:
        shares = select(AidShare).where(_shares(viewer), AidShare.id.in_(share_ids))
        found |= {line.id: line for line in db.session.scalars(shares)}
    if group_ids:
        groups = select(AidGroup).where(_groups(viewer), AidGroup.id.in_(group_ids))
        found |= {line.id: line for line in db.session.scalars(groups)}
    return found


def hold(line: AidShare | AidGroup) -> bool:
    """Read a line anew and hold it against others; say no where it is not where it was."""
    model = type(line)
    statement = (
        select(model)
        .where(model.region_code == line.region_code, model.id == line.id)
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(statement) is not None


def get_share(viewer: Viewer, share_id: UUID) -> AidShare:
    """Return one child's line; raise NotFound."""
    statement = select(AidShare).where(_shares(viewer), AidShare.id == share_id)
    share = db.session.scalar(statement)
    if share is None:
        raise NotFound
    return share


def get_group(viewer: Viewer, group_id: UUID) -> AidGroup:
    """Return one line without names of the civil affairs' ledger; raise NotFound."""
    return _group(viewer, group_id, Desk.CIVIL)


def get_own_group(viewer: Viewer, group_id: UUID) -> AidGroup:
    """Return one line of the ledger of 妇联; raise NotFound."""
    return _group(viewer, group_id, Desk.WOMENS_FED)


def own_groups(viewer: Viewer, after: UUID | None = None) -> Page[AidGroup]:
    """Return a page of the ledger of 妇联 within reach, what was written last first."""
    statement = select(AidGroup).where(_groups(viewer), AidGroup.desk == Desk.WOMENS_FED)
    if after is not None:
        statement = statement.where(AidGroup.id < after)
    found = db.session.scalars(statement.order_by(AidGroup.id.desc()).limit(_SIZE + 1)).all()
    return cut(found, _SIZE, lambda group: group.id)


def child_of(viewer: Viewer, share: AidShare) -> Child:
    """Return whose line it is."""
    return children.get(viewer, share.child_id)


def changes_of_share(share: AidShare) -> Sequence[AidChange]:
    """Return what a child's line said before, the newest change first."""
    statement = select(AidChange).where(
        AidChange.region_code == share.region_code,
        AidChange.child_id == share.child_id,
        AidChange.share_id == share.id,
    )
    return db.session.scalars(statement.order_by(AidChange.n.desc())).all()


def changes_of_group(group: AidGroup) -> Sequence[AidGroupChange]:
    """Return the same of a line without names."""
    statement = select(AidGroupChange).where(
        AidGroupChange.region_code == group.region_code, AidGroupChange.group_id == group.id
    )
    return db.session.scalars(statement.order_by(AidGroupChange.n.desc())).all()


# --- one child ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Receipts:
    """What a child received: the lines that count, newest first, and the sums per year."""

    lines: Sequence[AidShare]
    #: Year, how many times, and the value in 元 as far as it is known.
    years: Sequence[tuple[int, int, Decimal]]


def of_child(child: Child) -> Sequence[AidShare]:
    """Return every line of a child, also withdrawn ones, the newest first."""
    statement = select(AidShare).where(same_place(AidShare, child))
    order = (AidShare.given_on.desc(), AidShare.id.desc())
    return db.session.scalars(statement.order_by(*order)).all()


def receipts(child: Child) -> Receipts:
    """Return what a child received."""
    counted = [line for line in of_child(child) if line.withdrawn_on is None]
    years = sorted({line.given_on.year for line in counted}, reverse=True)
    by_year = {year: [each for each in counted if each.given_on.year == year] for year in years}
    sums = [(year, len(own), total([line.value for line in own])) for year, own in by_year.items()]
    return Receipts(counted, sums)


def _group(viewer: Viewer, group_id: UUID, desk: Desk) -> AidGroup:
    statement = select(AidGroup).where(
        _groups(viewer), AidGroup.id == group_id, AidGroup.desk == desk
    )
    group = db.session.scalar(statement)
    if group is None:
        raise NotFound
    return group


def _shares(viewer: Viewer) -> ColumnElement[bool]:
    return within(AidShare.region_code, viewer.scope.ranges)


def _groups(viewer: Viewer) -> ColumnElement[bool]:
    return within(AidGroup.region_code, viewer.scope.ranges)
