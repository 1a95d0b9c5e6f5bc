"""The floors hold, and the linter that says so is not asleep."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"], check=False, capture_output=True, text=True, cwd=folder
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the product that a test may spoil."""
    shutil.copytree(
        ROOT / "casework", tmp_path / "casework", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "config", tmp_path / "config")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_floors_hold() -> None:
    ended = lint_imports(ROOT)
    assert ended.returncode == 0, ended.stdout


def verdicts(ended: "subprocess.CompletedProcess[str]") -> list[str]:
    """Return KEPT or BROKEN for each contract, in the order of pyproject.toml."""
    return re.findall(r"\b(KEPT|BROKEN)$", ended.stdout, re.MULTILINE)


def plant(tree: Path, module: str, line: str) -> None:
    path = tree / module
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_a_wrong_import_breaks_each_contract(tree: Path) -> None:
    plant(tree, "casework/regions/planted.py", "import casework.children.models")
    plant(tree, "casework/visits/models.py", "import casework.visits.actions")
    plant(tree, "casework/visits/views.py", "from sqlalchemy import select")
    plant(tree, "casework/visits/actions.py", "from flask import g")
    plant(tree, "casework/crypto/planted.py", "import flask")
    plant(tree, "casework/web/planted.py", "import config.settings")
    assert verdicts(lint_imports(tree)) == ["BROKEN"] * 6


def test_a_package_without_a_floor_breaks_the_floors(tree: Path) -> None:
    plant(tree, "casework/newcomer/__init__.py", '"""An unlisted package."""')
    assert verdicts(lint_imports(tree)) == ["BROKEN"] + ["KEPT"] * 5
