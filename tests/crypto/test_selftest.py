"""Nothing starts on algorithms that give wrong answers or are not there."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from casework.crypto import selftest
from casework.crypto.envelope import Suite
from casework.crypto.keyring import KeyringError
from casework.crypto.suites import AEADS, Aead, Sm4Gcm
from tests.crypto.rings import KeyFiles


def unavailable(_key: bytes) -> Aead:
    raise UnsupportedAlgorithm("SM4 is not in this build")


def with_wrong_key(key: bytes) -> Aead:
    return Sm4Gcm(bytes(len(key)))


def test_both_suites_pass(suite: Suite) -> None:
    selftest.run(suite)

    assert suite in AEADS


@pytest.mark.parametrize(
    ("broken_suite", "name"),
    [(Suite.AES_256_GCM, "AES-256-GCM"), (Suite.SM4_GCM, "SM4-GCM")],
)
def test_a_wrong_answer_is_refused(
    monkeypatch: pytest.MonkeyPatch, broken_suite: Suite, name: str
) -> None:
    monkeypatch.setitem(AEADS, broken_suite, with_wrong_key)

    with pytest.raises(KeyringError, match=f"自检失败：{name}。"):
        selftest.run(broken_suite)


def test_no_keyring_is_made_or_opened_without_sm4(
    files: KeyFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AEADS, Suite.SM4_GCM, unavailable)

    with pytest.raises(KeyringError, match="自检失败：SM4-GCM。"):
        files.create(Suite.SM4_GCM)
    assert not files.path.exists()
    assert not files.root_path.exists()


def test_an_existing_keyring_is_not_opened_without_sm4(
    files: KeyFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.create(Suite.SM4_GCM)
    monkeypatch.setitem(AEADS, Suite.SM4_GCM, unavailable)

    with pytest.raises(KeyringError, match="自检失败：SM4-GCM。"):
        files.load(Suite.SM4_GCM)


@pytest.mark.parametrize("suite", [Suite.SM4_GCM])
@pytest.mark.parametrize(("answers", "name"), [("_sm3_answers", "SM3"), ("_sm4_answers", "SM4")])
def test_the_chinese_standards_count_only_for_their_suite(
    monkeypatch: pytest.MonkeyPatch, suite: Suite, answers: str, name: str
) -> None:
    monkeypatch.setattr(selftest, answers, lambda: False)

    with pytest.raises(KeyringError, match=f"自检失败：{name}。"):
        selftest.run(suite)
    selftest.run(Suite.AES_256_GCM)
