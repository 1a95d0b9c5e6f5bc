"""The store that speaks S3: a bucket that holds nothing but sealed files.

Files up to the size of one part are put at once; of larger ones a few parts are on their way, and
the file is there with the last of them. Parts of an upload that was broken off are never listed:
let the bucket forget them by a rule (AbortIncompleteMultipartUpload).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from casework.attachments.store import Entry, FileLost, StoreFailed

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import S3Store as Client

_FOLDER = "files/"
_PART_BYTES = 5 * 1024 * 1024  # no server takes smaller ones
_PARTS_AT_ONCE = 2
_PIECE_BYTES = 256 * 1024
_PATIENCE = "30s"
_TRIES = 3


@dataclass(frozen=True)
class Bucket:
    """Where the bucket is, and what opens it."""

    endpoint: str
    name: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    region: str = "us-east-1"


class S3Store:
    """Files as objects ``files/<name>`` of a bucket, addressed by path."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @cached_property
    def _client(self) -> "Client":
        # Made on first use: after the server has forked, and never where files lie in a folder.
        from obstore.store import S3Store as Client  # noqa: PLC0415

        return Client(
            self._bucket.name,
            endpoint=self._bucket.endpoint,
            access_key_id=self._bucket.key,
            secret_access_key=self._bucket.secret,
            region=self._bucket.region,
            client_options={
                "allow_http": self._bucket.endpoint.startswith("http://"),
                "timeout": _PATIENCE,
            },
            retry_config={"max_retries": _TRIES},
        )

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Send the file; it is there with the last part."""
        with _faults():
            self._client.put(
                _FOLDER + name,
                _at_once_or_in_parts(iter(pieces)),
                chunk_size=_PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )

    def open(self, name: str) -> Iterator[bytes]:
        """Ask for the file now, fetch it as it is read."""
        with _faults():
            try:
                found = self._client.get(_FOLDER + name)
            except FileNotFoundError:
                raise FileLost(name) from None
        return _pieces_of(found)

    def delete(self, name: str) -> None:
        """Remove the object."""
        with _faults(), suppress(FileNotFoundError):
            self._client.delete(_FOLDER + name)

    def entries(self) -> Iterator[Entry]:
        """Go through the bucket's folder."""
        with _faults():
            for some in self._client.list(_FOLDER):
                for each in some:
                    yield Entry(each["path"].removeprefix(_FOLDER), each["last_modified"])


def _at_once_or_in_parts(pieces: Iterator[bytes]) -> bytes | Iterator[bytes]:
    """Return a small file whole: it goes in one request instead of three."""
    first = bytearray()
    for piece in pieces:
        first += piece
        if len(first) >= _PART_BYTES:
            return chain((bytes(first),), pieces)
    return bytes(first)


def _pieces_of(found: "GetResult") -> Iterator[bytes]:
    with _faults():
        for piece in found.stream(_PIECE_BYTES):
            yield bytes(piece)


@contextmanager
def _faults() -> Iterator[None]:
    from obstore.exceptions import BaseError  # noqa: PLC0415 - loaded with the client alone

    try:
        yield
    except BaseError as error:
        # What the server says may name the bucket and the key: the kind of fault is enough.
        raise StoreFailed(type(error).__name__) from None
