"""Whether the demonstration may be loaded here."""

from flask import current_app
from sqlalchemy import ColumnElement, exists, select

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
    in_county = within(Child.region_code, (COUNTY[:6],))
    if _is_there(~in_county):
        raise RuleBroken("数据库里已有其他儿童的档案，演示数据只能装入空的数据库。")
    if _is_there(AuditEntry.tag == Tag.DEMO_LOAD.value):
        raise RuleBroken(f"演示数据已经装入。要重新装入，请先删除{_place()}。")
    if _is_there(in_county) or _is_there(Account.is_demo.is_(True)):
        raise RuleBroken(f"上次装入演示数据没有做完，请先删除{_place()}，再重新装入。")


def _is_there(condition: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(exists().where(condition))))


def _place() -> str:
    if db.engine.dialect.name == "sqlite":
        return f"文件夹 {current_app.config['INSTANCE']}"
    return "整个数据库"
