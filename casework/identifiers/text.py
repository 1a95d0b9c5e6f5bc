"""Free text: what is taken out before saving, and hints that it holds a number."""

import enum
import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")

_GAP = r"[ \-]?"
_ID_NUMBER = re.compile(
    rf"(?<![0-9])[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx](?![0-9])"
    rf"|(?<![0-9])[1-9][0-9]{{7}}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{{3}}(?![0-9])",
    re.ASCII,
)
_MOBILE = re.compile(rf"(?<![0-9])1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])", re.ASCII)


class IdentifierHint(enum.Enum):
    """What a note seems to hold; the value is the sentence shown beside the field."""

    ID_NUMBER = "备注中似有证件号，请放入专用字段"
    PHONE = "备注中似有电话号码，请放入专用字段"

    @property
    def message(self) -> str:
        return self.value


def to_half_width(text: str) -> str:
    """Full-width ASCII (and the ideographic space) as plain ASCII.  For codes, not names."""
    return text.translate(_FULL_WIDTH)


def has_lone_surrogate(text: str) -> bool:
    """Half a character pair, as JSON can carry: no database can store it."""
    return _SURROGATE.search(text) is not None


def clean_text(text: str) -> str:
    """A note as it is stored: NFC, plain line feeds, nothing a database refuses.

    NUL, other control characters and lone surrogates are dropped; emoji stay.  Controls
    that reverse the reading direction become visible text, so that they cannot disguise
    what a note says.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    storable = _CONTROL.sub("", _SURROGATE.sub("", unified))
    visible = _BIDI_CONTROL.sub(lambda found: f"[U+{ord(found[0]):04X}]", storable)
    return unicodedata.normalize("NFC", visible).strip()


def looks_like_identifier(text: str) -> IdentifierHint | None:
    """Whether a note seems to hold an ID number or a mobile number.

    A hint only: amounts and dates are short enough not to trigger it.
    """
    plain = to_half_width(text)
    if _ID_NUMBER.search(plain):
        return IdentifierHint.ID_NUMBER
    if _MOBILE.search(plain):
        return IdentifierHint.PHONE
    return None
