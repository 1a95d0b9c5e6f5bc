"""Both stores keep what the seam promises: a folder, and a server that speaks S3."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from casework import clock
from casework.attachments.s3 import Bucket, S3Store
from casework.attachments.store import FileLost, LocalStore, Store, StoreFailed, new_name

_KEY, _SECRET = "casework", "a-secret-of-the-tests"
_WEED = Path(sys.executable).with_name("weed")
_STARTING_SECONDS = 60
#: More than one part of an upload.
_LARGE = 12 * 1024 * 1024


def _ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    numbers = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return numbers


def _command(folder: Path, ports: list[int]) -> list[str]:
    rights = ["Admin", "Read", "Write", "List"]
    credentials = [{"accessKey": _KEY, "secretKey": _SECRET}]
    identity = {"name": "casework", "credentials": credentials, "actions": rights}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    names = ("master.port", "volume.port", "filer.port", "s3.port")
    flags = [f"-{name}={port}" for name, port in zip(names, ports, strict=False)]
    flags += [f"-{name}.grpc={port}" for name, port in zip(names, ports[4:], strict=False)]
    return [
        str(_WEED),
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-filer",
        "-s3",
        f"-s3.config={folder / 's3.json'}",
        "-volume.max=2",
        "-master.volumeSizeLimitMB=64",
        "-s3.port.iceberg=0",
        *flags,
    ]


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=1):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A SeaweedFS of the tests' own, from its package."""
    folder = tmp_path_factory.mktemp("weed")
    ports = _ports(8)
    server = subprocess.Popen(  # noqa: S603
        _command(folder, ports), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + _STARTING_SECONDS
    while not _answers(ports[3]) and time.monotonic() < until:
        time.sleep(0.1)
    yield Bucket(f"http://127.0.0.1:{ports[3]}", "casework-files", _KEY, _SECRET)
    server.kill()
    server.wait()


def _keeps_the_promise(store: Store) -> None:
    small, large, empty = new_name(), new_name(), new_name()
    store.put(small, iter([b"one ", b"two"]))
    store.put(large, (bytes([n % 251]) * 65_536 for n in range(_LARGE // 65_536)))
    store.put(empty, [])
    assert b"".join(store.open(small)) == b"one two"
    found = b"".join(store.open(large))
    assert (len(found), found[65_536:65_540]) == (_LARGE, b"\1\1\1\1")
    assert b"".join(store.open(empty)) == b""
    entries = {each.name: each.at for each in store.entries()}
    assert set(entries) == {small, large, empty}
    assert all(abs(at - clock.now()) < timedelta(minutes=5) for at in entries.values())
    for _ in range(2):
        store.delete(large)
    with pytest.raises(FileLost):
        store.open(large)
    assert {each.name for each in store.entries()} == {small, empty}


def _breaks(_name: str) -> Iterator[bytes]:
    yield b"x" * 6 * 1024 * 1024
    message = "the child's process has gone"
    raise OSError(message)


def _leaves_nothing_half(store: Store) -> None:
    name = new_name()
    with pytest.raises((OSError, StoreFailed)):
        store.put(name, _breaks(name))
    with pytest.raises(FileLost):
        store.open(name)
    assert name not in {each.name for each in store.entries()}


@pytest.mark.parametrize("check", [_keeps_the_promise, _leaves_nothing_half])
def test_a_folder_is_a_store(tmp_path: Path, check: Callable[[Store], None]) -> None:
    check(LocalStore(tmp_path / "files"))


def test_a_server_that_speaks_s3_is_a_store(bucket: Bucket) -> None:
    store = S3Store(bucket)
    _keeps_the_promise(store)
    _leaves_nothing_half(store)
    wrong = S3Store(Bucket(bucket.endpoint, bucket.name, _KEY, "another secret"))
    for act in (lambda: wrong.put(new_name(), [b"x"]), lambda: wrong.open(new_name())):
        with pytest.raises(StoreFailed) as failed:
            act()
        assert _KEY not in str(failed.value)
    assert _SECRET not in repr(bucket)


def test_only_names_of_ours_reach_the_folder(tmp_path: Path) -> None:
    for name in ("../escape", "a" * 31, "A" * 32, ""):
        with pytest.raises(ValueError, match="name"):
            LocalStore(tmp_path).open(name)
