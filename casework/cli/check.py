"""``check``: recomputing what is stored or counted, and comparing."""

import click
from flask.cli import AppGroup

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.acting import plain_errors
from casework.cli.check_due import due
from casework.counting.queries import basis_of, count
from casework.counting.recount import Difference, differences, recount
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix
from casework.reports.rules import read_month

group = AppGroup("check", help="核对。")
group.add_command(due)

_VILLAGE = 12


@group.command("coverage")
@click.option("--region", required=True, help="哪个地区（区划代码）。")
@click.option("--month", required=True, help="哪个月，如 2026-10。")
def coverage(region: str, month: str) -> None:
    """逐个儿童重新计数，与月报比对；不一致时逐处指出，退出码为 1。"""
    bind_scope(db.session, SystemScope("check coverage"))
    with plain_errors():
        place, of = regions.get(pad(region)), read_month(month, clock.today())
    under, basis = prefix(place.code), basis_of(of)
    counted = count(of, under, _VILLAGE, basis)
    found = list(differences(counted, recount(of, under, basis)))
    record(
        Tag.SYSTEM_SCOPE,
        actor_id=None,
        region_code=place.code,
        purpose="check coverage",
        month=str(of),
        differences=len(found),
    )
    db.session.commit()
    for difference in found:
        click.echo(_told(difference), err=True)
    if found:
        raise SystemExit(1)
    click.echo(f"{place.name}{of.label}：比对了 {len(counted)} 个地区，全部一致。")


def _told(found: Difference) -> str:
    measure, part = found.cell
    return (
        f"{pad(found.prefix)} {measure.label}{f'（{part}）' if part else ''}："
        f"月报 {found.counted}，重新计数 {found.recounted}"
    )
