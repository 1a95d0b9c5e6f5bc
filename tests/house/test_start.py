"""The program as it is started: another process, its exit status, its one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INIT = ("flask", "--app", "app", "init")


def start(*command: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of the environment with no setting but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK_")}
    return subprocess.run(
        [sys.executable, "-m", *command],
        check=False, capture_output=True, text=True, cwd=ROOT, env={**kept, **environ},
    )  # fmt: skip


@pytest.mark.parametrize("program", [INIT, ("gunicorn",)])
def test_production_without_settings_does_not_start(program: tuple[str, ...]) -> None:
    ended = start(*program, CASEWORK_ENV="production", PORT="0")
    assert ended.returncode != 0
    last = ended.stderr.strip().splitlines()[-1]
    assert "CASEWORK_SECRET_KEY" in last
    assert "CASEWORK_DATABASE_URL" in last
    assert "Traceback" not in ended.stderr


def test_a_missing_key_ring_is_one_line(tmp_path: Path) -> None:
    ended = start(
        *INIT,
        CASEWORK_ENV="production",
        CASEWORK_INSTANCE=str(tmp_path),
        CASEWORK_DATABASE_URL=f"sqlite:///{tmp_path / 'casework.db'}",
        CASEWORK_KEYRING=str(tmp_path / "keyring.json"),
        CASEWORK_ROOT_KEY=str(tmp_path / "root.key"),
        CASEWORK_SECRET_KEY="k" * 43,
        CASEWORK_HOSTS="casework.example.gov.cn",
    )
    assert ended.returncode != 0
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "keyring.json").exists()


def test_init_prepares_development_and_may_be_repeated(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    for expected in ("升级", "最新"):
        ended = start(*INIT, CASEWORK_INSTANCE=str(instance))
        assert ended.returncode == 0, ended.stderr
        assert expected in ended.stdout
    assert {"casework.db", "keyring.json", "root.key", "secret.key"} <= {
        path.name for path in instance.iterdir()
    }


def test_production_keys_are_made_by_their_own_command_once(tmp_path: Path) -> None:
    environ = {
        "CASEWORK_ENV": "production",
        "CASEWORK_DATABASE_URL": "postgresql:///casework",
        "CASEWORK_KEYRING": str(tmp_path / "keyring.json"),
        "CASEWORK_ROOT_KEY": str(tmp_path / "root.key"),
        "CASEWORK_SECRET_KEY": "k" * 43,
        "CASEWORK_HOSTS": "casework.example.gov.cn",
    }
    assert start("config.first_keys", **environ).returncode == 0
    made = (tmp_path / "keyring.json").read_bytes()
    again = start("config.first_keys", **environ)
    assert again.returncode != 0
    assert len(again.stderr.strip().splitlines()) == 1
    assert (tmp_path / "keyring.json").read_bytes() == made
