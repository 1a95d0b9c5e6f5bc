"""六个一 of each child on the list, reckoned from the story: done, begun or not at all."""

from datetime import date

from tests.scenarios.story import CaredFor, Paired, Referred, Story, Visited
from tests.scenarios.truth import Reckoning

ITEMS = ("six_visit", "six_policy", "six_safety", "six_psych", "six_pair", "six_courses")
DONE, BEGUN, NONE = "done", "begun", "none"

_KINDS = {
    "six_policy": {"policy_talk", "legal"},
    "six_safety": {"safety"},
    "six_psych": {"psychology"},
    "six_courses": {"courses", "outing", "reading", "tutoring"},
}
_IN_PERSON = {"home", "school"}


class SixOnes:
    """The matrix of a story in a window."""

    def __init__(self, story: Story, first_on: date, last_on: date) -> None:
        self.told = Reckoning(story)
        self.first_on, self.last_on = first_on, last_on

    def matrix(self, place: str) -> dict[int, dict[str, str]]:
        """Return the state of each item by the file of each child who lives there, on the list."""
        told = self.told
        listed = [
            file
            for file, answers in enumerate(told.answers)
            if file == answers and file not in told.left
        ]
        here = [file for file in listed if told.lives_in[file].startswith(place.rstrip("0"))]
        return {file: self._items(file) for file in here}

    def totals(self, place: str) -> dict[str, int]:
        """Return how many children have each item done."""
        rows = self.matrix(place).values()
        return {item: sum(row[item] == DONE for row in rows) for item in ITEMS}

    def _items(self, file: int) -> dict[str, str]:
        files = {number for number, answers in enumerate(self.told.answers) if answers == file}
        return {item: self._state(item, files) for item in ITEMS}

    def _state(self, item: str, files: set[int]) -> str:
        if self._is_done(item, files) or self._took_part(files, _KINDS.get(item, set())):
            return DONE
        return BEGUN if self._is_begun(item, files) else NONE

    def _is_done(self, item: str, files: set[int]) -> bool:
        """Whether a visit, a session or a pairing did it."""
        valid = self._valid(files)
        match item:
            case "six_visit":
                return any(visit.how in _IN_PERSON for visit in valid)
            case "six_policy":
                return any(visit.policy for visit in valid)
            case "six_safety":
                return any(visit.safety for visit in valid)
            case "six_psych":
                return any(visit.care for visit in valid) or self._is_cared_for(files)
        return item == "six_pair" and self._is_paired(files)

    def _is_begun(self, item: str, files: set[int]) -> bool:
        others = [event for event in self.told.others if event.file in files]
        match item:
            case "six_visit":
                return any(visit.how in _IN_PERSON for visit in self._in_window(files))
            case "six_psych":
                return any(isinstance(e, Referred) and self._holds(e.on) for e in others)
            case "six_pair":
                return any(isinstance(e, Paired) and e.state != "active" for e in others)
        return False

    def _in_window(self, files: set[int]) -> list[Visited]:
        visits = self.told.visits.values()
        return [visit for visit in visits if visit.file in files and self._holds(visit.on)]

    def _valid(self, files: set[int]) -> list[Visited]:
        return [
            visit
            for visit in self._in_window(files)
            if visit.met != "not_met" and visit.name not in self.told.questioned
        ]

    def _took_part(self, files: set[int], kinds: set[str]) -> bool:
        return any(
            held.kind in kinds and self._holds(held.on) and files & set(held.files)
            for held in self.told.held.values()
        )

    def _is_cared_for(self, files: set[int]) -> bool:
        others = self.told.others
        return any(
            isinstance(e, CaredFor) and e.file in files and self._holds(e.on) for e in others
        )

    def _is_paired(self, files: set[int]) -> bool:
        return any(
            isinstance(event, Paired)
            and event.file in files
            and event.state == "active"
            and event.on <= self.last_on
            and (event.until is None or event.until > self.first_on)
            for event in self.told.others
        )

    def _holds(self, on: date) -> bool:
        return self.first_on <= on <= self.last_on
