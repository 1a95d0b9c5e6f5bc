"""How far the work on a ledger is, as its page tells it."""

from dataclasses import dataclass
from typing import Self

from casework import clock
from casework.jobs import queries as jobs
from casework.jobs.models import Job, JobState
from casework.roster.actions.uploads import TAKE_BACK
from casework.roster.models import Upload

#: A job that waits for longer finds no worker.
_LONG_WAIT_SECONDS = 20


@dataclass(frozen=True)
class Progress:
    """The last job about an upload."""

    job: Job | None

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Return how far the work on an upload is."""
        return cls(jobs.latest(upload.id))

    @property
    def is_live(self) -> bool:
        """Whether it is worth looking again."""
        return self.job is not None and self.job.is_live

    @property
    def may_be_stopped(self) -> bool:
        """Whether stopping leaves something sensible behind."""
        return self.job is not None and self.job.is_live and self.job.kind != TAKE_BACK

    @property
    def seconds(self) -> int:
        """How long it has been worked on, or waited for."""
        if self.job is None:
            return 0
        return int((clock.now() - (self.job.started_at or self.job.created_at)).total_seconds())

    @property
    def waits_long(self) -> bool:
        """Whether nobody seems to take it up."""
        is_waiting = self.job is not None and self.job.state is JobState.WAITING
        return is_waiting and self.seconds > _LONG_WAIT_SECONDS

    @property
    def error(self) -> str | None:
        """Why the last job was not completed."""
        return self.job.error if self.job else None
