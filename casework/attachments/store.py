"""Where sealed files lie: a folder of this machine, or a store that speaks S3.

A store knows random names and sealed bytes, nothing of children. What ``put`` has returned from
is there whole and survives the power failing; what it was broken off in is never found by ``open``.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol, cast

from flask import Flask, current_app

_EXTENSION = "casework.files"
_NAME = re.compile(r"[0-9a-f]{32}")
_UNFINISHED = ".part"
_PIECE_BYTES = 64 * 1024


class FileLost(Exception):
    """The store does not have the file."""


class StoreFailed(Exception):
    """The store cannot be reached or refuses; nothing was stored."""


@dataclass(frozen=True)
class Entry:
    """Something that lies in the store, finished or not, and since when."""

    name: str
    at: datetime


class Store(Protocol):
    """What the seam asks of a store; each raises StoreFailed where it cannot be done."""

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Store a file under a new name."""

    def open(self, name: str) -> Iterator[bytes]:
        """Give a file piece by piece; raise FileLost, before the first one, where it is not."""

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no fault."""

    def entries(self) -> Iterator[Entry]:
        """Tell of everything that lies there, also what was never finished."""


def new_name() -> str:
    """Return a name that tells nothing and that nobody has."""
    return token_hex(16)


def install_store(app: Flask, store: Store) -> None:
    """Give the application the place for its files."""
    app.extensions[_EXTENSION] = store


def current_store() -> Store:
    """Return the store of the running application."""
    return cast("Store", current_app.extensions[_EXTENSION])


class LocalStore:
    """A folder that only the service's user can read: 256 sub-folders of files with mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write beside, then rename: the name stands for the whole file or for none."""
        path = self._path(name)
        unfinished = path.with_suffix(_UNFINISHED)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(unfinished, pieces)
            unfinished.rename(path)
            _sync_folder(path.parent)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            raise StoreFailed(error.strerror) from error

    def open(self, name: str) -> Iterator[bytes]:
        """Open at once, read as it is asked for."""
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            raise FileLost(name) from None
        return _pieces_of(file)

    def delete(self, name: str) -> None:
        """Remove the file."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise StoreFailed(error.strerror) from error

    def entries(self) -> Iterator[Entry]:
        """Go through the folder; what vanishes meanwhile is left out."""
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                yield Entry(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _path(self, name: str) -> Path:
        stem = name.removesuffix(_UNFINISHED)
        if not _NAME.fullmatch(stem):
            message = "not a name of ours"
            raise ValueError(message)
        return self._folder / stem[:2] / name


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pieces_of(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
