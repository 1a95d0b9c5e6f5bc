"""``check``: recomputing what is stored or counted, and comparing."""

from collections.abc import Iterator, Mapping

import click
from flask.cli import AppGroup

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.acting import plain_errors
from casework.cli.check_due import due
from casework.clock import Month
from casework.counting import counters, kept
from casework.counting.figures import Figures
from casework.counting.periods import read_month
from casework.counting.queries import basis_of, count
from casework.counting.recount import Difference, differences, recount
from casework.counting.rules import Basis
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix

group = AppGroup("check", help="核对。")
group.add_command(due)

_VILLAGE = 12


@group.command("coverage")
@click.option("--region", required=True, help="哪个地区（区划代码）。")
@click.option("--month", required=True, help="哪个月，如 2026-10。")
def coverage(region: str, month: str) -> None:
    """逐个儿童重新计数，与月报和保留的计数比对；不一致时逐处指出，退出码为 1。"""
    bind_scope(db.session, SystemScope("check coverage"))
    with plain_errors():
        place, of = regions.get(pad(region)), read_month(month, clock.today())
    under, basis = prefix(place.code), basis_of(of)
    counted, again = count(of, under, _VILLAGE, basis), recount(of, under, basis)
    found = [_told(each) for each in differences(counted, again)]
    found += [_told(each, "计数") for each in _kept_differences(of, under, basis, again)]
    record(
        Tag.SYSTEM_SCOPE,
        actor_id=None,
        region_code=place.code,
        purpose="check coverage",
        month=str(of),
        differences=len(found),
    )
    db.session.commit()
    for line in found:
        click.echo(line, err=True)
    if found:
        raise SystemExit(1)
    click.echo(f"{place.name}{of.label}：比对了 {len(counted)} 个地区，全部一致。")


def _kept_differences(
    month: Month, under: str, basis: Basis, again: Mapping[str, Figures]
) -> Iterator[Difference]:
    """Compare what is kept of a month, when all that was marked by now has been counted anew."""
    while counters.refresh() == counters.BATCH:
        pass
    state = kept.states().get(str(month))
    if state is not None and state.basis == kept.name_of(basis):
        own = {place: figures for place, figures in again.items() if len(place) >= len(under)}
        yield from differences(kept.read(month, under, _VILLAGE), own)


def _told(found: Difference, source: str = "月报") -> str:
    measure, part = found.cell
    return (
        f"{pad(found.prefix)} {measure.label}{f'（{part}）' if part else ''}："
        f"{source} {found.counted}，重新计数 {found.recounted}"
    )
