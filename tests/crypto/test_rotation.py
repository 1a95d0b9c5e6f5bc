"""Rotation and erasure: no key is lost on the way, and what is destroyed stays closed."""

import shutil
from uuid import UUID

import pytest

from casework.crypto.envelope import SealBroken, Suite
from casework.crypto.keyfile import KekState
from casework.crypto.keyring import Keyring, KeyringError
from tests.crypto.rings import KeyFiles, known_ring

CHILD = UUID("018f5e2a-7c00-7000-8000-0123456789ab")
PLACE = (b"child.name", CHILD.bytes, CHILD.bytes)
NAME = "王小明".encode()


@pytest.fixture
def ring(files: KeyFiles, suite: Suite) -> Keyring:
    return files.create(suite)


def test_a_rotation_step_by_step(ring: Keyring, files: KeyFiles, suite: Suite) -> None:
    wrapped, key = ring.new_data_key("child", CHILD)
    box = key.seal(NAME, *PLACE)

    assert ring.add_version() == 2
    assert (ring.current, ring.versions) == (1, (1, 2))
    ring.promote(2)
    assert (ring.current, ring.versions) == (2, (1, 2))
    rewrapped = ring.rewrap(wrapped, "child", CHILD)
    assert ring.kek_version_of(rewrapped) == 2
    ring.destroy(1)
    assert (ring.current, ring.versions) == (2, (2,))

    for after in (ring, files.load(suite)):
        assert after.unwrap(rewrapped, "child", CHILD).open(box, *PLACE) == NAME
        with pytest.raises(SealBroken):
            after.unwrap(wrapped, "child", CHILD)


def test_a_published_version_does_not_wrap_before_its_promotion(ring: Keyring) -> None:
    ring.add_version()

    wrapped, _ = ring.new_data_key("child", CHILD)

    assert ring.kek_version_of(wrapped) == 1


def test_a_wrapped_key_does_not_open_under_another_version_number(ring: Keyring) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)
    ring.add_version()

    with pytest.raises(SealBroken):
        ring.unwrap(wrapped[:2] + (2).to_bytes(2) + wrapped[4:], "child", CHILD)


def test_a_promotion_can_be_taken_back(ring: Keyring) -> None:
    ring.promote(ring.add_version())
    ring.promote(1)

    assert (ring.current, ring.versions) == (1, (1, 2))


def test_the_current_version_is_not_destroyed(ring: Keyring) -> None:
    with pytest.raises(KeyringError, match="密钥版本 1 正在使用，不能销毁"):
        ring.destroy(1)

    assert ring.versions == (1,)


def test_unknown_and_destroyed_versions_are_refused(ring: Keyring) -> None:
    ring.destroy(ring.add_version())

    for act in (ring.promote, ring.destroy):
        for version in (0, 2, 3, 65536):
            with pytest.raises(KeyringError, match=f"没有可用的密钥版本 {version}"):
                act(version)


def test_a_version_number_is_never_given_twice(ring: Keyring) -> None:
    ring.destroy(ring.add_version())

    assert ring.add_version() == 3
    assert [kek.state for kek in ring.history] == [
        KekState.CURRENT,
        KekState.DESTROYED,
        KekState.DECRYPT_ONLY,
    ]


def test_a_destroyed_version_keeps_its_instants_but_not_its_key(
    ring: Keyring, files: KeyFiles
) -> None:
    key_of_version_1 = files.wrapped_keys()[0]
    ring.promote(ring.add_version())
    ring.destroy(1)

    destroyed = ring.history[0]

    assert destroyed.wrapped is None
    assert destroyed.destroyed_at is not None
    assert destroyed.created_at <= destroyed.destroyed_at
    assert key_of_version_1 not in files.wrapped_keys()


def test_the_last_version_number_is_an_error_not_an_overflow(
    tmp_path: object, files: KeyFiles
) -> None:
    ring = known_ring(files.path.parent, Suite.AES_256_GCM, keks={65535: bytes(32)})

    with pytest.raises(KeyringError, match="密钥版本号已用完"):
        ring.add_version()


