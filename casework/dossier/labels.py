"""Chinese words for the fields of a file and the values in them."""

from datetime import date

from flask_babel import gettext as _

from casework.children.facts import Teller
from casework.people.models import Part
from casework.practice import queries as practice
from casework.texts import Text
from casework.ui.formats import chinese_date

FIELDS = {
    "name": "姓名",
    "sex": "性别",
    "birth_on": "出生日期",
    "id_kind": "证件种类",
    "id_number": "证件号码",
    "no_id_reason": "没有证件的原因",
    "other_documents": "其他证件",
    "ethnic_group": "民族",
    "hukou_code": "户籍地",
    "hukou_address": "户籍地址",
    "school_stage": "就学情况",
    "school": "学校和年级",
    "health": "健康状况",
    "health_note": "健康说明",
    "disability": "残疾情况",
    "phone": "电话",
    "note": "备注",
    "address": "住址",
    "relation": "关系",
    "whereabouts": "现在哪里",
    "situation": "情况",
    "since_on": "情况起始日期",
    "evidence": "证明材料",
}

#: Fields whose value is a code, with the list that it comes from.
_LISTS = {
    "sex": "sex",
    "id_kind": "id_document",
    "no_id_reason": "no_id_reason",
    "ethnic_group": "ethnic_group",
    "school_stage": "school_stage",
    "health": "health",
    "relation": "relation",
}


def field_label(code: str) -> str:
    """Return what a field of the history is called: ``father.phone`` is 父亲的电话."""
    part, _, name = code.rpartition(".")
    label = FIELDS.get(name, name)
    return Text("%(part)s的%(field)s", part=Part(part), field=label) if part else label


def value_label(field: str, value: str | None) -> str | None:
    """Return a stored value in words; what no list knows stays as it is."""
    name = field.rpartition(".")[2]
    if value is None:
        return None
    if name == "situation":
        return situation_label(value)
    if name == "evidence":
        return practice.conditions().evidence.get(value, value)
    return code_label(_LISTS[name], value) if name in _LISTS else value


def code_label(list_name: str, code: str | None) -> str | None:
    """Return the words for a code; a code that the list has dropped stays as it is."""
    return practice.codes(list_name).get(code, code) if code else None


def situation_label(code: str | None) -> str | None:
    """Return the words for a situation or condition."""
    known = practice.conditions().by_code.get(code or "")
    return known.label if known else code


def told_label(by: Teller, from_on: date) -> str:
    """Return from when a change holds and who said so, in words."""
    return str(_("%(day)s起 · %(who)s说的", day=chinese_date(from_on), who=by.label))
