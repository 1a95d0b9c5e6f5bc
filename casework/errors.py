"""The exceptions that every floor shares."""


class RuleBroken(Exception):
    """A rule of the field or of the house refuses the act.

    ``message`` is Chinese and meant for the person: which field, what is wrong, what to do.
    ``field`` names the form field that it belongs to, if any.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """The thing does not exist, or the viewer may not know that it does: one answer for both."""


class OutOfReach(Exception):
    """A row outside the session's scope was loaded or written: a fault in our code, never shown."""
