"""gunicorn with two sync workers, and what a request costs there in CPU time.

CPU of the workers and of their database connections is counted, not requests a second: whoever
asks shares the machine with whoever answers, and would weigh on both.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.installations import ROOT

_OPTIONS = ("--workers", "2", "--worker-class", "sync", "--threads", "1")
_PATIENCE = 30.0
_NANO = 1e-9


@dataclass(frozen=True)
class Server:
    """A running gunicorn and one address on it."""

    process: "subprocess.Popen[bytes]"
    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self) -> int:
        """Ask once; return the status."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("GET", self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        master = self.process.pid
        told = Path(f"/proc/{master}/task/{master}/children").read_text("ascii")
        return [int(number) for number in told.split()]


@contextmanager
def served(
    arguments: Sequence[str], environ: Mapping[str, str], path: str, headers: Mapping[str, str]
) -> Iterator[Server]:
    """Run gunicorn until the block ends; it answers when the block begins."""
    port = _free_port()
    with TemporaryDirectory(prefix="casework-gunicorn-") as folder:
        process = subprocess.Popen(  # noqa: S603 - a program that we name ourselves
            [
                sys.executable,
                "-m",
                "gunicorn",
                *_OPTIONS,
                "--bind",
                f"127.0.0.1:{port}",
                *arguments,
            ],
            cwd=ROOT,
            env={**os.environ, **environ, "HOME": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        server = Server(process, port, path, headers)
        try:
            _wait_for(server)
            yield server
        finally:
            process.terminate()
            process.communicate()


def cpu_a_request(server: Server, requests: int, pids: Callable[[], Sequence[int]]) -> float:
    """Return the seconds of CPU that these processes spend on one request."""
    before = _spent(pids())
    for _ in range(requests):
        status = server.get()
        if status != 200:
            raise RuntimeError(f"{server.path} answered {status}")
    return (_spent(pids()) - before) / requests


def _spent(pids: Sequence[int]) -> float:
    """Return the CPU time of single-threaded processes in seconds."""
    told = (Path(f"/proc/{pid}/schedstat").read_text("ascii") for pid in pids)
    return sum(int(each.split()[0]) for each in told) * _NANO


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _PATIENCE
    while server.process.poll() is None and time.monotonic() < until:
        try:
            server.get()
        except OSError:
            time.sleep(0.1)
        else:
            return
    server.process.terminate()
    said = server.process.communicate()[1].decode(errors="replace")
    raise RuntimeError(f"gunicorn does not answer: {said[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
