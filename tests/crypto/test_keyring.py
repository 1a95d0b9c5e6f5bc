"""The keyring: data keys open for their owner alone, and only with the right two files."""

import copy
import pickle
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto.envelope import DataKey, SealBroken, Suite
from casework.crypto.keyring import FileRootKey, Keyring, KeyringError
from tests.crypto.rings import KeyFiles

CHILD = UUID("018f5e2a-7c00-7000-8000-0123456789ab")
OTHER_CHILD = UUID("018f5e2a-7c01-7abc-9def-fedcba987654")
PLACE = (b"child.name", CHILD.bytes, CHILD.bytes)
MESSAGE = "^sealed value cannot be opened$"


@pytest.fixture
def ring(files: KeyFiles, suite: Suite) -> Keyring:
    return files.create(suite)


def opens(key: DataKey, box: bytes) -> bool:
    return key.open(box, *PLACE) == "王小明".encode()


def sealed_by(key: DataKey) -> bytes:
    return key.seal("王小明".encode(), *PLACE)


# Data keys


def test_a_wrapped_key_opens_what_the_key_sealed(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    wrapped, key = ring.new_data_key("child", CHILD)

    assert len(wrapped) == 96
    assert key.suite is suite
    assert opens(files.load(suite).unwrap(wrapped, "child", CHILD), sealed_by(key))


def test_every_owner_has_a_key_of_her_own(ring: Keyring) -> None:
    _, key = ring.new_data_key("child", CHILD)
    _, second = ring.new_data_key("child", CHILD)

    with pytest.raises(SealBroken, match=MESSAGE):
        second.open(sealed_by(key), *PLACE)


def test_no_flipped_bit_of_a_wrapped_key_is_accepted(ring: Keyring) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)

    for bit in range(8 * len(wrapped)):
        flipped = bytearray(wrapped)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken, match=MESSAGE):
            ring.unwrap(bytes(flipped), "child", CHILD)


def test_no_other_length_of_a_wrapped_key_is_accepted(ring: Keyring) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)

    for wrong in [wrapped[:length] for length in range(len(wrapped))] + [wrapped + b"\0"]:
        with pytest.raises(SealBroken, match=MESSAGE):
            ring.unwrap(wrong, "child", CHILD)


@pytest.mark.parametrize(
    ("kind", "owner", "generation"),
    [
        ("child", OTHER_CHILD, 1),
        ("user", CHILD, 1),
        ("", CHILD, 1),
        ("child", CHILD, 2),
        ("child", CHILD, -1),
        ("child", CHILD, 256),
    ],
)
def test_a_wrapped_key_opens_for_no_other_owner(
    ring: Keyring, kind: str, owner: UUID, generation: int
) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)

    for act in (ring.unwrap, ring.rewrap):
        with pytest.raises(SealBroken, match=MESSAGE):
            act(wrapped, kind, owner, generation)


def test_swapped_wrapped_keys_open_for_neither(ring: Keyring) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)
    other_wrapped, _ = ring.new_data_key("child", OTHER_CHILD)

    for taken, owner in ((other_wrapped, CHILD), (wrapped, OTHER_CHILD)):
        with pytest.raises(SealBroken, match=MESSAGE):
            ring.unwrap(taken, "child", owner)


def test_generations_have_keys_of_their_own(ring: Keyring) -> None:
    wrapped, key = ring.new_data_key("child", CHILD, 2)

    assert key.generation == 2
    assert opens(ring.unwrap(wrapped, "child", CHILD, 2), sealed_by(key))
    with pytest.raises(SealBroken, match=MESSAGE):
        ring.unwrap(wrapped, "child", CHILD)


def test_the_kek_version_stands_in_the_header(ring: Keyring) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)

    assert ring.kek_version_of(wrapped) == 1
    assert ring.kek_version_of(wrapped[:2] + b"\x01\x02" + wrapped[4:]) == 258


@pytest.mark.parametrize("wrong", [b"", b"\x01\x01\x00\x01", bytes(96), b"\x01" + bytes(96)])
def test_what_is_no_wrapped_key_has_no_version(wrong: bytes) -> None:
    with pytest.raises(SealBroken, match=MESSAGE):
        Keyring.kek_version_of(wrong)


def test_an_installation_that_changes_its_suite_still_opens_old_keys(files: KeyFiles) -> None:
    before = files.create(Suite.AES_256_GCM)
    wrapped, key = before.new_data_key("child", CHILD)
    box, digest = sealed_by(key), before.digest("child.id_number", "990101201503074518")

    after = files.load(Suite.SM4_GCM)

    assert opens(after.unwrap(wrapped, "child", CHILD), box)
    assert opens(after.unwrap(after.rewrap(wrapped, "child", CHILD), "child", CHILD), box)
    assert after.digest("child.id_number", "990101201503074518") == digest
    assert after.new_data_key("child", OTHER_CHILD)[1].suite is Suite.SM4_GCM


