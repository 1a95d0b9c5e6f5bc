"""What a report says, read leniently: nothing that was sent is a reason to turn it away. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self
from uuid import UUID

#: Field name to everything that was sent under it.
Content = Mapping[str, Sequence[str]]

CLIENT_ID, CHILD_ID, PLACE = "client_id", "child_id", "place"
#: The choice of the place that leads to words.
ELSEWHERE = "elsewhere"

#: Words that name people of an office below the county: the report goes to the county alone.
VILLAGE_STAFF, TOWNSHIP_STAFF = "village", "township"

DANGER = {"yes": "现在就有危险", "no": "现在没有", "unknown": "说不准"}
POLICE = {"called": "已经打了", "going": "马上打", "not": "没有打"}
STAFF = {VILLAGE_STAFF: "涉及村里的人（儿童主任、村干部）", TOWNSHIP_STAFF: "涉及乡镇的人"}

_TEXTS = ("child_name", "child_about", "seen", "child_said", "whereabouts", "suspects")
_MORE_TEXTS = ("police_told", "place_words")


@dataclass(frozen=True)
class Facts:
    """What could be read of a report; what could not still stands in what was sent."""

    situations: tuple[str, ...] = ()
    danger: str | None = None
    police: str | None = None
    #: When 110 was called and the number of the receipt.
    police_told: str | None = None
    child_id: str | None = None
    child_name: str | None = None
    child_about: str | None = None
    seen: str | None = None
    #: In the child's own words.
    child_said: str | None = None
    whereabouts: str | None = None
    suspects: str | None = None
    #: Whose people it touches: village, township.
    staff: tuple[str, ...] = ()
    #: The region that it is about, as far as it is known.
    place_code: str | None = None
    place_words: str | None = None
    #: Words about the place led nowhere, or to several places.
    place_unclear: bool = False
    #: The report whose form this one came from with other content.
    linked_id: str | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept, whatever an older edition left out."""
        known = {each.name for each in fields(cls)}
        lists = ("situations", "staff")
        read: dict[str, Any] = {n: v for n, v in kept.items() if n in known}
        read |= {name: tuple(read[name]) for name in lists if name in read}
        return cls(**read)

    def kept(self) -> dict[str, Any]:
        """Return what is sealed."""
        told = asdict(self)
        return {name: value for name, value in told.items() if value not in (None, (), False)}

    @property
    def is_for_county_alone(self) -> bool:
        """Whether nobody of the village or the township may learn of it."""
        return bool(self.staff)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said of the matter."""
        told = replace(self, place_code=None, place_unclear=False, linked_id=None)
        return not told.kept()


def read(content: Content, situations: Collection[str]) -> Facts:
    """Read what was sent; an unknown choice is passed over, never refused."""
    texts: dict[str, Any] = {name: text(content, name) for name in (*_TEXTS, *_MORE_TEXTS)}
    return Facts(
        situations=tuple(code for code in situations if code in content.get("situations", ())),
        danger=_one_of(content, "danger", DANGER),
        police=_one_of(content, "police", POLICE),
        staff=tuple(code for code in STAFF if code in content.get("staff", ())),
        **texts,
    )


def text(content: Content, name: str) -> str | None:
    """Return the words of a field without blanks around them; None for none."""
    words = "\n".join(content.get(name, ())).replace("\0", "").strip()
    return words or None


def identifier(content: Content, name: str) -> UUID | None:
    """Return the id in a field; None where there is none that can be read."""
    try:
        return UUID(text(content, name) or "")
    except ValueError:
        return None


def identifiers(content: Content, name: str) -> list[UUID]:
    """Return the ids in a field that can be read."""
    found = (identifier({name: [value]}, name) for value in content.get(name, ()))
    return [each for each in found if each is not None]


def _one_of(content: Content, name: str, known: Collection[str]) -> str | None:
    said = text(content, name)
    return said if said in known else None


@dataclass(frozen=True)
class Place:
    """A region with the names of those above it, province first."""

    code: str
    names: tuple[str, ...] = field(default=())


def best_places(words: str, candidates: Collection[Place]) -> list[Place]:
    """Return the places that words speak of most fully: one where they are clear.

    A place counts by how much of its full name the words hold.
    """
    plain = "".join(words.split())
    scored = [(sum(len(name) for name in each.names if name in plain), each) for each in candidates]
    highest = max((score for score, _ in scored), default=0)
    return [each for score, each in scored if score == highest]
