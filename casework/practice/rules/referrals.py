"""Referrals as data: what each kind of recipient is shown at first, and when it should answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules.parsing import Entry, distinct


@dataclass(frozen=True)
class Receiver:
    """One kind of recipient."""

    #: Of the list ``recipient_kind``.
    code: str
    #: Codes of ``shared_field`` beside what everybody is shown.
    fields: tuple[str, ...]
    #: Within how many working days an answer is asked for.
    reply_days: int
    urgent_days: int
    #: The ground that is proposed: a code of ``disclosures.models.Basis``.
    basis: str
    source: str


@dataclass(frozen=True)
class Wanted:
    """What a kind of need asks for."""

    #: Of the needs of the visit form.
    code: str
    #: Codes of ``shared_field`` beside the rest.
    fields: tuple[str, ...]
    #: The kinds of recipients that it is usually taken to.
    to: tuple[str, ...]
    source: str


_NOTHING = Wanted("", (), (), "")


@dataclass(frozen=True)
class ReferralRules:
    """The settings of one edition, as a region has them."""

    version: str
    #: What every recipient is shown at first.
    fields: tuple[str, ...]
    #: Fields that the law calls sensitive (个人信息保护法 art 28).
    sensitive: frozenset[str]
    receivers: Mapping[str, Receiver]
    by_need: Mapping[str, Wanted]

    def least(self, recipient_kind: str, need_kind: str | None) -> list[str]:
        """Return the fields that are shown at first: the least that the matter asks for."""
        own = self.receivers[recipient_kind].fields if recipient_kind in self.receivers else ()
        asked = self._wanted(need_kind).fields
        return list(dict.fromkeys((*self.fields, *own, *asked)))

    def _wanted(self, need_kind: str | None) -> Wanted:
        return self.by_need.get(need_kind or "", _NOTHING)

    def usual(self, need_kind: str | None) -> list[str]:
        """Return the kinds of recipients, those that a kind of need is usually taken to first."""
        first = self._wanted(need_kind).to
        return list(dict.fromkeys((*first, *self.receivers)))

    def reply_days(self, recipient_kind: str, *, is_urgent: bool) -> int:
        """Return within how many working days a kind of recipient is asked to answer."""
        receiver = self.receivers.get(recipient_kind) or self.receivers["other"]
        return receiver.urgent_days if is_urgent else receiver.reply_days


def read_referrals(body: Mapping[str, Any]) -> ReferralRules:
    """Read the settings; refuse unknown keys, double codes, and no word for all others."""
    with Entry(body, "referrals.toml") as table:
        for key in ("title", "reply_source", "fields_source"):
            table.text(key)
        usual = table.number("reply_days"), table.number("urgent_days")
        found = [_receiver(entry, *usual) for entry in distinct(table.entries("recipient"))]
        receivers = {receiver.code: receiver for receiver in found}
        if "other" not in receivers:
            raise table.refusal("缺少 recipient other")
        return ReferralRules(
            version=table.text("version"),
            fields=table.texts("fields"),
            sensitive=frozenset(table.texts("sensitive")),
            receivers=receivers,
            by_need={w.code: w for w in map(_wanted, distinct(table.entries("need")))},
        )


def _receiver(entry: Entry, reply_days: int, urgent_days: int) -> Receiver:
    with entry:
        own = entry.number_or_none("reply_days")
        own_urgent = entry.number_or_none("urgent_days")
        return Receiver(
            code=entry.text("code"),
            fields=entry.texts("fields"),
            reply_days=reply_days if own is None else own,
            urgent_days=urgent_days if own_urgent is None else own_urgent,
            basis=entry.text("basis"),
            source=entry.text("source"),
        )


def _wanted(entry: Entry) -> Wanted:
    with entry:
        return Wanted(
            code=entry.text("code"),
            fields=entry.texts("fields"),
            to=entry.texts("to"),
            source=entry.text("source"),
        )
