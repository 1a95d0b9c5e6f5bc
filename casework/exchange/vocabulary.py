"""The fields that a column of a form may get: those of ledgers, and those that only go out."""

from casework.exchange.values import is_known
from casework.practice import queries as practice
from casework.practice.rules.headers import Field
from casework.practice.rules.outgoing import OutField


class OutgoingVocabulary:
    """Answers for the headings of a superior's form as ``sheets.headers`` asks."""

    def __init__(self) -> None:
        self._headers = practice.header_synonyms()
        self._outgoing = practice.outgoing()

    def group(self, title: str) -> str | None:
        """Return the code of a spanning heading such as 监护人, or None."""
        return self._headers.group(title)

    def field(self, title: str, group_title: str | None = None) -> Field | OutField | None:
        """Return what a column gets, or None."""
        found = self._headers.field(title, group_title) or self._outgoing.field(title)
        return found if found and is_known(found.code) else None

    def choices(self) -> list[tuple[str, str]]:
        """Return all fields, by code and label, in the order of ledgers."""
        fields: list[Field | OutField] = [*self._headers.fields, *self._outgoing.fields]
        return [(field.code, field.label) for field in fields if is_known(field.code)]

    def label(self, code: str) -> str:
        """Return what a field is called."""
        return dict(self.choices()).get(code, code)
