"""What `make test` does about the browser, seen with stand-ins for pytest, apt-get and id."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL = "apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
OFFICE = "apt-get install -y --no-install-recommends libreoffice-calc"
PRESS = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0"


class Machine:
    """A folder with the script, and programs that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        (folder / "tests").mkdir()
        shutil.copy(ROOT / "tests" / "run", folder / "tests")
        #: What the program of our PDF files answers when it is asked whether it can make them.
        self.pressing = folder / "pressing"
        self.programs = folder / "bin"
        self.programs.mkdir()
        (folder / ".venv" / "bin").mkdir(parents=True)
        self.stand_in(folder / ".venv" / "bin" / "pytest", 'echo "$CASEWORK_TEST_DB $*" >> log')
        self.stand_in(folder / ".venv" / "bin" / "python", f'[ -e "{self.pressing}" ]')
        for name in ("bash", "dirname", "env"):
            (self.programs / name).symlink_to(shutil.which(name) or name)

    def stand_in(self, path: Path, body: str) -> None:
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def has(self, name: str, body: str = "") -> None:
        self.stand_in(self.programs / name, body)

    def run(self, **environ: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.folder / "tests" / "run"],
            check=False, capture_output=True, text=True,
            env={"PATH": str(self.programs), **environ},
        )  # fmt: skip

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def give_browser(machine: Machine) -> None:
    machine.has("soffice")
    machine.pressing.touch()
    machine.has("chromium")
    machine.has("fc-list", "echo NotoSansCJK")


def test_with_a_browser_the_journeys_run_once_on_sqlite(machine: Machine) -> None:
    give_browser(machine)
    ended = machine.run(CI="true")
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert [call.split()[0] for call in machine.calls] == ["sqlite", "postgresql"]
    assert ["--ignore=tests/browser" in call for call in machine.calls] == [False, True]


def test_without_the_right_to_install_all_else_runs_and_the_last_line_is_loud(
    machine: Machine,
) -> None:
    machine.has("id", "echo 1000")
    ended = machine.run()
    assert ended.returncode == 0
    assert all("--ignore=tests/browser" in call for call in machine.calls)
    assert len(machine.calls) == 2
    loud = [line for line in ended.stderr.splitlines() if line.startswith("***")]
    assert len(loud) == 3
    assert INSTALL in loud[0]
    assert OFFICE in loud[1]
    assert PRESS in loud[2]
    assert ended.stderr.splitlines()[-1] == loud[-1]


def test_ci_demands_the_journeys(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    ended = machine.run(CI="true")
    assert ended.returncode != 0
    assert INSTALL in ended.stderr
    assert machine.calls == []


def test_ci_demands_pdf_files(machine: Machine) -> None:
    give_browser(machine)
    machine.pressing.unlink()
    machine.has("id", "echo 1000")
    ended = machine.run(CI="true")
    assert ended.returncode != 0
    assert PRESS in ended.stderr
    assert machine.calls == []


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.has("id", "echo 0")
    packages = machine.folder / "packages"
    packages.mkdir()
    machine.stand_in(packages / "chromium", "")
    machine.stand_in(packages / "soffice", "")
    machine.stand_in(packages / "fc-list", "echo NotoSansCJK")
    install = f"/bin/cp {packages}/* {machine.programs}; : > {machine.pressing}"
    machine.has("apt-get", f'echo "apt-get $1" >> log; [ "$1" = update ] || {install}')
    ended = machine.run(CI="true")
    assert ended.returncode == 0, ended.stderr
    assert machine.calls[:2] == ["apt-get update", "apt-get install"]
    assert "--ignore=tests/browser" not in machine.calls[2]


def test_a_failure_on_either_database_is_the_scripts_own(machine: Machine) -> None:
    give_browser(machine)
    pytest_program = machine.folder / ".venv" / "bin" / "pytest"
    for failing in ("sqlite", "postgresql"):
        machine.stand_in(pytest_program, f'[ "$CASEWORK_TEST_DB" != {failing} ]')
        assert machine.run().returncode != 0
