"""Signing a set: its numbers and the rows behind them stay as they are now; later, corrections.

Number and rows of a figure are made of one reading, so that they fit whatever is written
meanwhile; figures of one set are read one after the other in the signing transaction.
"""

from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import Base, db
from casework.db.bulk import insert_all
from casework.db.sealed import keyring
from casework.errors import RuleBroken
from casework.figures import registry
from casework.figures.registry import Asked, Entry, Figure, Value
from casework.summaries import digest, queries
from casework.summaries.models import (
    FigureSet,
    SignedFigureEntry,
    SignedFigureSet,
    SignedFigureValue,
)

#: The digits of a region's code, the longest of what is no id and no digest.
_CODE = 12
_KEY = "summaries.key"


def sign(*, actor: Viewer, held: FigureSet) -> SignedFigureSet:
    """Sign a set of a time that has passed; the same set twice is signed once.

    Raises RuleBroken for a time that is not over, and for a set that was withdrawn.
    """
    _hold(held)
    if signed := queries.signed_of(held):
        return signed[0]
    if held.withdrawn_on is not None:
        raise RuleBroken("这份数字已经删去，不能签发。")
    if held.until_on > clock.today():
        raise RuleBroken("这段时间还没有过完，过完以后才能签发。")
    signed_set = _store(actor, held, 1, None)
    _tell(Tag.FIGURES_SIGN, actor, signed_set)
    return signed_set


def correct(*, actor: Viewer, held: FigureSet, reason: str | None, seen: int) -> SignedFigureSet:
    """State what the numbers of a signed set are now, and why; what was signed stays beside it.

    ``seen`` is how often it had been signed when the actor looked. Raises RuleBroken without a
    reason, where nothing has changed, and where somebody else was quicker.
    """
    _hold(held)
    signed = queries.signed_of(held)
    if not signed:
        raise RuleBroken("这份数字还没有签发，不用更正。")
    if len(signed) != seen:
        raise RuleBroken("您打开这一页以后已经有人更正过，请看过新的数字再更正。")
    if not reason or not reason.strip():
        raise RuleBroken("请写明为什么更正。", "reason")
    if not has_changed(actor, signed[-1]):
        raise RuleBroken("没有要更正的数字。")
    corrected = _store(actor, held, len(signed) + 1, reason.strip())
    _tell(Tag.FIGURES_CORRECT, actor, corrected)
    return corrected


def has_changed(viewer: Viewer, signed: SignedFigureSet) -> bool:
    """Say whether a number is another one by now, or made of other rows."""
    figures = _figures(viewer, [each.code for each in queries.values_of(signed)])
    then = queries.entries_of(signed)
    now = [
        _told(each.code, n, entry)
        for each in sorted(figures, key=lambda figure: figure.code)
        for n, entry in enumerate(_ordered(each, asked_of(viewer, signed)), 1)
    ]
    before = [
        (row.code, row.n, row.counted_region_code, row.key, row.on_day, row.amount, row.child_id)
        for row in then
        if row.code in {each.code for each in figures}
    ]
    return sorted(now, key=_place) != sorted(before, key=_place)


def _place(row: tuple[object, ...]) -> tuple[str, int]:
    return str(row[0]), int(str(row[1]))


def _told(code: str, n: int, entry: Entry) -> tuple[object, ...]:
    return (
        code,
        n,
        entry.region_code,
        kept_key(entry),
        entry.on,
        plain_number(entry.amount),
        entry.child_id,
    )


def asked_of(viewer: Viewer, held: FigureSet | SignedFigureSet) -> Asked:
    """Return what a set asks for."""
    return Asked(viewer, held.region_code, held.first_on, held.until_on)


def _hold(held: FigureSet) -> None:
    """Take the set's row until the transaction ends: two who sign at once sign one after another.

    Raises RuleBroken where it is gone.
    """
    own = FigureSet.id == held.id, FigureSet.region_code == held.region_code
    if db.session.scalar(select(FigureSet.id).where(*own).with_for_update()) is None:
        raise RuleBroken("这份数字不在了。")


def _figures(viewer: Viewer, codes: list[str]) -> list[Figure]:
    known = {each.code: each for each in registry.known(viewer)}
    return [known[code] for code in codes if code in known]


def _store(actor: Viewer, held: FigureSet, n: int, reason: str | None) -> SignedFigureSet:
    figures = _figures(actor, held.codes)
    if len(figures) < len(held.codes):
        raise RuleBroken("其中有您不能看的数字，请重新选一份。")
    signed = SignedFigureSet(
        region_code=held.region_code,
        set_id=held.id,
        n=n,
        desk=held.desk,
        first_on=held.first_on,
        until_on=held.until_on,
        signed_at=clock.now(),
        signed_by=actor.account_id,
        title=held.title,
        reason=reason,
    )
    values, entries = [], []
    for place, figure in enumerate(figures, 1):
        listed = _ordered(figure, asked_of(actor, held))
        values.append(_value(signed, place, figure, registry.value_of(figure, listed)))
        entries += [_entry(signed, figure, *numbered) for numbered in enumerate(listed, 1)]
    entries.sort(key=lambda row: (row.code, row.n))
    signed.digest = digest.of_set(signed, values, entries)
    db.session.add(signed)
    db.session.flush()
    rows: list[Base] = [*values, *entries]
    insert_all(db.session(), rows)
    return signed


def _ordered(figure: Figure, asked: Asked) -> list[Entry]:
    return sorted(
        figure.entries(asked),
        key=lambda each: (each.on, each.region_code, each.key, each.amount, each.is_bare),
    )


def _value(signed: SignedFigureSet, n: int, figure: Figure, value: Value) -> SignedFigureValue:
    return SignedFigureValue(
        signed_id=signed.id,
        region_code=signed.region_code,
        n=n,
        code=figure.code,
        number=plain_number(value.number),
        part=plain_number(value.part),
        base=plain_number(value.base),
        unit=str(figure.unit),
        heading=str(figure.title),
        meaning=str(figure.meaning),
        since=figure.since,
    )


def plain_number(number: object) -> str | None:
    """Return a number as it is kept: as text, exact."""
    return None if number is None else f"{number}"


def kept_key(entry: Entry) -> str:
    """Return what counts once as it is kept: ids and codes as they are.

    A digest of somebody's number becomes a digest of its own: it leads to no other table.
    """
    try:
        is_digest = len(entry.key) > _CODE and str(UUID(entry.key)) != entry.key
    except ValueError:
        is_digest = True
    return keyring().digest(_KEY, entry.key).hex() if is_digest else entry.key


def _entry(signed: SignedFigureSet, figure: Figure, n: int, entry: Entry) -> SignedFigureEntry:
    return SignedFigureEntry(
        signed_id=signed.id,
        region_code=signed.region_code,
        code=figure.code,
        n=n,
        counted_region_code=entry.region_code,
        key=kept_key(entry),
        on_day=entry.on,
        amount=plain_number(entry.amount) or "0",
        is_bare=entry.is_bare,
        child_id=entry.child_id,
    )


def _tell(tag: Tag, actor: Viewer, signed: SignedFigureSet) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=signed.region_code,
        subject_id=signed.id,
        digest=signed.digest.hex(),
    )
