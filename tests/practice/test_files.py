from pathlib import Path

import pytest

from casework.errors import RuleBroken
from casework.practice import files
from tests.practice.shipped import CONFIG

LOCAL = """
[[override]]
region = "320722"
first_visit_working_days = 3
"""
INTERVAL = """
[[category]]
code = "{}"
in_person_days = 30
contact_days = 14
source = "某县"
"""


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_shipped_files_are_in_order() -> None:
    kinds = [draft.kind for draft in files.read(CONFIG)]
    assert kinds[:11] == [
        "categories",
        "conditions",
        "visit_form",
        "holidays",
        "header_synonyms",
        "volunteer_headers",
        "national_headers",
        "activity_headers",
        "outgoing",
        "review",
        "visit_rules",
    ]
    assert {"codes.sex", "codes.relation", "codes.ethnic_group"} <= set(kinds)


def test_a_region_becomes_a_draft_of_its_own(folder: Path) -> None:
    append(folder / "visit_rules.toml", LOCAL)
    drafts = [draft for draft in files.read(folder) if draft.kind == "visit_rules"]
    assert [draft.region for draft in drafts] == ["", "320722"]
    assert drafts[1].body == {
        "region": "320722",
        "version": "2026.1",
        "first_visit_working_days": 3,
    }


def test_the_digest_sees_the_content_alone(folder: Path) -> None:
    before = {draft.kind: draft.digest for draft in files.read(CONFIG)}
    append(folder / "categories.toml", "\n# 一句说明\n")
    append(folder / "codes" / "sex.csv", "8,保密,,本系统建议\n")
    after = {draft.kind: draft.digest for draft in files.read(folder)}
    assert {kind for kind in before if before[kind] != after[kind]} == {"codes.sex"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("categories.toml", "version =", "不是正确的 TOML 文件"),
        ("visit_rules.toml", LOCAL + LOCAL, "320722 写了两次"),
        ("visit_rules.toml", INTERVAL.format("hiv_child"), "hiv_child 不存在，或者是保密类别"),
        ("visit_rules.toml", INTERVAL.format("rich"), "rich 不存在"),
        ("codes/sex.csv", "1,男,,GB/T 2261.1\n", "第5项（1）：code 与前面的重复"),
        ("codes/index.toml", "[[list]]\nname = 'zodiac'\n", "缺少业务规则文件"),
    ],
)
def test_a_mistake_says_where_it_stands(folder: Path, name: str, text: str, message: str) -> None:
    append(folder / name, text)
    with pytest.raises(RuleBroken, match=message):
        files.read(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "holidays.toml").unlink()
    with pytest.raises(RuleBroken, match=r"缺少业务规则文件：.*holidays\.toml"):
        files.read(folder)


def test_a_code_list_has_its_columns(folder: Path) -> None:
    (folder / "codes" / "sex.csv").write_text("code,name\n1,男\n", encoding="utf-8")
    with pytest.raises(RuleBroken, match="表头应为 code,label,synonyms,source"):
        files.read(folder)


def test_a_file_of_another_encoding_is_refused(folder: Path) -> None:
    (folder / "conditions.toml").write_bytes("title = '父母情形'".encode("gb18030"))
    with pytest.raises(RuleBroken, match=r"conditions\.toml：不是正确的 TOML 文件"):
        files.read(folder)