# Keyed hashes


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(codec="utf-8")))
def test_equal_values_and_only_these_have_equal_digests(
    tmp_path_factory: pytest.TempPathFactory, first: str, second: str
) -> None:
    ring = shared_ring(tmp_path_factory)

    same = ring.digest("child.id_number", first) == ring.digest("child.id_number", second)

    assert same == (first == second)


def test_a_digest_has_16_bytes_and_depends_on_purpose_and_keyring(
    ring: Keyring, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    digests = {
        ring.digest("child.id_number", "990101201503074518"),
        ring.digest("user.id_number", "990101201503074518"),
        KeyFiles.within(elsewhere).create().digest("child.id_number", "990101201503074518"),
    }

    assert {len(digest) for digest in digests} == {16}
    assert len(digests) == 3


def test_codes_of_different_purposes_differ(ring: Keyring) -> None:
    codes = {ring.mac("session", b"x"), ring.mac("receipt", b"x"), ring.audit_mac(b"x")}

    assert {len(code) for code in codes} == {32}
    assert len(codes) == 3


def test_hashes_are_the_same_after_a_restart_and_a_rotation(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    before = (ring.digest("a", "值"), ring.audit_mac(b"x"), ring.mac("b", b"x"))
    ring.promote(ring.add_version())
    ring.destroy(1)

    again = files.load(suite)

    assert (again.digest("a", "值"), again.audit_mac(b"x"), again.mac("b", b"x")) == before


def test_a_new_digest_key_makes_a_new_epoch(ring: Keyring, files: KeyFiles, suite: Suite) -> None:
    before = ring.digest("child.id_number", "990101201503074518")
    code = ring.mac("session", b"x")

    assert ring.digest_epoch == 1
    assert ring.renew_digest_key() == 2
    assert files.load(suite).digest_epoch == ring.digest_epoch == 2
    assert ring.digest("child.id_number", "990101201503074518") != before
    assert ring.mac("session", b"x") == code


# The two files


def test_the_files_are_private(ring: Keyring, files: KeyFiles) -> None:
    assert stat.S_IMODE(files.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.root_path.stat().st_mode) == 0o400
    ring.add_version()
    assert stat.S_IMODE(files.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("kept", ["path", "root_path"])
def test_creating_overwrites_neither_file(files: KeyFiles, kept: str) -> None:
    existing: Path = getattr(files, kept)
    existing.write_text("在用")

    with pytest.raises(KeyringError, match="已存在"):
        files.create()

    assert existing.read_text() == "在用"
    assert sum(path.exists() for path in (files.path, files.root_path)) == 1


def test_creating_twice_is_refused(ring: Keyring, files: KeyFiles) -> None:
    content = files.path.read_bytes()

    with pytest.raises(KeyringError, match="已存在"):
        files.create()

    assert files.path.read_bytes() == content


def test_creating_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="无法锁定密钥环文件"):
        Keyring.create(tmp_path / "none" / "keyring.json", tmp_path / "root.key")
    with pytest.raises(KeyringError, match="无法写入根密钥文件"):
        Keyring.create(tmp_path / "keyring.json", tmp_path / "none" / "root.key")

    assert not (tmp_path / "root.key").exists()
    assert not (tmp_path / "keyring.json").exists()


def test_a_failed_creation_leaves_no_root_key(
    files: KeyFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", _disk_full)

    with pytest.raises(KeyringError, match=r"无法写入密钥环文件.*No space left"):
        files.create()

    assert not files.root_path.exists()


@pytest.mark.parametrize(
    ("missing", "message"),
    [("path", "^密钥环文件不存在"), ("root_path", "^根密钥文件不存在")],
)
def test_a_missing_file_is_named_and_never_made(
    ring: Keyring, files: KeyFiles, missing: str, message: str
) -> None:
    gone: Path = getattr(files, missing)
    gone.unlink()

    with pytest.raises(KeyringError, match=message) as caught:
        files.load()

    assert str(gone) in str(caught.value)
    assert not gone.exists()


@pytest.mark.parametrize("open_to", [0o640, 0o620, 0o604, 0o602, 0o610, 0o666])
@pytest.mark.parametrize("file", ["path", "root_path"])
def test_a_file_that_others_can_reach_is_refused(
    ring: Keyring, files: KeyFiles, file: str, open_to: int
) -> None:
    reachable: Path = getattr(files, file)
    reachable.chmod(open_to)

    with pytest.raises(KeyringError, match=f"权限过宽（0{open_to:o}）"):
        files.load()


def test_a_folder_in_the_place_of_a_file_is_refused(ring: Keyring, files: KeyFiles) -> None:
    files.path.unlink()
    files.path.mkdir()

    with pytest.raises(KeyringError, match="密钥环文件无法读取"):
        files.load()


def test_another_root_key_is_refused(ring: Keyring, files: KeyFiles) -> None:
    files.root_path.unlink()
    FileRootKey.create(files.root_path)

    with pytest.raises(KeyringError, match="密钥环与根密钥不匹配"):
        files.load()


@pytest.mark.parametrize("content", ["", "zz" * 32, "00" * 31, "00" * 33, "钥匙"])
def test_a_malformed_root_key_is_refused(ring: Keyring, files: KeyFiles, content: str) -> None:
    files.root_path.unlink()
    files.root_path.write_text(content)
    files.root_path.chmod(0o400)

    with pytest.raises(KeyringError, match="根密钥文件内容不对") as caught:
        files.load()

    assert not content or content not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"current"', '"decrypt-only"'),
        ('"version": 1', '"version": 2'),
        ('"version": 1', '"version": "1"'),
        ('"epoch": 1', '"epoch": 2'),
        ('"created_at": "2', '"created_at": "1'),
        ('"mac"', '"mac2"'),
        ('"check": "A', '"check": "B'),
    ],
)
def test_an_edited_file_is_refused(ring: Keyring, files: KeyFiles, old: str, new: str) -> None:
    files.edit(old, new)

    with pytest.raises(KeyringError, match="密钥环文件被改动"):
        files.load()


def test_a_state_moved_to_another_version_is_refused(ring: Keyring, files: KeyFiles) -> None:
    ring.add_version()
    files.edit('"current"', '"swap"')
    files.edit('"decrypt-only"', '"current"')
    files.edit('"swap"', '"decrypt-only"')

    with pytest.raises(KeyringError, match="密钥环文件被改动"):
        files.load()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"format": 2}', '{"format": 1, "keks": [], "hash_keys": []}', "\x00"],
)
def test_a_damaged_file_is_refused(ring: Keyring, files: KeyFiles, content: str) -> None:
    files.path.write_text(content)

    with pytest.raises(KeyringError, match="密钥环文件已损坏"):
        files.load()


