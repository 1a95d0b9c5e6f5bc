"""Whether the demonstration may be loaded here."""

from pathlib import Path

from flask import current_app
from sqlalchemy import exists, func, select

from casework.accounts.models import Account
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.cli.demo.places import COUNTY
from casework.db.base import db
from casework.db.scope import within
from casework.errors import RuleBroken


def check() -> None:
    """Refuse in production, beside other children, a second time, and over half a load."""
    if current_app.config["IS_PRODUCTION"]:
        raise RuleBroken("这是正式环境，不能装入演示数据。")
    if _has(~within(Child.region_code, (COUNTY[:6],))):
        raise RuleBroken("数据库里已有其他儿童的档案，演示数据只能装入空的数据库。")
    if db.session.scalar(select(exists().where(AuditEntry.tag == Tag.DEMO_LOAD.value))):
        raise RuleBroken(f"演示数据已经装入。要重新装入，请先删除{_place()}。")
    if _has() or db.session.scalar(select(exists().where(Account.is_demo))):
        raise RuleBroken(f"上次装入演示数据没有做完。请先删除{_place()}，再重新装入。")
