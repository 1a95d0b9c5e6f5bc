"""Recognising the ways in which people write one thing."""

import unicodedata
from collections.abc import Iterable, Mapping

from casework.errors import RuleBroken


def plain(text: str) -> str:
    """Return ``text`` as it is compared: full width folded to half, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def index(words_by_code: Iterable[tuple[str, Iterable[str]]], where: str) -> Mapping[str, str]:
    """Return code by plain word; refuse a word that would mean two codes."""
    found: dict[str, str] = {}
    for code, words in words_by_code:
        for word in map(plain, words):
            if found.setdefault(word, code) != code:
                raise RuleBroken(f"{where}：别名“{word}”同时用于 {found[word]} 和 {code}。")
    return found
