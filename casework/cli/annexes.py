"""``reports annex1`` and ``reports annex2``: a campaign's forms from the command line."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from casework.accounts.permissions import Permission
from casework.annexes import layout, queries, sheets, workbook
from casework.annexes.queries import Asked
from casework.annexes.sheets import Sheet
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.acting import acting_for, plain_errors
from casework.db.base import db
from casework.errors import NotFound
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2
from casework.regions.codes import pad


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="写成表格。"),
        click.option("--json", "as_json", is_flag=True, help="输出 JSON。"),
        click.option("--by", "login", required=True, help="以哪个账号的身份。"),
        click.option("--region", required=True, help="哪个地区（区划代码）。"),
        click.option("--campaign", required=True, help="哪次活动：名称或代码。"),
    ):
        command = option(command)
    return command


@click.command("annex1")
@_options
@with_appcontext
def annex1(campaign: str, region: str, login: str, *, as_json: bool, xlsx: Path | None) -> None:
    """附件1：活动情况汇总表。"""
    _hand_out(ANNEX_1, campaign, region, login, as_json=as_json, xlsx=xlsx)


@click.command("annex2")
@_options
@with_appcontext
def annex2(campaign: str, region: str, login: str, *, as_json: bool, xlsx: Path | None) -> None:
    """附件2：活动统计表。"""
    _hand_out(ANNEX_2, campaign, region, login, as_json=as_json, xlsx=xlsx)


def _hand_out(
    annex: str, campaign: str, region: str, login: str, *, as_json: bool, xlsx: Path | None
) -> None:
    viewer = acting_for(login, Permission.ANNEX_READ)
    with plain_errors():
        place = queries.region_for(viewer, pad(region) if region.isdigit() else region)
        asked = queries.asked(viewer, place.code, _code_of(place.code, campaign))
        queries.annex_of(asked, annex)
        sheet = sheets.book(asked).sheet(annex)
        form = workbook.of_sheet(sheet)
    if xlsx:
        _write(xlsx, workbook.workbook([form]))
    record(
        Tag.REPORT_EXPORT if xlsx else Tag.REPORT_READ,
        actor_id=viewer.account_id,
        region_code=asked.region.code,
        campaign=asked.campaign.code,
        annex=annex,
    )
    db.session.commit()
    if as_json:
        click.echo(json.dumps(told(asked, sheet, form), ensure_ascii=False))
    else:
        click.echo(f"已写入 {xlsx}。" if xlsx else _sentence(asked, sheet))


def _code_of(region_code: str, named: str) -> str:
    """Return a campaign's code by its code, its name or a part of its name that only it has."""
    known = queries.campaigns_with_forms(region_code)
    exact = [each for each in known if named in {each.code, each.name, each.theme}]
    found = exact or [each for each in known if named and named in each.name]
    if not found:
        raise NotFound
    if len(found) > 1:
        message = f"“{named}”不止一次活动：{'、'.join(each.code for each in found)}，请用代码。"
        raise click.ClickException(message)
    return found[0].code


def told(asked: Asked, sheet: Sheet, form: workbook.Form) -> dict[str, Any]:
    """Return a form as ``--json`` prints it: numbers as the form says, and what was overridden."""
    found: dict[str, Any] = {
        "region": asked.region.code,
        "campaign": asked.campaign.code,
        "annex": sheet.code,
        "title": sheet.annex.title,
        "rules": layout.EDITION,
        "overridden": [
            {"cell": cell.code, "computed": _plain(cell.computed), "shown": _plain(cell.shown)}
            for cell in sheet.changed
        ],
    }
    if sheet.code == ANNEX_1:
        return {**found, "cells": {code: _plain(n) for code, n in form.numbers.items()}}
    names = ("n", "title", "organiser", "time", "mode", "value", "children")
    rows = [dict(zip(names, row, strict=True)) for row in form.rows]
    numbers = ("value", "children")
    return {
        **found,
        "rows": [{**row, **{key: _plain(row[key]) for key in numbers}} for row in rows],
    }


def _plain(amount: Any) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == Decimal(amount).to_integral_value() else float(amount)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        message = f"写不了文件 {file}：{error.strerror}。"
        raise click.ClickException(message) from error


def _sentence(asked: Asked, sheet: Sheet) -> str:
    name = f"{asked.region.name}{sheet.annex.title}"
    if sheet.code == ANNEX_2:
        return f"{name}：{len(sheet.lines)} 行，价值合计 {sheets.total_value(sheet)} 元。"
    cells = sheet.cells
    return (
        f"{name}：志愿者 {cells[layout.VOLUNTEERS].shown} 人，"
        f"活动 {cells[layout.SESSIONS].shown} 场，"
        f"受益 {cells[layout.REACHED].shown} 人次。"
    )
