"""Checking the whole trail: every row, every chain's end, every seal, and the lines kept outside.

Other processes may go on writing meanwhile. So what must be found is read first (lines outside,
then seals, then heads), the rows after it, and the heads once more at the end.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from casework import clock
from casework.audit import chain
from casework.audit.models import AuditEntry, AuditHead, AuditSeal
from casework.audit.seals import INTERVAL, mac_of
from casework.db.base import db
from casework.db.sealed import keyring
from casework.texts import Text

_BATCH = 1_000

Row = TypeVar("Row")

#: A row's place, writer and number, and the digest that it must have.
Claims = dict[tuple[UUID, int], bytes]


@dataclass(frozen=True)
class Fault:
    """One place where the trail was touched, in Chinese."""

    where: str
    what: str


#: Checks something else that was signed, under some region prefixes.
Check = Callable[[Sequence[str]], list[Fault]]

_further: list[Check] = []


def verifies(act: Check) -> Check:
    """Register what is checked together with the trail."""
    if act not in _further:
        _further.append(act)
    return act


def verify_further(prefixes: Sequence[str]) -> list[Fault]:
    """Return what does not fit of all that floors above have signed."""
    return [fault for act in _further for fault in act(prefixes)]


@dataclass(frozen=True)
class _Outside:
    """What the file outside says of one seal."""

    n: int
    mac: str
    claims: Claims


def verify(path: Path) -> list[Fault]:
    """Walk every chain, head and seal; return what does not fit, with the row's name."""
    lines, faults = _lines(path)
    seals = list(db.session.scalars(_afresh(select(AuditSeal).order_by(AuditSeal.n))))
    sound, seal_faults = _check_seals(seals)
    sealed: Claims = {}
    for claims in [*(line.claims for line in lines), *(_claims(seal.heads) for seal in sound)]:
        sealed |= claims
    walk = _Walk(_heads())
    faults += [*seal_faults, *_compare(seals, lines), *walk.faults(_entries(), sealed)]
    faults += [_lost(place) for place in sealed]
    return [*faults, *_check_ends(walk)]


def _afresh(statement: Select[Row]) -> Select[Row]:
    """Have rows read from the database, also those that the session has known for a while."""
    return statement.execution_options(populate_existing=True)


# --- seals -----------------------------------------------------------------------------------


def _lines(path: Path) -> tuple[list[_Outside], list[Fault]]:
    """Return what stands in the file outside, and the lines that cannot be read."""
    found, faults = [], []
    texts = path.read_text(encoding="ascii", errors="replace").splitlines() if path.exists() else []
    for number, text in enumerate(texts, 1):
        try:
            line = json.loads(text)
            found.append(_Outside(int(line["n"]), str(line["mac"]), _claims(line["heads"])))
        except (ValueError, TypeError, KeyError, AttributeError):
            faults.append(Fault(Text("库外留存第 %(n)s 行", n=number), "无法读取"))
    return found, faults


def _claims(heads: dict[str, Any]) -> Claims:
    return {(UUID(hex=writer), int(n)): bytes.fromhex(mac) for writer, (n, mac) in heads.items()}


def _check_seals(seals: list[AuditSeal]) -> tuple[list[AuditSeal], list[Fault]]:
    """Return the seals that are as they were made, and what is wrong with the others."""
    sound, faults, prev = [], [], chain.GENESIS.hex()
    for seal in seals:
        fields = {"n": seal.n, "at": seal.at, "heads": seal.heads, "prev": seal.prev}
        if mac_of(fields) != seal.mac:
            faults.append(Fault(Text("封存 %(n)s", n=seal.n), "内容被改动"))
        else:
            sound.append(seal)
            if seal.prev != prev:
                faults.append(Fault(Text("封存 %(n)s", n=seal.n), "与前一次封存接不上"))
        prev = seal.mac
    return sound, faults


def _compare(seals: list[AuditSeal], lines: list[_Outside]) -> Iterator[Fault]:
    """Compare the seals with the lines outside; the newest line may be on its way."""
    outside = {line.n: line.mac for line in lines}
    settled = clock.now() - INTERVAL
    for seal in seals:
        if seal.n not in outside and seal.at < settled:
            yield Fault(Text("封存 %(n)s", n=seal.n), "库外没有留存")
        elif outside.get(seal.n, seal.mac) != seal.mac:
            yield Fault(Text("封存 %(n)s", n=seal.n), "与库外留存的不一致")
    for n in sorted(outside.keys() - {seal.n for seal in seals}):
        yield Fault(Text("封存 %(n)s", n=n), "库外有留存，库内没有")


def _lost(place: tuple[UUID, int]) -> Fault:
    where = Text("日志链 %(chain)s 第 %(n)s 条", chain=place[0], n=place[1])
    return Fault(where, "封存时还在，现在缺失或被改动")


# --- rows and heads --------------------------------------------------------------------------


def _entries() -> Iterable[AuditEntry]:
    statement = select(AuditEntry).order_by(AuditEntry.writer, AuditEntry.n)
    return db.session.scalars(_afresh(statement).execution_options(yield_per=_BATCH))


def _heads() -> Claims:
    heads = db.session.execute(select(AuditHead.writer, AuditHead.n, AuditHead.mac))
    return {(writer, n): mac for writer, n, mac in heads}


class _Walk:
    """One pass over all rows, chain by chain."""

    def __init__(self, heads: Claims) -> None:
        #: Ends of chains that must be found.
        self.heads = heads
        #: Ends of chains as found.
        self.ends: dict[UUID, int] = {}

    def faults(self, entries: Iterable[AuditEntry], sealed: Claims) -> Iterator[Fault]:
        """Check each row by itself and against the one before; take off what was claimed."""
        mac = keyring().audit_mac
        writer: UUID | None = None
        n, prev = 0, chain.GENESIS
        for entry in entries:
            if entry.writer != writer:
                writer, n, prev = entry.writer, 0, chain.GENESIS
            where = Text("日志第 %(id)s 条", id=entry.id)
            if entry.n != n + 1:
                yield Fault(where, _gap(entry.n - n - 1, writer))
            elif entry.prev != prev:
                yield Fault(where, "与前一条接不上")
            if chain.link(mac, entry.prev, _covered(entry)) != entry.mac:
                yield Fault(where, "内容被改动")
            n, prev = entry.n, entry.mac
            self._found(entry, sealed)

    def _found(self, entry: AuditEntry, sealed: Claims) -> None:
        place = (entry.writer, entry.n)
        for claims in (self.heads, sealed):
            if claims.get(place) == entry.mac:
                del claims[place]
        self.ends[entry.writer] = entry.n


def _gap(rows: int, writer: UUID | None) -> Text:
    return Text("它前面缺少 %(rows)s 条（日志链 %(chain)s）", rows=rows, chain=writer)


def _covered(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in chain.COVERED}


def _check_ends(walk: _Walk) -> Iterator[Fault]:
    """Compare the heads with the ends: a head may have moved on since, never back."""
    now = dict(_heads().keys())
    wrong = {writer for writer, _ in walk.heads}
    wrong |= {writer for writer, end in walk.ends.items() if now.get(writer, 0) < end}
    for writer in sorted(wrong):
        yield Fault(Text("日志链 %(chain)s", chain=writer), "登记的末端与最后一条不一致")
