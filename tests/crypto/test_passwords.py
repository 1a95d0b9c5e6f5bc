"""Passwords: hashed slowly, checked safely, and never more than two at a time."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.crypto import passwords
from casework.crypto.passwords import (
    HashingBusy,
    configure,
    dummy_verify,
    hash_password,
    needs_rehash,
    verify_password,
)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    # monkeypatch puts back whatever cost the rest of the suite runs at.
    monkeypatch.setattr(passwords, "_hasher", passwords._hasher)
    configure(time_cost=1, memory_cost=8)


class CountingHasher:
    """Takes a while, and notes how many hashes are computed at once."""

    def __init__(self) -> None:
        self.running = 0
        self.most = 0
        self.calls = 0
        self._guard = threading.Lock()

    def hash(self, _password: str) -> str:
        with self._guard:
            self.calls += 1
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.01)
        with self._guard:
            self.running -= 1
        return "hash"


def test_the_right_password_and_no_other_is_accepted() -> None:
    stored = hash_password("山里的孩子2026")

    assert verify_password(stored, "山里的孩子2026")
    assert not verify_password(stored, "山里的孩子2027")
    assert not verify_password(stored, "")


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_every_password_is_accepted_again(password: str) -> None:
    assert verify_password(hash_password(password), password)


def test_full_width_input_is_the_same_password() -> None:
    assert verify_password(hash_password("Shanli2026!"), "Ｓｈａｎｌｉ２０２６！")


def test_equal_passwords_have_different_hashes() -> None:
    assert hash_password("山里的孩子2026") != hash_password("山里的孩子2026")


def test_a_hash_says_nothing_of_the_password() -> None:
    stored = hash_password("shanli2026")

    assert "shanli2026" not in stored
    assert stored.startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_the_standing_cost_is_that_of_the_profile() -> None:
    hasher = passwords.new_hasher()

    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (19 * 1024, 2, 1)


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_a_malformed_hash_accepts_nobody(stored: str) -> None:
    assert not verify_password(stored, "")
    assert not verify_password(stored, "x")
    assert needs_rehash("x")


def test_a_hash_of_another_cost_is_to_be_made_anew() -> None:
    stored = hash_password("山里的孩子2026")
    assert not needs_rehash(stored)

    configure(time_cost=2, memory_cost=8)

    assert needs_rehash(stored)
    assert verify_password(stored, "山里的孩子2026")


def test_an_unknown_login_costs_one_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", hasher)

    dummy_verify()

    assert hasher.calls == 1


def test_at_most_two_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", hasher)

    threads = [threading.Thread(target=hash_password, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (hasher.calls, hasher.most) == (8, 2)


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_LONGEST_WAIT_SECONDS", 0.01)
    stored = hash_password("x")

    with passwords._slot(), passwords._slot():
        with pytest.raises(HashingBusy):
            verify_password(stored, "x")
        with pytest.raises(HashingBusy):
            dummy_verify()

    assert verify_password(stored, "x")


def test_a_failure_gives_its_turn_back() -> None:
    for _ in range(5):
        assert not verify_password("malformed", "x")

    assert verify_password(hash_password("x"), "x")
