"""Protections in an emergency: why, only for whoever may know."""

from collections.abc import Iterator

from casework.folders.blocks import Block, Facts, known, table
from casework.folders.sections.registry import Asked
from casework.protection.reading import Reading, readings_of

# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "state": "进展",
    "begun": "开始日期",
    "closed": "结束日期",
    "placement": "住在哪里",
    "place": "具体地方",
    "grounds": "情形",
    "brought": "谁送来的",
    "words": "说明",
    "decided": "决定",
    "papers": "材料",
    "ended": "怎么结束的",
}
# no-catalogue: the paper is Chinese in every language of the pages
_HEADS = ("日期", "办理", "情况", "说明", "经办人")


def protected(asked: Asked) -> Iterator[Block]:
    """Yield the protections: what the child's page tells everybody, all to whoever may know why."""
    for reading in readings_of(asked.viewer, asked.child):
        if reading.knows_why:
            yield from _whole(reading)
        elif reading.is_open:
            yield Facts(_plain(reading))


def _plain(reading: Reading) -> list[tuple[str, object]]:
    return known(
        (_W["state"], reading.state),
        (_W["begun"], reading.case.begun_on),
        (_W["closed"], reading.case.closed_on),
        (_W["placement"], reading.placement),
        (_W["place"], reading.place),
    )


def _whole(reading: Reading) -> Iterator[Block]:
    case = reading.case
    yield Facts(
        [
            *_plain(reading),
            *known(
                (_W["grounds"], [plain for plain, _law, _source in reading.grounds]),
                (_W["brought"], reading.brought_by),
                (_W["words"], case.words),
                (_W["decided"], [case.decided_on, case.decided_by]),
                (_W["papers"], [f"{p.label}（{p.came_on or '—'}）" for p in reading.papers]),
                (_W["ended"], reading.ended_by),
            ),
        ]
    )
    yield from table(
        _HEADS,
        (
            (
                line.on,
                line.kind,
                [f"{label} {'、'.join(values)}" for label, values in line.facts],
                line.words,
                line.author,
            )
            for line in reading.lines
        ),
    )
