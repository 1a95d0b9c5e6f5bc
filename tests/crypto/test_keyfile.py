"""The keyring's file under crashes, full disks and several processes at once."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from casework.crypto import keyfile
from casework.crypto.keyring import KeyringError
from tests.crypto.rings import KeyFiles

ROOT = Path(__file__).parents[2]

ADD_VERSIONS = """
import sys
from pathlib import Path
from casework.crypto.keyring import Keyring

ring = Keyring.load(Path(sys.argv[1]), Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    print(ring.add_version())
"""

DIE_AT = """
import os
import signal
import sys
from pathlib import Path
from casework.crypto.keyring import Keyring

def dying(act, *, after):
    calls = []
    def acting(*arguments):
        if len(calls) == after:
            os.kill(os.getpid(), signal.SIGKILL)
        calls.append(act)
        return act(*arguments)
    return acting

ring = Keyring.load(Path(sys.argv[1]), Path(sys.argv[2]))
moment = sys.argv[3]
if moment == "before the rename":
    Path.replace = dying(Path.replace, after=0)
else:
    os.fsync = dying(os.fsync, after={"while writing": 0, "after the rename": 1}[moment])
ring.add_version()
"""

CREATE = """
import sys
from pathlib import Path
from casework.crypto.keyring import Keyring, KeyringError

try:
    Keyring.create(Path(sys.argv[1]), Path(sys.argv[2]))
except KeyringError:
    print("refused")
else:
    print("created")
"""


def start(program: str, files: KeyFiles, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, str(files.path), str(files.root_path), *arguments]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def left_beside(files: KeyFiles) -> list[str]:
    known = {files.path.name, files.root_path.name, f"{files.path.name}.lock"}
    return [path.name for path in files.path.parent.iterdir() if path.name not in known]


def test_two_processes_change_the_keyring_at_once(files: KeyFiles) -> None:
    ring = files.create()

    processes = [start(ADD_VERSIONS, files, "8") for _ in range(2)]
    for process in processes:
        wait_until_ready(process)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    given = [int(line) for process in processes for line in process.communicate()[0].split()]

    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(given) == list(range(2, 18))
    ring.reload_if_changed()
    assert ring.versions == tuple(range(1, 18))
    assert left_beside(files) == []


def test_a_change_waits_for_the_change_of_another(files: KeyFiles) -> None:
    ring = files.create()
    change = threading.Thread(target=ring.add_version)

    with keyfile.locked(files.path):
        change.start()
        change.join(timeout=0.1)
        assert change.is_alive()
        assert files.load().versions == (1,)
    change.join()

    assert ring.versions == (1, 2)


def test_two_processes_create_the_keyring_at_once(files: KeyFiles) -> None:
    processes = [start(CREATE, files) for _ in range(2)]
    outcomes = [process.communicate()[0].strip() for process in processes]

    assert sorted(outcomes) == ["created", "refused"]
    assert files.load().versions == (1,)


@pytest.mark.parametrize(
    ("moment", "versions"),
    [("while writing", (1,)), ("before the rename", (1,)), ("after the rename", (1, 2))],
)
def test_a_process_killed_in_the_middle_of_a_change_leaves_a_whole_keyring(
    files: KeyFiles, moment: str, versions: tuple[int, ...]
) -> None:
    files.create()

    process = start(DIE_AT, files, moment)
    process.communicate()

    assert process.returncode == -signal.SIGKILL
    assert files.load().versions == versions
    assert files.load().add_version() == versions[-1] + 1


def test_a_reader_sees_one_state_or_the_next_but_nothing_between(files: KeyFiles) -> None:
    writer, reader = files.create(), files.load()
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            reader.reload()
            seen.append(len(reader.versions))

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(25):
        writer.add_version()
    done.set()
    thread.join()

    assert thread.is_alive() is False
    assert seen == sorted(seen)
    reader.reload()
    assert len(reader.versions) == 26


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_keyring_and_nothing_beside_it(
    files: KeyFiles, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ring = files.create()
    before = files.path.read_bytes()

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(KeyringError, match=r"无法写入密钥环文件.*No space left"):
            ring.add_version()

    assert files.path.read_bytes() == before
    assert left_beside(files) == []
    assert ring.versions == (1,)
    assert ring.add_version() == 2


def test_the_new_content_is_on_the_disk_before_it_takes_the_place_of_the_old(
    files: KeyFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = files.create()
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        steps.append("fsync")
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    ring.add_version()

    assert steps == ["fsync", "replace", "fsync"]


def test_the_lock_of_a_killed_process_does_not_hold_others_up(files: KeyFiles) -> None:
    files.create()
    start(DIE_AT, files, "before the rename").communicate()

    with keyfile.locked(files.path):
        assert files.load().versions == (1,)


def test_the_stamp_of_a_missing_file_is_none(tmp_path: Path) -> None:
    assert keyfile.stamp(tmp_path / "none") is None
