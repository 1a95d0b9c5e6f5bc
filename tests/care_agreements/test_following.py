"""What becomes of agreements when a child moves, leaves for another county, or has two files."""

from datetime import date
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.care_agreements import actions, queries
from casework.care_agreements.blocks import Terms
from casework.care_agreements.models import CareAgreement, CareContact
from casework.children import actions as children_
from casework.children import queries as children
from casework.children.actions.merging import Choice
from casework.children.models import Child
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, STRANGE_VILLAGE, VILLAGE, a_viewer
from tests.factories.agreements import a_left_behind_child, an_agreement
from tests.factories.register import acting
from tests.transfers.moving import receiver, sender, sent, taken

Db = scoped_session[Session]


def with_contact(child: Child) -> CareAgreement:
    agreement = an_agreement(child)
    actions.note_contact(
        actor=a_viewer(Role.COUNTY_CIVIL, COUNTY),
        child=child,
        agreement=agreement,
        with_child=True,
        with_carer=False,
        detail={"note": "寄了冬衣"},
    )
    return agreement


def read(app: Flask, actor: Viewer, child_id: UUID) -> tuple[CareAgreement, CareContact]:
    """Return the agreement in force and the contact, as somebody may open them."""
    with acting(app, actor):
        child = children.get(actor, child_id)
        agreement = queries.in_force(child)
        assert agreement is not None
        [contact] = queries.contacts_of(agreement, child)
        assert Terms(agreement.terms).carer.name == "王秀英"
        assert contact.detail == {"note": "寄了冬衣"}
        assert contact.region_code == agreement.region_code == child.region_code
        return agreement, contact


def test_after_a_transfer_it_is_read_there_and_counted_where_it_was_signed(
    app: Flask, session: Db
) -> None:
    child = a_left_behind_child()
    with_contact(child)
    session.commit()
    child_id, there = child.id, receiver()
    taken(app, sent(app, child_id, actor=sender()), actor=there)
    agreement, _contact = read(app, there, child_id)
    assert (agreement.region_code, agreement.counted_region_code) == (STRANGE_VILLAGE, VILLAGE)


def test_a_move_within_the_county_takes_it_along(app: Flask, session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL, COUNTY), a_left_behind_child()
    with_contact(child)
    session.commit()
    with acting(app, county):
        children_.move(
            actor=county,
            child=children.get(county, child.id),
            region_code=NEXT_VILLAGE,
            address="河湾村一组",
            on=date(2026, 11, 1),
        )
    agreement, _contact = read(app, county, child.id)
    assert (agreement.region_code, agreement.counted_region_code) == (NEXT_VILLAGE, VILLAGE)


def test_the_file_that_is_kept_has_it(app: Flask, session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL, COUNTY)
    kept = a_left_behind_child()
    ended = a_left_behind_child(region_code=NEXT_VILLAGE)
    with_contact(ended)
    session.commit()
    ids, versions = (kept.id, ended.id), (kept.version, ended.version)
    with acting(app, county):
        children_.merge(
            actor=county,
            kept_id=ids[0],
            ended_id=ids[1],
            choice=Choice(versions),
            reason="核对户口簿，是同一个孩子",
        )
    session.expunge_all()
    agreement, contact = read(app, county, ids[0])
    assert agreement.child_id == contact.child_id == ids[0]
