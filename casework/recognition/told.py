"""One application as its page and its notice tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.recognition import Material, RecognitionRules
from casework.recognition import proposing, queries, rules, steps
from casework.recognition.models import Recognition, RecognitionState, RecognitionStep
from casework.recognition.proposing import Proposal
from casework.recognition.rules import Opinion, Proof
from casework.regions import queries as regions
from casework.regions.codes import pad
from casework.texts import Text

_S = RecognitionState
#: What the family gets in writing.
NOTICED = frozenset({_S.CONFIRMED, _S.ENDING, _S.ENDED, _S.REFUSED})


@dataclass(frozen=True)
class Paper:
    """One paper, how far it is there, and who said so when."""

    material: Material
    proof: Proof
    by: str
    on: date


@dataclass(frozen=True)
class Done:
    """One step that was taken."""

    step: RecognitionStep
    label: str
    who: str | None
    opinion: Opinion | None
    #: Days by which it came after its term.
    late_days: int

    @property
    def is_against(self) -> bool:
        """Whether it was decided otherwise than the rule proposed."""
        return bool((self.step.detail or {}).get("against"))

    @property
    def is_own(self) -> bool:
        """Whether whoever decided had entered or verified it herself."""
        return bool((self.step.detail or {}).get("own_entry"))


@dataclass(frozen=True)
class Told:
    """Everything that the page of one application shows."""

    recognition: Recognition
    child: Child
    category: str
    applicant: dict[str, str]
    applicant_kind: str
    papers: Sequence[Paper]
    done: Sequence[Done]
    settings: RecognitionRules
    #: What the rule proposes today; kept with each decision as it was then.
    proposal: Proposal
    #: Stands beside a term over years whose holidays are not known.
    unpublished: Text | None
    #: Acts that the viewer may take now.
    offered: frozenset[str]
    #: Whether the viewer has entered or verified it, and so should not be who decides.
    is_own: bool

    @property
    def owed(self) -> list[Paper]:
        """The papers that are not there yet."""
        return [paper for paper in self.papers if paper.proof in rules.OWED]

    @property
    def stages(self) -> list[str]:
        """Up to which stages of school the region lets support go on after 18."""
        labels = practice.codes("school_stage")
        return [labels.get(code, code) for code in self.settings.after18.stages]

    @property
    def asked(self) -> str | None:
        """What the township asked for last, while it waits for it."""
        if self.recognition.state is not _S.SUPPLEMENT:
            return None
        return self._last(steps.ASK_MORE).step.words

    @property
    def has_notice(self) -> bool:
        """Whether there is something that the family gets in writing."""
        return self.recognition.state in NOTICED

    def _last(self, act: str) -> Done:
        return next(done for done in reversed(self.done) if done.step.act == act)


def told(viewer: Viewer, recognition: Recognition, child: Child) -> Told:
    """Return what the page of an application shows to a viewer."""
    settings, taken = queries.settings(recognition), queries.steps_of(recognition)
    papers = _papers(recognition, settings)
    by = {UUID(said["by"]) for _material, said in papers}
    names = accounts.names_of(by | {step.account_id for step in taken if step.account_id})
    applicant = recognition.applicant
    return Told(
        recognition=recognition,
        child=child,
        category=practice.categories().label(recognition.category),
        applicant=_readable(applicant),
        applicant_kind=settings.applicants.get(applicant["kind"], applicant["kind"]),
        papers=[
            Paper(
                material,
                Proof(said["state"]),
                names.get(UUID(said["by"]), ""),
                date.fromisoformat(said["on"]),
            )
            for material, said in papers
        ],
        done=[
            _done(step, names.get(step.account_id) if step.account_id else None) for step in taken
        ],
        settings=settings,
        proposal=proposing.proposal(
            child, recognition.category, clock.today(), practice.categories()
        ),
        unpublished=rules.unpublished(
            practice.calendar(), recognition.applied_on, recognition.due_on
        ),
        offered=_offered(viewer, recognition, child),
        is_own=viewer.account_id in _hands(recognition, taken),
    )


def _papers(recognition: Recognition, settings: RecognitionRules) -> list[tuple[Material, Any]]:
    known = settings.all_materials
    return [(known[code], said) for code, said in recognition.materials.items() if code in known]


def _readable(applicant: dict[str, str]) -> dict[str, str]:
    relation = applicant.get("relation")
    labels = practice.codes("relation")
    return {**applicant, "relation": labels.get(relation, relation) if relation else ""}


def _done(step: RecognitionStep, who: str | None) -> Done:
    opinion = (step.detail or {}).get("opinion")
    late = rules.lateness(step.due_on, step.taken_on)
    return Done(
        step,
        steps.BY_ACT[step.act].label,
        who,
        Opinion(opinion) if opinion else None,
        late.days if late else 0,
    )


def _hands(recognition: Recognition, taken: Sequence[RecognitionStep]) -> set[UUID | None]:
    """Return who has entered, verified or proposed what is decided now."""
    asked = steps.PROPOSE_END if recognition.state is _S.ENDING else steps.VERIFY
    last = queries.last_step(taken, asked)
    entered = None if recognition.state is _S.ENDING else recognition.entered_by
    return {entered, last.account_id if last else None}


def _offered(viewer: Viewer, recognition: Recognition, child: Child) -> frozenset[str]:
    return frozenset(
        step.act
        for step in steps.steps_from(recognition.state)
        if step.permission is not None and viewer.may(step.permission)
        if step.act != steps.GO_ON or queries.may_go_on(recognition, child)
    )


@dataclass(frozen=True)
class Notice:
    """What the family gets in writing: the decision, its reasons, how to object."""

    told: Told
    decision: Done
    #: The county's office.
    office: str
    #: The government that a review is asked of.
    government: str

    @property
    def reason(self) -> str:
        """Why, in the words of the decision, else by the list of reasons."""
        code = (self.decision.step.detail or {}).get("exit_reason")
        return self.decision.step.words or practice.codes("exit_reason").get(code or "", "")

    @property
    def is_refusal(self) -> bool:
        """Whether it says no."""
        return self.decision.step.act == steps.REFUSE

    @property
    def is_ending(self) -> bool:
        """Whether it says that support stops."""
        return self.decision.step.act in (steps.END, steps.LAPSE)


_DECISIONS = {
    _S.REFUSED: (steps.REFUSE,),
    _S.ENDED: (steps.END, steps.LAPSE),
    _S.CONFIRMED: (steps.CONFIRM,),
    _S.ENDING: (steps.CONFIRM,),
}


def notice(said: Told) -> Notice:
    """Return the notice on the decision that holds now."""
    acts = _DECISIONS[said.recognition.state]
    decision = next(done for done in reversed(said.done) if done.step.act in acts)
    county = regions.get(pad(said.recognition.region_code[:6]))
    return Notice(said, decision, county.name, county.name)
