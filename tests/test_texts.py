"""Sentences that remember how they were put together."""

import copy
import json
import pickle
from datetime import date

from casework.clock import Month
from casework.errors import RuleBroken
from casework.people.models import Part
from casework.texts import Text, pack, unpack


def test_a_text_is_the_chinese_sentence() -> None:
    text = Text("第%(row)s行：%(why)s", row=5, why="没有姓名")
    assert text == "第5行：没有姓名"
    assert f"{text}" == "第5行：没有姓名"
    assert json.dumps([text], ensure_ascii=False) == '["第5行：没有姓名"]'
    assert text.pattern == "第%(row)s行：%(why)s"


def test_a_per_cent_sign_without_values_is_itself() -> None:
    assert Text("100%") == "100%"


def test_values_are_written_as_chinese_writes_them() -> None:
    assert Text("%(day)s起", day=date(2026, 10, 7)) == "2026年10月7日起"
    assert Text("%(month)s的月报", month=Month(2026, 10)) == "2026年10月的月报"
    assert Text("%(part)s的情况", part=Part.FATHER) == "父亲的情况"
    assert Text("办：%(needs)s", needs=["落户", "入学"]) == "办：落户、入学"


def test_a_copy_remembers_too() -> None:
    text = Text("第%(row)s行", row=5)
    for again in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 - our own
        assert (again, again.pattern, again.values) == (text, text.pattern, {"row": 5})


def test_a_broken_rule_keeps_its_text_apart() -> None:
    broken = RuleBroken("第%(row)s行不对。", "file", row=5)
    assert broken.message == str(broken) == "第5行不对。"
    assert (broken.message.pattern, broken.field) == ("第%(row)s行不对。", "file")
    assert RuleBroken(broken.message).message.pattern == "第%(row)s行不对。"


def test_what_is_packed_for_storing_comes_back_with_its_parts() -> None:
    why = Text("第%(row)s行：%(why)s", row=5, why=Text("%(n)s栏重复", n=2))
    told = {"refused": [{"row": 5, "why": why}], "notes": ("照原样",), "none": None, "far": 3}
    kept = unpack(json.loads(json.dumps(pack(told), ensure_ascii=False)))
    assert kept == {**told, "notes": ["照原样"]}
    found = kept["refused"][0]["why"]
    assert (found.pattern, found.values["why"].pattern) == (why.pattern, "%(n)s栏重复")
