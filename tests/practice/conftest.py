import shutil
from pathlib import Path

import pytest

from tests.practice.shipped import CONFIG


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped practice files."""
    copy = tmp_path / "config"
    shutil.copytree(CONFIG, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy
