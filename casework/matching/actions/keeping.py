"""What a worker writes of a run: nothing of it can be read before all of it is there."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete

from casework import clock
from casework.db.base import db
from casework.matching import queries, wording
from casework.matching.models import MatchProposal, MatchRun, ProposalState, RunState
from casework.matching.rules import Line


def begin(*, run: MatchRun) -> None:
    """Throw away what a worker that was killed had written already."""
    statement = delete(MatchProposal).where(
        MatchProposal.region_code == run.region_code, MatchProposal.run_id == run.id
    )
    db.session.execute(statement.execution_options(synchronize_session=False))


def keep(
    *, run: MatchRun, lines: Sequence[Line], first: int, standing: Mapping[UUID, UUID]
) -> None:
    """Write some lines, numbered from ``first``."""
    db.session.add_all(
        _row(run, line, first + n, standing.get(line.request_id)) for n, line in enumerate(lines)
    )


def _row(run: MatchRun, line: Line, position: int, proposed: UUID | None) -> MatchProposal:
    return MatchProposal(
        owner=run,
        region_code=run.region_code,
        position=position,
        request_id=line.request_id,
        volunteer_id=line.volunteer_id,
        state=ProposalState.OFFERED,
        change=line.change,
        standing_id=proposed if proposed != line.volunteer_id else None,
        detail={
            "reasons": wording.kept(line.fit.reasons) if line.fit else [],
            "nobody": line.nobody.value if line.nobody else None,
            "before": str(line.before_id) if line.before_id else None,
            "because": line.because.value if line.because else None,
        },
    )


def finish(*, run: MatchRun, before: MatchRun | None, volunteers: int, rules_version: str) -> None:
    """Say that a run is complete, with its numbers."""
    found = queries.matched(run)
    shown = queries.numbers(run)
    run.counts = {
        "requests": len(found),
        "volunteers": volunteers,
        "matched": sum(who is not None for who in found.values()),
        "nobody": shown["nobody"],
        "changed": shown["changed"],
    }
    run.before_id = before.id if before else None
    run.rules_version = rules_version
    run.state, run.done_at = RunState.DONE, clock.now()
