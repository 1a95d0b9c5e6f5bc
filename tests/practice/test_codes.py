import pytest

from casework.errors import RuleBroken
from casework.practice.rules.codes import CodeList, read_code_list
from tests.practice.shipped import body_of


def codes(name: str) -> CodeList:
    return read_code_list(body_of(f"codes.{name}"))


def test_the_56_ethnic_groups_and_two_more() -> None:
    groups = codes("ethnic_group")
    assert list(groups.labels)[:56] == [f"{n:02}" for n in range(1, 57)]
    assert list(groups.labels)[56:] == ["97", "98"]
    assert groups.label("31") == "达斡尔族"
    assert groups.label("20") == "傈僳族"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("ethnic_group", "汉", "01"),
        ("ethnic_group", "回族", "03"),
        ("relation", "祖父", "61"),
        ("relation", "奶奶", "62"),
        ("relation", "外祖父", "63"),
        ("relation", "姥姥", "64"),
        ("relation", "村（居）委会", "org_village"),
        ("sex", "女", "2"),
        ("health", "健康", "1"),
        ("health", "一般", "2"),
        ("health", "残疾", "6"),
        ("health", "重病", "serious_illness"),
        ("no_id_reason", "无户籍", "unregistered"),
        ("exit_reason", "重复", "duplicate"),
        ("school_stage", "职高", "vocational"),
        ("relation", "师傅", None),
    ],
)
def test_ledgers_write_codes_in_words(name: str, text: str, code: str | None) -> None:
    assert codes(name).from_synonym(text) == code


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sex", {"0", "1", "2", "9"}),
        ("disability_kind", set("1234567")),
        ("disability_grade", set("1234")),
    ],
)
def test_standard_codes_are_whole(name: str, expected: set[str]) -> None:
    assert set(codes(name).labels) == expected


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(RuleBroken, match="“民族”中没有代码 99"):
        codes("ethnic_group").label("99")


def test_a_word_of_two_meanings_is_refused() -> None:
    body = body_of("codes.sex")
    body["code"][0]["synonyms"] = ["女"]
    with pytest.raises(RuleBroken, match="别名“女”同时用于 0 和 2"):
        read_code_list(body)
