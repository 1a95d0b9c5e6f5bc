from pathlib import Path

from bench.sizes import Size, measured

VIEWS = """\
def plain():
    return 1


@blueprint.get('/')
def index():
    answer = 1
    return answer
"""


def test_modules_functions_and_views_are_told_apart(tmp_path: Path) -> None:
    feature = tmp_path / "casework" / "visits"
    feature.mkdir(parents=True)
    (tmp_path / "app.py").write_text('"""Root."""\n')
    (feature / "views.py").write_text(VIEWS)
    sizes = measured(tmp_path)
    assert sizes["function"] == [Size(2, "casework/visits/views.py:plain")]
    assert sizes["view"] == [Size(3, "casework/visits/views.py:index")]
    assert Size(8, "casework/visits/views.py") in sizes["module"]
    assert Size(1, "app.py") in sizes["module"]


def test_the_composition_root_stays_small() -> None:
    root = Path(__file__).parents[2]
    assert len((root / "app.py").read_text(encoding="utf-8").splitlines()) < 30
