import pytest

from casework.errors import RuleBroken
from casework.regions import lists
from casework.regions.codes import Level
from casework.regions.lists import Listed, read_list

HEADER = "code,name,level"


def test_a_list_is_read_line_by_line() -> None:
    assert read_list([HEADER, "990000000000,演示省,province", "990101001001, 柳树村 ,village"]) == [
        Listed("990000000000", "演示省", Level.PROVINCE),
        Listed("990101001001", "柳树村", Level.VILLAGE),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["代码,名称"], "第一行应有 code,name,level"),
        ([], "第一行应有 code,name,level"),
        ([HEADER, "9901,演示市,city"], "第2行：区划代码“9901”不对"),
        ([HEADER, "990100000000,,city"], "第2行：990100000000 的名称应为1至80个字"),
        ([HEADER, "990100000000," + "长" * 81 + ",city"], "1至80个字"),
        ([HEADER, "990100000000,演示市,county"], "第2行：990100000000 的 level 应为 city"),
        ([HEADER, "990100000000,演示市"], "level 应为 city"),
        ([HEADER] + ["990100000000,演示市,city"] * 2, "第3行：区划代码 990100000000 重复"),
        (
            [HEADER + ",valid_from", "990100000000,演示市,city,去年"],
            "第2行：valid_from 的日期“去年”不对",
        ),
        ([HEADER + ",replaced_by", "990100000000,演示市,city,99"], "第2行：区划代码“99”不对"),
    ],
)
def test_the_first_wrong_line_is_named(lines: list[str], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        read_list(lines)


def codes(county: str, villages: int) -> set[str]:
    return {f"{county}000000", f"{county}001000"} | {
        f"{county}001{n:03}" for n in range(1, villages + 1)
    }


def test_an_excerpt_drops_nothing() -> None:
    known = codes("990101", 9) | codes("990102", 9)
    assert lists.vanished(known, {"990101000000", "990101001000", "990101001001"}) == set()


def test_a_whole_county_drops_what_it_does_not_name() -> None:
    known = codes("990101", 9) | codes("990102", 9)
    gone = {"990101001003", "990101001004"}
    assert lists.vanished(known, codes("990101", 9) - gone) == gone


def test_a_whole_province_drops_a_county_and_all_in_it() -> None:
    listed = {"990000000000", "990100000000"}.union(
        *(codes(f"9901{n:02}", 2) for n in range(1, 10))
    )
    known = listed | codes("990110", 2)
    assert lists.vanished(known, listed) == codes("990110", 2)
    assert lists.vanished(known, listed - codes("990109", 2)) == set()


def test_a_successor_bears_the_name_in_the_same_place() -> None:
    names = {
        "990101000000": "青禾县",
        "990101001000": "石桥镇",
        "990101001001": "柳树村",
        "990101001002": "河湾村",
    }
    added = {"990101002000": "石桥镇", "990101002001": "柳树村", "990101002002": "新河湾村"}
    gone = ["990101001000", "990101001001", "990101001002"]
    assert lists.successors(gone, names, added) == {
        "990101001000": "990101002000",
        "990101001001": "990101002001",
    }


def test_two_of_a_name_are_no_successor() -> None:
    names = {"990101001000": "石桥镇", "990101001001": "柳树村"}
    added = {"990101001008": "柳树村", "990101001009": "柳树村"}
    assert lists.successors(["990101001001"], names, added) == {}
