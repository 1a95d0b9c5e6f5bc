"""What becomes of the facts of people who are merged or divided. Pure."""

from collections.abc import Iterable

from casework.children.facts import Identity
from casework.children.rules import check_reason
from casework.db.scope import Scope
from casework.errors import RuleBroken
from casework.identifiers import check_name
from casework.labels import LabelledEnum
from casework.regions.codes import pad

_DEPTHS = (12, 9, 6, 4, 2)


class Side(LabelledEnum):
    """From which of two people a value is taken."""

    THIS = "this", "第一个人的"
    OTHER = "other", "第二个人的"


class NumberGoes(LabelledEnum):
    """Who has the ID number after one person was found to be two."""

    STAYS = "stays", "留给原来的人"
    LEAVES = "leaves", "给分出来的人"
    NOBODY = "nobody", "先不给任何人"


def merged(
    this: Identity, other: Identity, name_from: Side | None, number_from: Side | None
) -> Identity:
    """Return who two people are together; what only one of them has needs no choice.

    Raises RuleBroken where the two differ and nobody said which value stays.
    """
    name = _chosen(this.name, other.name, name_from, "请选择保留哪个姓名。", "name_from")
    number = _chosen(
        this.id_number, other.id_number, number_from, "请选择保留哪个身份证号。", "number_from"
    )
    return Identity(name=name or "", id_number=number)


def check_same(this: Identity, other: Identity, *, confirmed: bool) -> None:
    """Refuse to make one of two people with two numbers, unless somebody has looked at papers."""
    if numbers_differ(this, other) and not confirmed:
        raise RuleBroken(
            "两个人的身份证号不同，一般不是同一个人。看过证件原件、确认其中一个是写错的，请勾选。",
            "confirmed",
        )


def numbers_differ(this: Identity, other: Identity) -> bool:
    """Say whether both have a number and not the same one."""
    return None not in (this.id_number, other.id_number) and this.id_number != other.id_number


def divided(
    known: Identity, name: str, number_goes: NumberGoes | None
) -> tuple[Identity, Identity]:
    """Return who stays and who is divided from them."""
    problem = check_name(name).problem
    if problem is not None:
        raise RuleBroken("%(problem)s。", "name", problem=problem.message)
    if known.id_number is not None and number_goes is None:
        raise RuleBroken("请选择身份证号归谁。", "number_goes")
    stays = known.id_number if number_goes is NumberGoes.STAYS else None
    leaves = known.id_number if number_goes is NumberGoes.LEAVES else None
    return Identity(name=known.name, id_number=stays), Identity(name=name, id_number=leaves)


def check_division(all_children: Iterable[object], chosen: Iterable[object]) -> None:
    """Refuse to divide a person from no child, or from all that the actor knows of."""
    everybody, leaving = set(all_children), set(chosen)
    if not leaving or not leaving <= everybody:
        raise RuleBroken("请选择哪些孩子归分出来的人。", "children")
    if leaving == everybody:
        raise RuleBroken("至少要留一个孩子给原来的人。", "children")


def seat(codes: Iterable[str], scope: Scope) -> str:
    """Return the smallest region around some places; where that is out of reach, the actor's own.

    Raises ValueError without a place, and where the scope holds none of them.
    """
    places = sorted(codes)
    for depth in _DEPTHS:
        prefixes = {code[:depth] for code in places}
        if len(prefixes) == 1 and scope.covers(pad(places[0][:depth])):
            return pad(places[0][:depth])
    held = [each for each in scope.ranges if any(code.startswith(each) for code in places)]
    if not held:
        message = "no region of the actor around these places"
        raise ValueError(message)
    return pad(max(held, key=len))


def _chosen(
    this: str | None, other: str | None, side: Side | None, question: str, field: str
) -> str | None:
    if this == other or not other:
        return this
    if not this:
        return other
    if side is None:
        raise RuleBroken(question, field)
    return this if side is Side.THIS else other


__all__ = [
    "Identity",
    "NumberGoes",
    "Side",
    "check_division",
    "check_reason",
    "check_same",
    "divided",
    "merged",
    "numbers_differ",
    "seat",
]
