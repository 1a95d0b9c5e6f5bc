"""The exceptions that every floor shares."""

from casework.texts import Text


class RuleBroken(Exception):
    """A rule of the field or of the house refuses the act.

    ``message`` is Chinese and meant for the person: which field, what is wrong, what to do.
    ``field`` names the form field that it belongs to, if any. What varies is given as values,
    ``RuleBroken("第%(row)s行……", "file", row=5)``, so that the text itself can be looked up in a
    catalogue of another language.
    """

    def __init__(self, text: str, /, field: str | None = None, **values: object) -> None:
        self.text = text
        self.values = values
        self.field = field
        super().__init__(self.message)

    @property
    def message(self) -> Text:
        """The whole sentence in Chinese, ready to be said in another language."""
        return self.text if isinstance(self.text, Text) else Text(self.text, **self.values)


class NotFound(Exception):
    """The thing does not exist, or the viewer may not know that it does: one answer for both."""


class OutOfReach(Exception):
    """A row outside the session's scope was loaded or written: a fault in our code, never shown."""
