import csv
from pathlib import Path

import pytest

from casework.regions.rules import Ambiguous, match_township, match_village

NIUSHAN_COMMUNITY, NIUSHAN_VILLAGE = "320722001001", "320722001219"


@pytest.fixture(scope="module")
def county() -> dict[str, str]:
    """Name by code of 东海县."""
    path = Path(__file__).parents[1] / "data" / "regions" / "320722.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def niushan(county: dict[str, str]) -> dict[str, str]:
    """The villages of 牛山街道."""
    return {
        code: name
        for code, name in county.items()
        if code.startswith("320722001") and not code.endswith("000")
    }


@pytest.fixture(scope="module")
def wenquan(county: dict[str, str]) -> dict[str, str]:
    """The villages of 温泉镇."""
    return {
        code: name
        for code, name in county.items()
        if code.startswith("320722107") and not code.endswith("000")
    }


def test_the_exact_name_comes_first(niushan: dict[str, str]) -> None:
    assert niushan[str(match_village("牛山村委会", niushan))] == "牛山村委会"
    assert niushan[str(match_village("牛山社区居民委员会", niushan))] == "牛山社区居民委员会"


def test_two_places_of_one_name_are_never_taken_for_one_another(niushan: dict[str, str]) -> None:
    assert niushan[str(match_village("牛山村", niushan))] == "牛山村委会"
    assert niushan[str(match_village("牛山社区", niushan))] == "牛山社区居民委员会"
    found = match_village("牛山", niushan)
    assert isinstance(found, Ambiguous)
    assert {niushan[code] for code in found.codes} == {"牛山社区居民委员会", "牛山村委会"}


@pytest.mark.parametrize(
    "written",
    ["羽山村", "羽山村委会", "羽山", "羽山村民委员会", " 羽 山 村 ", "羽山社区", "羽山居委会"],
)
def test_an_ending_is_dropped_where_one_place_remains(
    wenquan: dict[str, str], written: str
) -> None:
    assert wenquan[str(match_village(written, wenquan))] == "羽山村委会"


def test_a_village_that_is_called_village(wenquan: dict[str, str]) -> None:
    assert wenquan[str(match_village("存村村", wenquan))] == "存村村委会"
    assert wenquan[str(match_village("存村", wenquan))] == "存村村委会"


@pytest.mark.parametrize("written", ["不存在村", "村", "", "  ", "村委会"])
def test_no_such_village(wenquan: dict[str, str], written: str) -> None:
    assert match_village(written, wenquan) is None


def test_two_villages_written_alike_are_ambiguous() -> None:
    found = match_village("东村", {"1": "东村村委会", "2": "东居委会"})
    assert found == Ambiguous(("1", "2"))
    assert match_village("东村村委会", {"1": "东村村委会", "2": "东村村委会"}) == Ambiguous(
        ("1", "2")
    )


def test_every_village_of_the_county_is_found_by_its_own_name(county: dict[str, str]) -> None:
    for code, name in county.items():
        siblings = {c: n for c, n in county.items() if c[:9] == code[:9] and c[9:] != "000"}
        if code in siblings:
            assert match_village(name, siblings) == code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("牛山街道", "牛山街道"),
        ("牛山街道办事处", "牛山街道"),
        ("牛山办事处", "牛山街道"),
        ("牛山", "牛山街道"),
        ("牛山镇", "牛山街道"),
        ("温泉镇人民政府", "温泉镇"),
        ("驼峰", "驼峰乡"),
        ("江苏东海经济开发区", "江苏东海经济开发区"),
        ("花果山街道", None),
    ],
)
def test_townships_by_any_of_their_names(
    county: dict[str, str], written: str, name: str | None
) -> None:
    townships = {c: n for c, n in county.items() if c[6:9] != "000" and c[9:] == "000"}
    found = match_township(written, townships)
    assert (townships[found] if isinstance(found, str) else found) == name
