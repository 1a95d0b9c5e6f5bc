"""How far a run is, as its page tells it."""

from dataclasses import dataclass
from typing import Self

from casework import clock
from casework.jobs import queries as jobs
from casework.jobs.models import Job, JobState
from casework.matching.actions import ACCEPT
from casework.matching.models import MatchRun

#: A job that waits for longer finds no worker.
_LONG_WAIT_SECONDS = 20


@dataclass(frozen=True)
class Progress:
    """The last job about a run."""

    job: Job | None

    @classmethod
    def of(cls, run: MatchRun) -> Self:
        """Return how far the work on a run is."""
        return cls(jobs.latest(run.id))

    @property
    def is_live(self) -> bool:
        """Whether it is worth looking again."""
        return self.job is not None and self.job.is_live

    @property
    def step(self) -> str:
        """Return what is being done: waiting, reading, candidates, solving, explaining, taking."""
        if self.job is None or self.job.state is JobState.WAITING:
            return "waiting"
        if self.job.kind == ACCEPT:
            return "taking"
        phase = self.job.counts.get("phase", "reading")
        is_through = self.job.total is not None and self.job.done >= self.job.total
        return "solving" if phase == "candidates" and is_through else str(phase)

    @property
    def seconds(self) -> int:
        """How long it has been worked on, or waited for."""
        if self.job is None:
            return 0
        return int((clock.now() - (self.job.started_at or self.job.created_at)).total_seconds())

    @property
    def waits_long(self) -> bool:
        """Whether nobody seems to take it up."""
        return self.step == "waiting" and self.seconds > _LONG_WAIT_SECONDS

    @property
    def error(self) -> str | None:
        """Why the last job was not completed."""
        return self.job.error if self.job else None
