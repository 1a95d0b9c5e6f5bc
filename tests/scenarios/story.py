"""What happened in a winter, as plain events: the plan that truth and product are both made of.

Nothing here knows the product. Files and what happens to them have names of the plan's own:
a number for a file, a text for a visit, an agreement, a need, a giving, an activity.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Visited:
    """Somebody went there, or called; and what was done besides."""

    on: date
    file: int
    name: str
    how: str = "home"
    met: str = "child_seen"
    #: A policy was told of, the home was looked at, somebody listened.
    policy: bool = False
    safety: bool = False
    care: bool = False


@dataclass(frozen=True)
class SentBack:
    """The office had a question about a visit."""

    on: date
    visit: str


@dataclass(frozen=True)
class Answered:
    """Whoever made the visit answered: it stands."""

    on: date
    visit: str


@dataclass(frozen=True)
class TakenBack:
    """The office had no question after all."""

    on: date
    visit: str


@dataclass(frozen=True)
class Corrected:
    """A visit says something else now: another day, or whom they met."""

    on: date
    visit: str
    to_day: date | None = None
    met: str | None = None


@dataclass(frozen=True)
class Moved:
    """A child lives in another village since that day."""

    on: date
    file: int
    village: str


@dataclass(frozen=True)
class FoundSame:
    """Two files are one child's; the first is kept."""

    on: date
    kept: int
    ended: int


@dataclass(frozen=True)
class Protected:
    """A child without anybody was brought to safety; ``placed`` once somebody said where."""

    on: date
    file: int
    placed: bool = True


@dataclass(frozen=True)
class Placed:
    """A child that was protected already got a place."""

    on: date
    file: int


@dataclass(frozen=True)
class CameHome:
    """The protection ended."""

    on: date
    file: int


@dataclass(frozen=True)
class Drafted:
    """An agreement on entrusted care was begun."""

    on: date
    file: int
    name: str


@dataclass(frozen=True)
class Signed:
    """A begun agreement was signed; ``signed_on`` where that was an earlier day."""

    on: date
    agreement: str
    signed_on: date | None = None


@dataclass(frozen=True)
class Ended:
    """An agreement ended, or a draft was thrown away."""

    on: date
    agreement: str


@dataclass(frozen=True)
class Lacked:
    """A need was opened."""

    on: date
    file: int
    name: str
    kind: str = "medical"


@dataclass(frozen=True)
class Settled:
    """A need was closed: ``solved`` or ``dropped``."""

    on: date
    need: str
    how: str = "solved"


@dataclass(frozen=True)
class Reopened:
    """A need that was closed was none."""

    on: date
    need: str


@dataclass(frozen=True)
class Gave:
    """Named children received something, and perhaps a number of others: one giving."""

    on: date
    name: str
    files: tuple[int, ...] = ()
    #: Without names: children (人), households (户), and in which village or office.
    counted: int = 0
    households: int = 0
    place: str = ""
    kind: str = "in_kind"
    mode: str = "goods"
    source: str = "company"
    unit: str | None = "portion"
    #: For each named child; for all of those who are counted.
    each: Decimal = Decimal(1)
    for_counted: Decimal = Decimal(0)


@dataclass(frozen=True)
class Withdrawn:
    """A giving was none: of one child, or of those who were counted."""

    on: date
    giving: str
    file: int | None = None


@dataclass(frozen=True)
class Held:
    """An activity, as it was recorded by a unit."""

    on: date
    name: str
    unit: str
    kind: str
    sessions: int = 1
    places: tuple[str, ...] = ()
    #: Those who took part by name.
    files: tuple[int, ...] = ()
    #: How often the form came: it is one activity all the same.
    sent: int = 1


@dataclass(frozen=True)
class CalledOff:
    """An activity was recorded by mistake."""

    on: date
    activity: str


@dataclass(frozen=True)
class Left:
    """A child is on the list no longer."""

    on: date
    file: int


@dataclass(frozen=True)
class Referred:
    """A child was sent to a counsellor."""

    on: date
    file: int


@dataclass(frozen=True)
class CaredFor:
    """The counsellor met the child that was sent to her."""

    on: date
    file: int


@dataclass(frozen=True)
class Paired:
    """A child and a volunteer: ``proposed``, ``approved``, or met (``active``), until they part."""

    on: date
    file: int
    state: str = "active"
    until: date | None = None


Event = (
    Visited
    | SentBack
    | Answered
    | TakenBack
    | Corrected
    | Moved
    | FoundSame
    | Protected
    | Placed
    | CameHome
    | Drafted
    | Signed
    | Ended
    | Lacked
    | Settled
    | Reopened
    | Gave
    | Withdrawn
    | Held
    | CalledOff
    | Left
    | Referred
    | CaredFor
    | Paired
)


@dataclass
class Story:
    """Who there is at the beginning, and what happens."""

    #: Where the child of each file lives at the beginning.
    homes: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def settle(self, village: str) -> int:
        """Let one more child live in a village; return the number of its file."""
        self.homes.append(village)
        return len(self.homes) - 1

    @property
    def in_order(self) -> list[Event]:
        """The events day by day; of one day in the order in which they were told."""
        return sorted(self.events, key=lambda event: event.on)
