"""A text as it is looked through: letters and digits alone, and where each of them stood."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property

_LETTERS, _NUMBERS = "L", "N"


@dataclass(frozen=True)
class Folded:
    """Letters and digits of a text without what stands between them.

    Full width is half, compatibility forms are the usual ones, capitals are small; blanks,
    punctuation and signs that nobody sees are gone: what is written apart is still found.
    """

    source: str
    text: str
    #: Where in the source each sign came from.
    places: tuple[int, ...]

    def said(self, start: int, end: int) -> str:
        """Return what stands in the source from a place of the folded text to another."""
        return self.source[self.places[start] : self.places[end - 1] + 1]

    @cached_property
    def digits(self) -> str:
        """The same with Chinese digits as figures, sign by sign."""
        return self.text.translate(_CHINESE_DIGITS)


#: 幺 is how a telephone number says one.
# no-catalogue: read, not shown
_CHINESE_DIGITS = str.maketrans(
    "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789"
)


def fold(source: str) -> Folded:
    """Fold a text."""
    signs: list[str] = []
    places: list[int] = []
    for place, character in enumerate(source):
        for sign in unicodedata.normalize("NFKC", character).casefold():
            if unicodedata.category(sign)[0] in (_LETTERS, _NUMBERS):
                signs.append(sign)
                places.append(place)
    return Folded(source, "".join(signs), tuple(places))


def fold_name(name: str) -> str:
    """Return a name as it is looked for in a folded text."""
    return fold(name).text
