from casework.db.paging import Page, cut


def test_a_page_ends_where_the_next_one_begins() -> None:
    assert cut([1, 2, 3], 2, lambda n: n * 10) == Page([1, 2], "20")


def test_the_last_page_leads_nowhere() -> None:
    assert cut([1, 2], 2, str) == Page([1, 2], None)
    assert cut([], 2, str) == Page([], None)
