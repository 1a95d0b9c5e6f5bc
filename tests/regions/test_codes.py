import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.regions import codes
from casework.regions.codes import Level

groups = st.tuples(
    st.integers(11, 91),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 999),
    st.integers(0, 999),
)
any_code = groups.map(lambda g: f"{g[0]:02}{g[1]:02}{g[2]:02}{g[3]:03}{g[4]:03}")


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent"),
    [
        ("320000000000", Level.PROVINCE, "32", None),
        ("320700000000", Level.CITY, "3207", "320000000000"),
        ("320722000000", Level.COUNTY, "320722", "320700000000"),
        ("320722001000", Level.TOWNSHIP, "320722001", "320722000000"),
        ("320722001201", Level.VILLAGE, "320722001201", "320722001000"),
        # Zeros that belong to the code.
        ("321000000000", Level.CITY, "3210", "320000000000"),
        ("370000000000", Level.PROVINCE, "37", None),
        ("320722200000", Level.TOWNSHIP, "320722200", "320722000000"),
        # A city without counties.
        ("441900000000", Level.CITY, "4419", "440000000000"),
        ("441900003000", Level.TOWNSHIP, "441900003", "441900000000"),
        ("441900003001", Level.VILLAGE, "441900003001", "441900003000"),
        # A county under the direct rule of its province, with and without a heading above.
        ("429004000000", Level.COUNTY, "429004", "429000000000"),
        ("460001000000", Level.COUNTY, "460001", "460000000000"),
    ],
)
def test_level_prefix_and_parent(code: str, level: Level, prefix: str, parent: str | None) -> None:
    assert codes.level_of(code) is level
    assert codes.prefix(code) == prefix
    assert codes.parent(code) == parent


@given(any_code)
def test_a_prefix_pads_back(code: str) -> None:
    assert codes.pad(codes.prefix(code)) == code


@given(any_code)
def test_a_region_lies_within_all_above_it(code: str) -> None:
    above = codes.ancestors(code)
    assert above == sorted(above)
    assert all(code.startswith(codes.prefix(each)) for each in above)
    depths = [list(Level).index(codes.level_of(each)) for each in [*above, code]]
    assert depths == sorted(set(depths))
    assert codes.level_of([*above, code][0]) is Level.PROVINCE


@given(any_code, st.integers(0, 12))
def test_what_begins_alike_lies_deeper(code: str, kept: int) -> None:
    above = codes.pad(code[: max(kept, 2)])
    if code.startswith(codes.prefix(above)) and above != code:
        assert list(Level).index(codes.level_of(code)) > list(Level).index(codes.level_of(above))


@pytest.mark.parametrize("code", ["", "3207", "32072200100", "3207220010000", "32072200100x",
                                  "３２０７２２００１０００", "000000000000"])  # fmt: skip
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(RuleBroken, match="应为12位数字"):
        codes.check(code)
