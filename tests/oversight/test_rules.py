from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from casework.oversight.rules import told_apart

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def test_a_name_of_one_bears_no_mark() -> None:
    assert told_apart({ONE: "王秀英", TWO: "李梅"}, {ONE: ["牛山村"]}) == {
        ONE: ("王秀英", ""),
        TWO: ("李梅", ""),
    }


def test_workers_of_one_name_are_told_apart_by_their_villages() -> None:
    names = {ONE: "王秀英", TWO: "王秀英"}
    assert told_apart(names, {ONE: ["石榴村", "白塔村"], TWO: ["牛山村"]}) == {
        ONE: ("王秀英", "白塔村、石榴村"),
        TWO: ("王秀英", "牛山村"),
    }


def test_and_by_a_number_where_the_village_is_the_same() -> None:
    names = dict.fromkeys((ONE, TWO, THREE), "王秀英")
    assert told_apart(names, {ONE: ["牛山村"], TWO: ["牛山村"]}) == {
        ONE: ("王秀英", "牛山村"),
        TWO: ("王秀英", "牛山村 2"),
        THREE: ("王秀英", ""),
    }


@given(
    st.dictionaries(
        st.uuids(), st.tuples(st.sampled_from(["王", "李"]), st.sets(st.sampled_from("甲乙")))
    )
)
def test_no_two_are_ever_named_alike(workers: dict[UUID, tuple[str, set[str]]]) -> None:
    names = {worker: name for worker, (name, _places) in workers.items()}
    places = {worker: villages for worker, (_name, villages) in workers.items()}
    told = told_apart(names, places)
    assert told.keys() == names.keys()
    assert len(set(told.values())) == len(told)
    assert all(told[worker][0] == name for worker, name in names.items())
