"""The PostgreSQL server of a run: the suite's, with its data kept where large databases are."""

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

#: As much as a small server of a county has.
_MEMORY = "-c shared_buffers=512MB -c work_mem=16MB"


@contextmanager
def postgres_server(kept: Path | None) -> Iterator[str]:
    """Yield the address of a running server; below ``kept`` its data outlive the run."""
    if kept is None or os.environ.get("TEST_DATABASE_URL") or not _is_open_to_all(kept):
        with postgres.server() as address:
            yield address
        return
    server = KeptServer(postgres.binaries(), kept)
    try:
        yield server.start()
    finally:
        server.stop()


class KeptServer(postgres.Server):
    """A server whose data stay where they are; a newer PostgreSQL begins anew beside them."""

    def __init__(self, programs: Path, folder: Path) -> None:
        version = re.search(r"\d+", _said_by(programs / "postgres", "--version"))
        self.root = folder / f"postgresql-{version.group() if version else 0}"
        self.data = self.root / "data"
        self.root.mkdir(parents=True, exist_ok=True)
        self.options = self._own_user()
        self.folder = self._reachable(programs)

    def start(self) -> str:
        """Start the server where it was left; make the cluster at first."""
        if not (self.data / "PG_VERSION").exists():
            super().start()
            self.stop()
        options = f"-k {self.root} {_MEMORY}"
        self._control("-w", "-t", "60", "-l", self.root / "log", "-o", options, "start")
        return f"postgresql+psycopg://casework@/postgres?host={self.root}"

    def stop(self) -> None:
        """Stop in order."""
        if (self.data / "postmaster.pid").exists():
            self._control("-m", "fast", "stop")


def _is_open_to_all(folder: Path) -> bool:
    """Say whether another user gets there: as root the server runs as ``nobody``."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return True
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _said_by(program: Path, argument: str) -> str:
    said = subprocess.run([program, argument], check=True, capture_output=True, text=True)  # noqa: S603
    return said.stdout
