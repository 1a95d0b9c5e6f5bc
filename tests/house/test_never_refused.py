"""What the documents promise that no formality may stop is held by tests of those names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "never-refused.md"


def test_each_promise_names_a_test_that_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", LIST.read_text(encoding="utf-8"))
    assert len(named) >= 30
    assert [f"{file}::{name}" for file, name in named if not _is_there(file, name)] == []


def test_each_test_of_that_kind_stands_in_the_list() -> None:
    told = LIST.read_text(encoding="utf-8")
    kept = re.compile(r"^def (test_\w*is_never_refused\w*)\(", re.MULTILINE)
    found = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in kept.findall(path.read_text())
    }
    assert sorted(name for name in found if name not in told) == []


def _is_there(file: str, name: str) -> bool:
    path = ROOT / file
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")
