"""Recognising a place by the ways in which ledgers name it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

#: Ending and the kind of place it names, longest first: the same kind may be written either way.
_VILLAGE_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("村民委员会", "村"),
    ("居委会", "社区"),
    ("村委会", "村"),
    ("社区", "社区"),
    ("村", "村"),
)
_TOWNSHIP_ENDINGS = (
    ("街道办事处", "街道"),
    ("人民政府", "政府"),
    ("民族乡", "乡"),
    ("办事处", "街道"),
    ("街道", "街道"),
    ("镇", "镇"),
    ("乡", "乡"),
)


@dataclass(frozen=True)
class Ambiguous:
    """Several places fit: somebody has to choose."""

    codes: tuple[str, ...]


def match_village(name: str, candidates: Mapping[str, str]) -> str | Ambiguous | None:
    """Return the code of the village called ``name`` among ``candidates`` (name by code).

    The exact name first; then the same name and kind (羽山村 is 羽山村委会); then the name with
    村, 村委会, 社区 or 居委会 dropped, if one candidate remains. 牛山社区居民委员会 and 牛山村委会
    are two places: 牛山 alone is ambiguous.
    """
    return _match(name, candidates, _VILLAGE_ENDINGS)


def match_township(name: str, candidates: Mapping[str, str]) -> str | Ambiguous | None:
    """Return the code of the township called ``name``: 牛山街道, 牛山街道办事处, 牛山."""
    return _match(name, candidates, _TOWNSHIP_ENDINGS)


def _match(
    name: str, candidates: Mapping[str, str], endings: tuple[tuple[str, str], ...]
) -> str | Ambiguous | None:
    wanted = _Place.of(name, endings)
    if not wanted.name:
        return None
    places = {code: _Place.of(each, endings) for code, each in candidates.items()}
    for fits in (_Place.is_same_name, _Place.is_same_kind, _Place.is_same_stem):
        found = tuple(code for code, place in places.items() if fits(wanted, place))
        if found:
            return found[0] if len(found) == 1 else Ambiguous(found)
    return None


@dataclass(frozen=True)
class _Place:
    """A name taken apart."""

    name: str
    stem: str
    kind: str

    @classmethod
    def of(cls, text: str, endings: tuple[tuple[str, str], ...]) -> "_Place":
        name = "".join(unicodedata.normalize("NFKC", text).split())
        for ending, kind in endings:
            if name.endswith(ending) and name != ending:
                return cls(name, name.removesuffix(ending), kind)
        return cls(name, name, "")

    def is_same_name(self, other: "_Place") -> bool:
        return self.name == other.name

    def is_same_kind(self, other: "_Place") -> bool:
        return bool(self.kind) and (self.stem, self.kind) == (other.stem, other.kind)

    def is_same_stem(self, other: "_Place") -> bool:
        return bool({self.name, self.stem} & {other.name, other.stem})
