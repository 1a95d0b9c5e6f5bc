"""``reports``: the figures of a region from the command line."""

import json
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
from casework.counting import queries as counting
from casework.counting.queries import Coverage
from casework.db.base import db
from casework.reports import exports
from casework.reports.rules import read_month
from casework.signoff import source
from casework.signoff.told import of_report
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
        report = source.coverage(
            viewer, counting.region_for(viewer, region), read_month(month, clock.today())
        )
    if xlsx:
        _write(xlsx, _workbook(viewer, report))
    _record(viewer, report, "xlsx" if xlsx else None)
    click.echo(json.dumps(told(report), ensure_ascii=False) if as_json else _sentence(report, xlsx))


def _workbook(viewer: Viewer, report: Coverage) -> bytes:
    protected = not counting.sees_children(viewer)
    return exports.workbook(report, protected=protected, by=of_report(viewer, report))


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


def _record(viewer: Viewer, report: Coverage, file_format: str | None) -> None:
    record(
        Tag.REPORT_EXPORT if file_format else Tag.REPORT_READ,
        actor_id=viewer.account_id,
        region_code=report.region.code,
        month=str(report.month),
        format=file_format,
    )
    db.session.commit()


def _sentence(report: Coverage, file: Path | None) -> str:
    if file:
        return f"已写入 {file}。"
    cells = {name: number(n) for name, n in report.figures.as_json().items() if isinstance(n, int)}
    return (
        f"{report.region.name}{report.month.label}：在册 {cells.get('in_care', '＊')} 人，"
        f"已走访 {cells.get('visited', '＊')} 人，覆盖率 {percent(report.figures.coverage)}，"
        f"到期未访 {cells.get('overdue', '＊')} 人。"
    )
