"""Known answers of the algorithms, checked before any key is used.

Sources: AES-256-GCM test case 16 of McGrew and Viega; HMAC-SHA-256 test case 2 of RFC 4231;
SM4-GCM of RFC 8998, A.1; SM4 of GB/T 32907-2016, A.1; SM3 of GB/T 32905-2016, A.1.
"""

from collections.abc import Callable

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from casework.crypto.errors import KeyringError
from casework.crypto.suites import AEADS, Suite, keyed_hash

_SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")


def run(suite: Suite) -> None:
    """Raise KeyringError unless the algorithms of ``suite`` give the known answers."""
    checks: dict[str, Callable[[], bool]] = {
        "AES-256-GCM": _aes_gcm_answers,
        "HMAC-SHA-256": _hmac_answers,
    }
    if suite is Suite.SM4_GCM:
        checks |= {"SM3": _sm3_answers, "SM4": _sm4_answers, "SM4-GCM": _sm4_gcm_answers}
    for name, answers in checks.items():
        if not _succeeds(answers):
            raise KeyringError(
                f"密码算法自检失败：{name}。请重新安装 requirements.lock 中的 cryptography。"
            )


def _succeeds(answers: Callable[[], bool]) -> bool:
    try:
        return answers()
    except (UnsupportedAlgorithm, ValueError):
        return False


def _aes_gcm_answers() -> bool:
    aead = AEADS[Suite.AES_256_GCM](
        bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
    )
    expected = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    sealed = aead.encrypt(
        bytes.fromhex("cafebabefacedbaddecaf888"),
        bytes.fromhex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    return sealed == expected


def _hmac_answers() -> bool:
    code = keyed_hash(Suite.AES_256_GCM, b"Jefe", b"what do ya want for nothing?")
    return code.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def _sm3_answers() -> bool:
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    return (
        digest.finalize().hex()
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def _sm4_answers() -> bool:
    # One block of the bare cipher is what the standard gives an answer for; nothing is sealed so.
    encryptor = Cipher(algorithms.SM4(_SM4_KEY), modes.ECB()).encryptor()  # noqa: S305
    block = encryptor.update(_SM4_KEY) + encryptor.finalize()
    return block.hex() == "681edf34d206965e86b3e94f536e4246"


def _sm4_gcm_answers() -> bool:
    expected = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    sealed = AEADS[Suite.SM4_GCM](_SM4_KEY).encrypt(
        bytes.fromhex("00001234567800000000abcd"),
        bytes.fromhex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
        ),
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    return sealed == expected
