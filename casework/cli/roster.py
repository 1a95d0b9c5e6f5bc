"""``roster``: a county's ledger comes in from the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.cli.acting import acting_for, plain_errors
from casework.db.base import db
from casework.regions.codes import pad
from casework.roster import actions
from casework.roster.queries import Plan

group = AppGroup("roster", help="台账。")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", required=True, help="导入到哪个地区（区划代码）。")
@click.option("--by", "login", required=True, help="以哪个账号的身份。")
@click.option("--dry-run", is_flag=True, help="只试算，不写入。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def import_(file: Path, region: str, login: str, *, dry_run: bool, as_json: bool) -> None:
    """导入一份台账（.xlsx 或 .csv）；已有的行会认出来，不会重复。"""
    actor = acting_for(login, Permission.ROSTER_IMPORT)
    with plain_errors():
        plan = _run(actor, pad(region), file, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_told(plan), ensure_ascii=False))
    else:
        _print(plan)


@group.command("purge")
def purge() -> None:
    """删除保存期已满的台账文件（上传新台账时也会自动做）。"""
    gone = actions.purge_expired()
    db.session.commit()
    click.echo(f"已删除 {gone} 份过期台账。")


def _run(actor: Viewer, region_code: str, file: Path, *, dry_run: bool) -> Plan:
    content = file.read_bytes()
    run = actions.dry_run if dry_run else actions.import_roster
    done = run(actor=actor, region_code=region_code, filename=file.name, content=content)
    db.session.commit()
    return done if isinstance(done, Plan) else done.plan


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "imported": len(plan.new) + len(plan.changed),
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "doubtful": [
            {"sheet": line.place.sheet, "row": line.place.row, "why": line.doubts[0]}
            for line in plan.doubtful
        ],
        "refused": [
            {"sheet": row.place.sheet, "row": row.place.row, "why": row.why} for row in plan.refused
        ],
    }


def _print(plan: Plan) -> None:
    told = _told(plan)
    click.echo(
        f"导入 {told['imported']} 人：新增 {told['new']}，变更 {told['changed']}；"
        f"未变 {told['unchanged']}。"
    )
    for kind, label in (("doubtful", "待核对"), ("refused", "未导入")):
        for row in told[kind]:
            click.echo(f"{label} {row['sheet']} 第 {row['row']} 行：{row['why']}")