def test_no_cut_file_is_accepted(ring: Keyring, files: KeyFiles) -> None:
    content = files.path.read_bytes().rstrip()

    for length in range(0, len(content), 7):
        files.path.write_bytes(content[:length])
        with pytest.raises(KeyringError):
            files.load()


def test_messages_are_one_line(ring: Keyring, files: KeyFiles) -> None:
    files.edit('"current"', '"decrypt-only"')

    with pytest.raises(KeyringError) as caught:
        files.load()

    assert "\n" not in str(caught.value)
    assert str(files.path) in str(caught.value)
    assert caught.value.__suppress_context__


# What the keys show


def test_a_keyring_shows_nothing_of_its_keys(ring: Keyring, files: KeyFiles) -> None:
    shown = f"{ring!r} {ring.history!r} {ring.token!r} {FileRootKey(files.root_path)!r}"

    assert repr(ring) == "<Keyring current=1 versions=(1,)>"
    assert "wrapped" not in shown
    assert files.root_path.read_text().strip() not in shown
    for wrapped in files.wrapped_keys():
        assert repr(wrapped)[2:-1] not in shown


def test_the_file_holds_no_key_in_clear(ring: Keyring, files: KeyFiles) -> None:
    root = FileRootKey(files.root_path)
    content = files.path.read_bytes()
    kek = root.unwrap(ring.history[0].wrapped or b"", b"kek|\x00\x01")

    assert len(kek) == 32
    assert kek not in content
    assert kek.hex().encode() not in content


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_neither_keyring_nor_root_key_is_copied_or_pickled(
    ring: Keyring, files: KeyFiles, leave: Callable[[object], object]
) -> None:
    for secret in (ring, FileRootKey(files.root_path)):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            leave(secret)


@pytest.mark.parametrize("wrapped", [b"", b"\x01", b"\x01\x09" + bytes(60), bytes(62)])
def test_a_root_key_opens_nothing_else(ring: Keyring, files: KeyFiles, wrapped: bytes) -> None:
    with pytest.raises(SealBroken, match=MESSAGE):
        FileRootKey(files.root_path).unwrap(wrapped, b"kek|\x00\x01")


_shared: list[Keyring] = []


def shared_ring(folders: pytest.TempPathFactory) -> Keyring:
    if not _shared:
        _shared.append(KeyFiles.within(folders.mktemp("shared")).create())
    return _shared[0]


def _disk_full(**_where: object) -> tuple[int, str]:
    raise OSError(28, "No space left on device")