def test_every_change_gives_a_new_token(ring: Keyring) -> None:
    tokens = [ring.token]
    for change in (
        ring.add_version,
        lambda: ring.promote(2),
        lambda: ring.destroy(1),
        ring.renew_digest_key,
        ring.reload,
    ):
        change()
        tokens.append(ring.token)

    assert len({id(token) for token in tokens}) == 6
    assert ring.token is ring.token


def test_an_unchanged_file_is_not_read_again(ring: Keyring) -> None:
    token = ring.token

    ring.reload_if_changed()

    assert ring.token is token


# Several processes: two keyrings over one file


def test_another_process_opens_what_is_wrapped_under_a_new_version(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    worker = files.load(suite)
    ring.promote(ring.add_version())
    wrapped, key = ring.new_data_key("child", CHILD)

    opened = worker.unwrap(wrapped, "child", CHILD)

    assert opened.open(key.seal(NAME, *PLACE), *PLACE) == NAME
    assert worker.current == 2


def test_a_stale_process_writes_under_the_old_version_until_it_looks(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    worker = files.load(suite)
    token = worker.token
    ring.promote(ring.add_version())

    late, _ = worker.new_data_key("child", CHILD)
    assert worker.kek_version_of(late) == 1
    ring.unwrap(late, "child", CHILD)

    worker.reload_if_changed()
    assert worker.token is not token
    assert worker.kek_version_of(worker.new_data_key("child", CHILD)[0]) == 2


def test_a_process_that_looks_again_cannot_open_what_was_destroyed(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)
    worker = files.load(suite)
    ring.promote(ring.add_version())
    ring.destroy(1)

    worker.reload_if_changed()

    with pytest.raises(SealBroken):
        worker.unwrap(wrapped, "child", CHILD)


def test_changes_are_made_to_the_file_not_to_a_stale_copy(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    stale = files.load(suite)
    ring.promote(ring.add_version())

    assert stale.add_version() == 3
    assert (stale.current, stale.versions) == (2, (1, 2, 3))
    with pytest.raises(KeyringError, match="没有可用"):
        ring.destroy(4)
    ring.destroy(3)
    stale.reload_if_changed()
    assert stale.versions == (1, 2)


def test_a_keyring_that_became_unreadable_stays_as_it_was(ring: Keyring, files: KeyFiles) -> None:
    wrapped, _ = ring.new_data_key("child", CHILD)
    files.path.chmod(0o644)
    with pytest.raises(KeyringError, match="权限过宽"):
        ring.reload()
    files.path.unlink()
    with pytest.raises(KeyringError, match="不存在"):
        ring.reload_if_changed()

    ring.unwrap(wrapped, "child", CHILD)
    assert ring.versions == (1,)


# Restored backups


def test_a_keyring_one_version_behind_is_told_from_a_damaged_value(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    backup = files.path.with_suffix(".backup")
    shutil.copy2(files.path, backup)
    ring.promote(ring.add_version())
    wrapped, _ = ring.new_data_key("child", CHILD)
    shutil.copy2(backup, files.path)

    restored = files.load(suite)

    restored.require([1])
    with pytest.raises(KeyringError, match="缺少数据库正在使用的密钥版本 2、7（"):
        restored.require([7, 1, 2, 2])
    with pytest.raises(SealBroken):
        restored.unwrap(wrapped, "child", CHILD)


def test_an_old_backup_of_a_wrapped_key_stays_closed_after_the_destruction(
    ring: Keyring, files: KeyFiles, suite: Suite
) -> None:
    erased_childs_key, _ = ring.new_data_key("child", CHILD)
    ring.promote(ring.add_version())
    ring.destroy(1)

    with pytest.raises(SealBroken):
        files.load(suite).unwrap(erased_childs_key, "child", CHILD)
    with pytest.raises(SealBroken):
        files.load(suite).rewrap(erased_childs_key, "child", CHILD)
