"""Invented agreements: ``an_agreement(child)`` goes through the acts themselves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.care_agreements import actions
from casework.care_agreements.blocks import Signed, Step
from casework.care_agreements.models import CareAgreement
from casework.children.models import Child
from casework.people.models import Part
from casework.practice import queries as practice
from tests.factories.accounts import a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child, an_id_number

MOTHER = replace(FATHER, part=Part.MOTHER, name="刘芳", relation="52", phone="19900000003")
CARER = replace(GRANDMOTHER, id_number=an_id_number(date(1966, 5, 2), 4))


def a_left_behind_child(**options: Any) -> Child:
    """Return a child whose parents are away, and whose grandmother is 60."""
    return a_child(people=(CARER, replace(FATHER, whereabouts="苏州"), MOTHER), **options)


def bars(answer: str = "no", **single: str) -> dict[str, str]:
    """Return an answer for every bar of the law, single ones otherwise."""
    return {bar.code: answer for bar in practice.care_rules("").bars} | single


def a_draft(
    child: Child,
    *,
    actor: Viewer | None = None,
    term: tuple[date, date] | None = None,
    carer: Mapping[str, Any] | None = None,
    declared: Mapping[str, str] | None = None,
    verified: Mapping[str, str] | None = None,
) -> CareAgreement:
    """Return a draft whose carer has declared that no bar applies."""
    by = actor or a_viewer(Role.CHILD_DIRECTOR, child.region_code)
    agreement = actions.start(actor=by, child=child)
    known: dict[str, Any] = {"actor": by, "child": child, "agreement": agreement}
    if term:
        actions.keep_step(**known, step=Step.TERM, said={"reason": "work_away"}, term=term)
    if carer is not None:
        actions.keep_step(**known, step=Step.CARER, said=carer)
    said = {"declared": bars() if declared is None else declared, "verified": verified or {}}
    actions.keep_step(**known, step=Step.BARS, said=said)
    return agreement


def an_agreement(
    child: Child, *, how: Signed = Signed.PAPER, actor: Viewer | None = None, **options: Any
) -> CareAgreement:
    """Return an agreement that both sides have signed on paper today."""
    by = actor or a_viewer(Role.CHILD_DIRECTOR, child.region_code)
    agreement = a_draft(child, actor=by, **options)
    actions.sign(actor=by, child=child, agreement=agreement, how=how)
    return agreement
