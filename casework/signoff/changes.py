"""The page of what differs from a signed month: figures, and the children behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.rules import RISK_LABELS
from casework.db.base import db
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.regions.models import Region
from casework.signoff import actions, queries, records, rules, told
from casework.signoff.queries import Signed
from casework.signoff.rules import ChildChange, FigureChange
from casework.signoff.standing import ChildLine
from casework.signoff.told import Namer, Signature

#: So many children who changed are named on one page.
SHOWN = 50


@dataclass(frozen=True)
class FigureLine:
    """A figure that is no longer as signed, or as corrected last."""

    code: str
    place: str
    name: str
    part: str
    old: int
    new: int


@dataclass(frozen=True)
class ChildLineOf:
    """A child that is not counted as it was."""

    id: UUID
    case_number: str
    name: str | None
    #: What differs: the words, then and now.
    facts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class ChangesPage:
    """What has changed in a signed month."""

    signed: Signed
    signature: Signature
    figures: Sequence[FigureLine]
    #: The first of the children, and how many there are.
    children: Sequence[ChildLineOf]
    total: int
    #: Tells these differences from others.
    code: str

    @property
    def seen(self) -> set[UUID]:
        """The children named on the page."""
        return {line.id for line in self.children if line.name}


def changes_page(viewer: Viewer, region: Region, month: Month) -> ChangesPage:
    """Return how the records differ from what a county signed; raise NotFound where it has not."""
    signature = told.signature(viewer, region, month)
    if signature is None:
        raise NotFound
    signed, under = signature.signed, prefix(region.code)
    now = records.standing(viewer, month, under, counting.basis_of(month))
    differing = rules.child_changes(queries.standing(signed, under), now)
    open_changes = actions.outstanding(viewer, signed)
    return ChangesPage(
        signed,
        signature,
        _figure_lines(month, open_changes),
        _child_lines(viewer, month, differing[:SHOWN]),
        len(differing),
        rules.code_of(open_changes),
    )


def _figure_lines(month: Month, changes: Sequence[FigureChange]) -> list[FigureLine]:
    namer = Namer(month, changes)
    return [
        FigureLine(
            change.prefix,
            namer.place(change),
            namer.measure(change),
            namer.part(change),
            change.old,
            change.new,
        )
        for change in changes
    ]


def _child_lines(viewer: Viewer, month: Month, changes: Sequence[ChildChange]) -> list[ChildLineOf]:
    ids = [change.child_id for change in changes]
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    names = {child.id: child.name for child in db.session.scalars(statement)}
    book = counting.basis_of(month).book
    places = regions.by_codes(
        {line.region_code for change in changes for line in (*change.old, *change.new)}
    )

    def words(lines: Sequence[ChildLine]) -> dict[str, str]:
        care = next((line for line in lines if line.in_care), None)
        shown = {
            "在册": "是" if care else "否",
            "居住地": places[care.region_code].name if care else "—",
            "类别": "、".join(book.label(c) for c in book.leaves(care.categories)) if care else "—",
            "风险等级": RISK_LABELS[care.risk] if care and care.risk else "—",
            "新增": _yes(any(line.entered for line in lines)),
            "退出": _yes(any(line.exited for line in lines)),
        }
        for label, flag in _FLAGS.items():
            shown[label] = _yes(care is not None and bool(getattr(care, flag)))
        return shown

    return [
        ChildLineOf(
            change.child_id,
            (change.old or change.new)[0].case_number,
            names.get(change.child_id),
            _facts(words(change.old), words(change.new), change),
        )
        for change in changes
    ]


_FLAGS = {
    "已走访": "visited",
    "已联系": "reached",
    "本月应访": "due",
    "到期未访": "overdue",
    "首次走访": "first_visit",
}


def _yes(flag: bool) -> str:  # noqa: FBT001 - a word for a flag
    return "是" if flag else "否"


def _facts(
    old: dict[str, str], new: dict[str, str], change: ChildChange
) -> list[tuple[str, str, str]]:
    facts = [(name, old[name], new[name]) for name in old if old[name] != new[name]]
    if change.old_visits != change.new_visits:
        facts.append(("走访人次", str(change.old_visits), str(change.new_visits)))
    return facts or [("走访的方式、日期或地点", "—", "有改动")]
