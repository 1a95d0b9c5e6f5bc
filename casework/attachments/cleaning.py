"""Cleaning an uploaded file in a process of its own, without holding it in this one."""

import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from casework.attachments import refusals
from casework.attachments.limits import Limits
from casework.attachments.refusals import FileRefused, too_many_bytes

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
# Nothing of our own environment, which may hold secrets, goes to a process that parses files from
# outside.
_ENVIRONMENT = {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
_PIECE_BYTES = 64 * 1024

#: Each may take a core and much memory: more wait, and at some time are sent away.
_places = BoundedSemaphore(2)
_PATIENCE_SECONDS = 25


@dataclass(frozen=True)
class Cleaned:
    """A file as it will be stored, in memory that is outside of this process's own."""

    media_type: str
    size: int
    #: SHA-256 of the file as it was handed in: the paper or phone that it came from can be asked.
    digest: bytes
    width: int | None
    height: int | None
    pages: int | None
    _content: IO[bytes]
    _start: int

    def pieces(self) -> Iterator[bytes]:
        """Yield the content."""
        self._content.seek(self._start)
        while piece := self._content.read(_PIECE_BYTES):
            yield piece

    def close(self) -> None:
        """Let go of the content."""
        self._content.close()


def clean(upload: IO[bytes], limits: Limits | None = None) -> Cleaned:
    """Return the file with nothing but what it shows.

    Raises FileRefused with what the person should do.
    """
    bounds = limits or Limits()
    with _as_file(upload, bounds) as source:
        digest = _digest(source)
        if not _places.acquire(timeout=_PATIENCE_SECONDS):
            raise FileRefused(refusals.BUSY)
        try:
            answer = _ask_child(source, bounds)
        finally:
            _places.release()
    return _read(answer, digest)


def _as_file(upload: IO[bytes], limits: Limits) -> IO[bytes]:
    """Return the upload as a file that a process can be given, in memory and never on a disk."""
    file = os.fdopen(os.memfd_create("upload"), "w+b")
    upload.seek(0)
    size = 0
    while piece := upload.read(_PIECE_BYTES):
        size += len(piece)
        if size > limits.file_bytes:
            file.close()
            raise too_many_bytes(limits.file_bytes)
        file.write(piece)
    file.flush()
    return file


def _digest(source: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    source.seek(0)
    while piece := source.read(_PIECE_BYTES):
        digest.update(piece)
    source.seek(0)
    return digest.digest()


def _ask_child(source: IO[bytes], limits: Limits) -> IO[bytes]:
    # The answer comes in a file in memory, whose size the system bounds: a pipe would let a child
    # gone wrong fill our memory instead of its own.
    command = [sys.executable, "-m", "casework.attachments.child", limits.to_json()]
    answer = os.fdopen(os.memfd_create("answer"), "w+b")
    try:
        subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            command,
            stdin=source,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=limits.wall_seconds,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as ended:
        answer.close()
        log.warning("The process that cleans files was ended: %s", type(ended).__name__)
        raise FileRefused(refusals.ABNORMAL) from None
    answer.seek(0)
    return answer


def _read(answer: IO[bytes], digest: bytes) -> Cleaned:
    told = json.loads(answer.readline())
    if "refused" in told:
        answer.close()
        raise FileRefused(told["refused"], None, **told["values"])
    start = answer.tell()
    return Cleaned(
        media_type=told["type"],
        size=answer.seek(0, os.SEEK_END) - start,
        digest=digest,
        width=told.get("width"),
        height=told.get("height"),
        pages=told.get("pages"),
        _content=answer,
        _start=start,
    )
