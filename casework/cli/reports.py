"""``reports``: the figures of a region from the command line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.acting import acting_for, plain_errors
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.periods import read_month
from casework.counting.queries import Coverage
from casework.db.base import db
from casework.figures import asking, registry
from casework.regions.codes import pad
from casework.reports import exports
from casework.signoff import source
from casework.signoff.told import of_report
from casework.totals import exports as total_exports
from casework.totals import queries as totals
from casework.totals.definitions import HIDDEN
from casework.totals.queries import Table
from casework.ui.formats import number, percent

group = AppGroup("reports", help="报表。")


@group.command("coverage")
@click.option("--region", required=True, help="哪个地区（区划代码）。")
@click.option("--month", required=True, help="哪个月，如 2026-10。")
@click.option("--by", "login", required=True, help="以哪个账号的身份。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="写成 Excel 文件。")
def coverage(region: str, month: str, login: str, *, as_json: bool, xlsx: Path | None) -> None:
    """走访覆盖月报。"""
    if as_json and xlsx:
        raise click.ClickException("--json 和 --xlsx 只能选一个。")
    viewer = acting_for(login, Permission.REPORT_EXPORT if xlsx else Permission.REPORT_READ)
    with plain_errors():
        asked = read_month(month, clock.today())
        report = (_live if counting.sees_children(viewer) else _signed)(viewer, region, asked)
    if xlsx:
        _write(xlsx, report.workbook())
    _record(viewer, report, "xlsx" if xlsx else None)
    plain = json.dumps(report.told, ensure_ascii=False) if as_json else report.sentence
    click.echo(f"已写入 {xlsx}。" if xlsx else plain)


@group.command("indicators")
@click.option("--region", required=True, help="哪个地区（区划代码）。")
@click.option("--from", "first", required=True, help="从哪天，如 2026-10-01。")
@click.option("--to", "last", required=True, help="到哪天（含）。")
@click.option("--by", "login", required=True, help="以哪个账号的身份。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def indicators(region: str, first: str, last: str, login: str, *, as_json: bool) -> None:
    """一段时间的各项数字。"""
    days = [_day(each) for each in (first, last)]
    if days[0] > days[1]:
        raise click.ClickException("--from 不能晚于 --to。")
    viewer = acting_for(login, Permission.FIGURE_READ)
    told = {"region": pad(region), "from": str(days[0]), "to": str(days[1])}
    with plain_errors():
        asked = asking.asked(viewer, told, clock.today())
        figures = registry.known(viewer)
        values = registry.values(figures, asked)
    times: dict[str, Any] = {"first": told["from"], "until": asked.until_on.isoformat()}
    record(Tag.REPORT_READ, actor_id=viewer.account_id, region_code=asked.region_code, **times)
    db.session.commit()
    if as_json:
        numbers = {each.code: _number(values[each.code].number) for each in figures}
        click.echo(json.dumps({**told, "indicators": numbers}, ensure_ascii=False))
        return
    for each in figures:
        value = values[each.code]
        said = percent(value.number) if each.ratio_of else f"{number(value.number)} {each.unit}"
        click.echo(f"{each.title}：{said}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"日期“{text}”看不懂，请写成 2026-10-01。") from None


def _number(value: Decimal | None) -> int | float | None:
    """Return a number as JSON has it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True)
class _Report:
    """A report in every shape that the command offers."""

    region: str
    month: Month
    told: Mapping[str, Any]
    sentence: str
    workbook: Callable[[], bytes]


def _live(viewer: Viewer, region: str, month: Month) -> _Report:
    """Take it as it was signed, or else as it stands, for those who may see the children."""
    found = source.coverage(viewer, counting.region_for(viewer, region), month)
    made = partial(exports.workbook, found, by=of_report(viewer, found))
    return _Report(found.region.code, month, told(found), _sentence(found), made)


def _signed(viewer: Viewer, region: str, month: Month) -> _Report:
    """Read what counties have signed, for those who get totals."""
    place = totals.region_for(viewer, region)
    table = totals.tables(place, month)[month]
    return _Report(
        place.code,
        month,
        total_exports.told(table),
        _total_sentence(table),
        partial(total_exports.workbook, table),
    )


def told(report: Coverage) -> dict[str, Any]:
    """Return the report as ``--json`` prints it."""
    return {
        "region": report.region.code,
        "month": str(report.month),
        **report.figures.as_json(),
        "rows": [
            {"region": line.place.code, "name": line.place.name, **line.figures.as_json()}
            for line in report.lines
        ],
    }


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"写不了文件 {file}：{error.strerror}。") from error


def _record(viewer: Viewer, report: _Report, file_format: str | None) -> None:
    record(
        Tag.REPORT_EXPORT if file_format else Tag.REPORT_READ,
        actor_id=viewer.account_id,
        region_code=report.region,
        month=str(report.month),
        format=file_format,
    )
    db.session.commit()


def _sentence(report: Coverage) -> str:
    cells = {name: number(n) for name, n in report.figures.as_json().items() if isinstance(n, int)}
    return (
        f"{report.region.name}{report.month.label}：在册 {cells['in_care']} 人，"
        f"已走访 {cells['visited']} 人，覆盖率 {percent(report.figures.coverage)}，"
        f"到期未访 {cells['overdue']} 人。"
    )


def _total_sentence(table: Table) -> str:
    place, total = f"{table.region.name}{table.month.label}", table.total
    if total.is_withheld:
        return f"{place}：没有合计。{total_exports.note(table)}。"
    least = "至少 " if total.at_least is not None else ""
    return (
        f"{place}：在册 {number(total.in_care)} 人，已走访 {least}{number(total.floor)} 人，"
        f"覆盖率 {percent(total.coverage) if total.at_least is None else HIDDEN}。"
    )
