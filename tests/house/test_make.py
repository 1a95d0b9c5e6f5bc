"""What `make` promises."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("make")
    assert program, "make is missing: apt-get install make"
    # The suite itself may run under make, which passes itself on through MAKEFLAGS and MAKELEVEL.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        [program, "--no-print-directory", *arguments],
        check=False, capture_output=True, text=True, cwd=ROOT, env={**kept, **environ},
    )  # fmt: skip


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_help_lists_every_target() -> None:
    targets = re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE)
    told = make("help").stdout
    assert {"setup", "run", "test", "test-all", "check", "bench", "lock"} <= set(targets)
    assert all(f"make {target}" in told for target in targets)
    assert "python3-venv" in told


@pytest.mark.parametrize(
    ("answer", "named"),
    [("exit 1", "Python 3.11"), ('case "$2" in *ensurepip*) exit 1;; esac', "python3-venv")],
)
def test_a_missing_tool_is_one_plain_line(tmp_path: Path, answer: str, named: str) -> None:
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\n{answer}\n")
    python.chmod(0o755)
    ended = make("setup", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}")
    assert ended.returncode != 0
    said = [line for line in ended.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(said) == 1
    assert named in said[0]
    assert "apt-get install" in said[0]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_everything_by_hash_and_name_no_host(name: str) -> None:
    lock = text(name)
    packages = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)[1:]
    assert len(packages) > 20
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert "://" not in lock


def test_the_run_set_is_part_of_the_development_set() -> None:
    run, dev = (
        set(re.findall(r"^[\w.-]+==[^ ;\\]+", text(name), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert run
    assert run <= dev
