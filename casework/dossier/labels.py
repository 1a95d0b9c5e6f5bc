"""Chinese words for the fields of a file and the values in them."""

from datetime import date

from flask_babel import gettext as _

from casework.children.contacts import Contact, Means, PhoneOwner, Time
from casework.children.facts import Teller
from casework.labels import LabelledEnum
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
    "heard_on": "最后一次联系",
    "situation": "情况",
    "since_on": "情况起始日期",
    "evidence": "证明材料",
    "contact_means": "联系方式",
    "contact_times": "方便联系的时间",
    "contact_language": "说什么话",
    "contact_phone_owner": "电话是谁的",
    "contact_place": "联系顺序",
    "contact_barred": "不要联系的原因",
    "contact_barred_note": "不要联系的说明",
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
    "contact_language": "contact_language",
    "contact_barred": "no_contact_reason",
}
#: Fields whose value is a member of an enumeration, or several of them.
_ENUMS: dict[str, type[LabelledEnum]] = {
    "contact_means": Means,
    "contact_times": Time,
    "contact_phone_owner": PhoneOwner,
}
_PHONE_OF = {
    PhoneOwner.FAMILY: "电话是家里共用的",
    PhoneOwner.NEIGHBOUR: "电话是邻居的",
    PhoneOwner.OTHER: "电话是别人的",
}
PLACES = {1: "第一联系人", 2: "第二联系人", 3: "第三联系人", 4: "第四联系人"}


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
    if name in _ENUMS:
        return "、".join(_ENUMS[name](each).label for each in value.split())
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


def ways(contact: Contact) -> list[str]:
    """Return how somebody is contacted, part by part; empty where nothing was said."""
    said = [
        PLACES.get(contact.place or 0),
        Means(contact.means).label if contact.means else None,
        *(Time(each).label for each in contact.times),
        code_label("contact_language", contact.language),
        _phone_owner(contact),
    ]
    return [each for each in said if each]


def barred(contact: Contact) -> str | None:
    """Return why one must not contact somebody; None where one may."""
    why = code_label("no_contact_reason", contact.barred)
    return "；".join(each for each in (why, contact.barred_note) if each) or None


def _phone_owner(contact: Contact) -> str | None:
    if contact.phone_owner in (None, PhoneOwner.OWN.value):
        return None
    return _PHONE_OF[PhoneOwner(contact.phone_owner)]
