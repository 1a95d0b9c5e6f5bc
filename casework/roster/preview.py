"""The dry run as its page shows it: the first lines of each kind, kept sealed with the upload."""

from collections.abc import Mapping
from typing import Any

from casework.accounts.viewer import Viewer
from casework.regions import queries as regions
from casework.roster.interpret import Books
from casework.roster.lines import Line
from casework.roster.queries import Plan, reaches_far
from casework.roster.wording import change_lines
from casework.ui.formats import chinese_date, masked_id

#: So many rows of each kind stand on the page; the counts are whole.
SHOWN = 100

Lines = list[dict[str, Any]]


def preview(viewer: Viewer, region_code: str, plan: Plan, reading: Books) -> dict[str, Any]:
    """Return what the page of a dry run shows."""
    far = [known for known in plan.changed if reaches_far(known, reading)]
    near = [known for known in plan.changed if known not in far]
    return {
        "far": len(far),
        "new": _new(plan),
        "changed": [
            {
                "row": line.known.line.place.row,
                "name": line.known.line.facts.name,
                "told": [*line.told, *line.known.line.doubts],
                "child_id": line.known.child_id.hex,
            }
            for line in change_lines(viewer, region_code, [*far, *near][:SHOWN])
        ],
        "doubtful": [
            {**_place(line), "name": line.facts.name, "why": [*line.doubts]}
            for line in plan.doubtful[:SHOWN]
        ],
        "refused": [
            {"sheet": row.place.sheet, "row": row.place.row, "why": row.why}
            for row in plan.refused[:SHOWN]
        ],
    }


def findings(plan: Plan) -> Lines:
    """Return every doubtful and every refused row with its reason, in the order of the file."""
    doubtful = [
        {**_place(line), "why": "；".join(line.doubts), "kind": "doubtful"}
        for line in plan.doubtful
    ]
    refused = [
        {"sheet": row.place.sheet, "row": row.place.row, "why": row.why, "kind": "refused"}
        for row in plan.refused
    ]
    return sorted([*doubtful, *refused], key=_order)


def _new(plan: Plan) -> Lines:
    lines = plan.new[:SHOWN]
    villages = regions.by_codes({line.region_code for line in lines})
    return [
        {
            "row": line.place.row,
            "name": line.facts.name,
            "village": villages[line.region_code].name,
            "born": chinese_date(line.facts.birth_on) if line.facts.birth_on else None,
            "number": masked_id(line.facts.id_number) if line.facts.id_number else None,
        }
        for line in lines
    ]


def _place(line: Line) -> dict[str, Any]:
    return {"sheet": line.place.sheet, "row": line.place.row}


def _order(found: Mapping[str, Any]) -> tuple[str, int]:
    return found["sheet"], found["row"]
