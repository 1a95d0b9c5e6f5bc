"""Who the child is, in which categories and at what risk, and where it has lived."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.children import queries as children
from casework.children.models import (
    CategoryMembership,
    Child,
    IdState,
    RiskSpell,
    StatusSpell,
    Stay,
)
from casework.children.rules import SEXES, age_on
from casework.db.base import db
from casework.db.scope import within
from casework.dossier import labels
from casework.folders.blocks import Block, Facts, known, table
from casework.folders.sections.registry import Asked
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.transfers.models import Transfer

# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "name": "姓名",
    "case": "档案编号",
    "sex": "性别",
    "birth": "出生日期",
    "age": "年龄",
    "years": "%s周岁",
    "number": "证件号码",
    "doubtful": "%s（待核对）",
    "documents": "其他证件",
    "ethnic": "民族",
    "place": "现住村（社区）",
    "address": "住址",
    "hukou": "户籍地",
    "hukou_address": "户籍地址",
    "school": "就学",
    "health": "健康",
    "health_note": "健康说明",
    "disability": "残疾",
    "phone": "本人电话",
    "note": "备注",
    "worker": "责任人",
    "entered": "纳入日期",
    "exited": "退出日期",
    "status": "状态",
    "before": "原档案%s的",
    "categories": "儿童类别",
    "risks": "风险等级",
    "statuses": "档案状态",
    "stays": "住在本辖区的时间",
    "transfers": "跨县转接",
}
# no-catalogue: the paper is Chinese in every language of the pages
_CATEGORY_HEADS = ("类别", "从", "到", "纳入原因", "退出原因")
# no-catalogue: the paper is Chinese in every language of the pages
_RISK_HEADS = ("等级", "从", "到", "原因")
# no-catalogue: the paper is Chinese in every language of the pages
_STATUS_HEADS = ("状态", "从", "到", "原因、说明")
# no-catalogue: the paper is Chinese in every language of the pages
_STAY_HEADS = ("村（社区）", "从", "到")
# no-catalogue: the paper is Chinese in every language of the pages
_TRANSFER_HEADS = ("搬走日期", "从", "到", "结果", "原因、说明")


def basics(asked: Asked) -> Iterator[Block]:
    """Yield who the child is."""
    child, veil = asked.child, asked.veil
    code = labels.code_label
    worker = accounts.names_of({child.worker_id}) if child.worker_id else {}
    disability = child.disability or {}
    certificate = disability.get("certificate")
    yield Facts(
        known(
            (_W["name"], child.name),
            (_W["case"], child.case_number),
            (_W["sex"], SEXES.get(child.sex)),
            (_W["birth"], child.birth_on),
            (_W["age"], _age(child.birth_on)),
            (_W["number"], _number(asked)),
            (
                _W["documents"],
                _documents(asked),
            ),
            (_W["ethnic"], code("ethnic_group", child.ethnic_group)),
            (_W["place"], regions.full_name(child.region_code)),
            (_W["address"], children.address_of(child)),
            (_W["hukou"], _place(child.hukou_code)),
            (_W["hukou_address"], child.hukou_address),
            (_W["school"], [code("school_stage", child.school_stage), child.school]),
            (_W["health"], code("health", child.health)),
            (_W["health_note"], child.health_note),
            (
                _W["disability"],
                [
                    code("disability_kind", disability.get("kind")),
                    code("disability_grade", disability.get("grade")),
                    veil.number(certificate) if certificate else None,
                ],
            ),
            (_W["phone"], child.phone),
            (_W["note"], child.note),
            (_W["worker"], worker.get(child.worker_id) if child.worker_id else None),
            (_W["status"], child.status),
            (_W["entered"], child.entered_on),
            (_W["exited"], child.exited_on),
        )
    )


def standing(asked: Asked) -> Iterator[Block]:
    """Yield categories, risk and status, each with its history; of merged files as well."""
    yield from _standing(asked, asked.child, "")
    for before in children.merged_into(asked.viewer, asked.child):
        yield from _standing(asked, before, _W["before"] % before.case_number)


def _standing(asked: Asked, child: Child, of: str) -> Iterator[Block]:
    code = labels.code_label
    book = practice.categories()
    yield from table(
        _CATEGORY_HEADS,
        (
            (
                book.label(row.leaf if asked.shows_secret else row.code),
                row.from_on,
                row.until_on,
                code("entry_reason", row.entry_reason),
                code("exit_reason", row.exit_reason),
            )
            for row in _rows(CategoryMembership, child)
        ),
        of + _W["categories"],
    )
    levels = {each.level: each.label for each in practice.visit_rules(child.region_code).levels}
    yield from table(
        _RISK_HEADS,
        (
            (levels.get(row.level, row.level), row.from_on, row.until_on, row.reason)
            for row in _rows(RiskSpell, child)
        ),
        of + _W["risks"],
    )
    yield from table(
        _STATUS_HEADS,
        (
            (row.status, row.from_on, row.until_on, [labels_of_status(row), row.note])
            for row in _rows(StatusSpell, child)
        ),
        of + _W["statuses"],
    )


def places(asked: Asked) -> Iterator[Block]:
    """Yield where the child lived within reach, and when it went to or came from elsewhere."""
    child = asked.child
    statement = (
        select(Stay)
        .where(Stay.child_id == child.id, within(Stay.region_code, asked.viewer.scope.ranges))
        .order_by(Stay.from_on, Stay.id)
    )
    stays = db.session.scalars(statement).all()
    yield from table(
        _STAY_HEADS,
        ((_place(row.region_code), row.from_on, row.until_on) for row in stays),
        _W["stays"],
    )
    yield from table(
        _TRANSFER_HEADS,
        (
            (
                row.moved_on,
                _place(row.region_code),
                _place(row.to_region_code) or row.place,
                row.state,
                [row.reason, row.note, row.answer, row.letter],
            )
            for row in _rows(Transfer, child)
        ),
        _W["transfers"],
    )


def labels_of_status(row: StatusSpell) -> str | None:
    """Return why a status began, in words."""
    lists = {"closed": "exit_reason", "suspended": "suspend_reason", "active": "reopen_reason"}
    name = lists.get(row.status.value)
    return labels.code_label(name, row.reason) if name else row.reason


def _rows(model: Any, child: Child) -> Sequence[Any]:
    statement = select(model).where(children.same_place(model, child))
    return db.session.scalars(statement.order_by(model.created_at, model.id)).all()


def _number(asked: Asked) -> str | None:
    child = asked.child
    if not child.id_number:
        return labels.code_label("no_id_reason", child.no_id_reason)
    shown = asked.veil.number(child.id_number)
    return _W["doubtful"] % shown if child.id_state is IdState.DOUBTFUL else shown


def _documents(asked: Asked) -> str | None:
    told = asked.child.other_documents
    return asked.veil.number(told) if told else None


def _age(born: date | None) -> str | None:
    return _W["years"] % age_on(born, clock.today()) if born else None


def _place(code: str | None) -> str | None:
    return regions.full_name(code) if code else None
