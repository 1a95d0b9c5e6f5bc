"""What is told of one contact between child and volunteer, and what of it is kept: pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Told:
    """One contact as somebody tells it."""

    contacted_on: date
    #: Whether they were in touch; a try that came to nothing is told too.
    was_made: bool
    #: Codes of ``pairing_service``.
    services: tuple[str, ...] = ()
    #: Code of ``contact_way``.
    way: str | None = None
    minutes: int | None = None
    #: In the child's own words.
    child_words: str | None = None
    words: str | None = None
    #: What makes somebody worry about the child.
    worry: str | None = None
    #: Whether something is worrying, said in words or not.
    is_worrying: bool = False
    next_on: date | None = None

    @property
    def worries(self) -> bool:
        """Whether the child's worker is to look at once."""
        return self.is_worrying or bool(self.worry)

    def facts(self) -> dict[str, Any]:
        """Return what the volunteers' side may read too: what was done, how, how long."""
        told = {"services": list(self.services), "way": self.way, "minutes": self.minutes}
        return {name: value for name, value in told.items() if value}

    def said(self) -> dict[str, Any]:
        """Return the words: for the child's side and whoever wrote them."""
        told = {"child_words": self.child_words, "words": self.words, "worry": self.worry}
        return {name: value for name, value in told.items() if value}

    def canonical(self, account_id: UUID, pairing_id: UUID) -> str:
        """Return one text for one content: the same form twice reads the same."""
        told = {name: _plain(value) for name, value in asdict(self).items()}
        return json.dumps(
            [str(account_id), str(pairing_id), told], ensure_ascii=False, sort_keys=True
        )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Heard:
    """What was kept of a contact, read back."""

    services: tuple[str, ...]
    way: str | None
    minutes: int | None
    child_words: str | None = None
    words: str | None = None
    worry: str | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any], said: Mapping[str, Any] | None = None) -> "Heard":
        """Return what was kept; without words where the reader may not have them."""
        told = said or {}
        return cls(
            services=tuple(facts.get("services", ())),
            way=facts.get("way"),
            minutes=facts.get("minutes"),
            child_words=told.get("child_words"),
            words=told.get("words"),
            worry=told.get("worry"),
        )
