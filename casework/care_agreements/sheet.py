"""An agreement as the pages show it: its blocks in words, what stands in the way, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.care_agreements import pictures, queries, rules
from casework.care_agreements.blocks import Agrees, Answer, Heard, Side, Signed, Step, Terms
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.care_agreements.queries import Shown
from casework.care_agreements.rules import Lack
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.care_agreements import CareRules


@dataclass(frozen=True)
class Sheet:
    """One agreement with everything that its page says."""

    shown: Shown
    terms: Terms
    care: CareRules
    sides: Sequence[Side]
    relation: str | None
    health: str | None
    reason: str | None
    in_the_way: Sequence[Lack]
    warnings: Sequence[Lack]
    owed: Sequence[Lack]
    author: str | None
    end_reason: str | None

    @property
    def term(self) -> tuple[date | None, date | None]:
        """The first and the last day of care."""
        return self.shown.agreement.from_on, self.shown.last_on

    @property
    def opinion(self) -> dict[str, Any]:
        """What the child said, as the page shows it."""
        told = dict(self.terms.block(Step.OPINION))
        told["heard"] = Heard(told["heard"]) if told.get("heard") else None
        told["agrees"] = Agrees(told["agrees"]) if told.get("agrees") else None
        return told

    @property
    def signed(self) -> Signed | None:
        """What proves the signatures."""
        how = self.terms.block("signing").get("how")
        return Signed(how) if how else None

    @property
    def bars(self) -> list[tuple[str, Answer | None, Answer | None]]:
        """Each bar with what the carer declared and what the village found."""
        declared, verified = self.terms.bars("declared"), self.terms.bars("verified")
        return [
            (bar.label, _answer(declared.get(bar.code)), _answer(verified.get(bar.code)))
            for bar in self.care.bars
        ]


def of(viewer: Viewer, child: Child, agreement: CareAgreement) -> Sheet:
    """Return an agreement of a child in reach as its page shows it."""
    terms, care = Terms(agreement.terms), practice.care_rules(child.region_code)
    on, carer = clock.today(), terms.carer
    begins, until_on = agreement.from_on or on, agreement.until_on or on
    is_draft = agreement.state is AgreementState.DRAFT
    reason = care.reason(terms.block(Step.TERM).get("reason"))
    shown = next(
        each
        for each in queries.shown(child, queries.of_child(child))
        if each.agreement.id == agreement.id
    )
    return Sheet(
        shown=shown,
        terms=terms,
        care=care,
        sides=terms.sides,
        relation=practice.codes("relation").get(carer.relation or ""),
        health=practice.codes("health").get(carer.health or ""),
        reason=reason.label if reason else None,
        in_the_way=rules.in_the_way(terms, care, on) if is_draft else rules.unfit(terms, care),
        warnings=rules.warnings(
            terms,
            care,
            term=(begins, until_on),
            other_children=queries.other_children_of(viewer, agreement),
        ),
        owed=rules.owed(
            terms,
            care,
            agreement.signed_on or on,
            birth_on=child.birth_on,
            paper_due_on=agreement.paper_due_on,
            has_picture=None if is_draft else pictures.is_there(child, agreement),
        ),
        author=accounts.names_of({agreement.account_id}).get(agreement.account_id),
        end_reason=practice.codes("agreement_end").get(agreement.end_reason or ""),
    )


def first_open(agreement: CareAgreement) -> Step | None:
    """Return where work on a draft goes on; None where every page was kept."""
    return Terms(agreement.terms).first_open


def name_of(viewer: Viewer) -> str | None:
    """Return what a viewer is called."""
    return accounts.names_of({viewer.account_id}).get(viewer.account_id)


def _answer(told: str | None) -> Answer | None:
    return Answer(told) if told else None
