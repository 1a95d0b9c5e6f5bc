"""Every address of the application with its methods and label, and real ids to fill it with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from casework.accounts.access import Label, label_of
from casework.accounts.permissions import GRANTS, Permission, Role
from casework.accounts.viewer import Viewer
from casework.assessments import tiles as _due  # noqa: F401 - they are registered by then
from casework.care_agreements import desk as _desk  # noqa: F401 - so are its tiles
from casework.children import attention
from casework.children.models import Status
from casework.feedback.models import Desk
from casework.feedback.rules import desk_of
from casework.oversight import tiles as _tiles  # noqa: F401 - they are registered by then
from casework.pairings import cards as _pairings  # noqa: F401 - and these
from casework.pairings import overdue as _overdue  # noqa: F401 - so are these
from casework.pairings.models import PairingState
from casework.people.models import Part
from casework.psychology import desk as _minds  # noqa: F401 - and these
from casework.recognition import tiles as _more_tiles  # noqa: F401 - so are these
from casework.recognition.models import RecognitionState
from casework.regions.codes import pad
from tests.factories.accounts import HOME_OF
from tests.invariants import features
from tests.invariants.world import PLACES, World

#: Answered by the framework for every address.
_GIVEN = frozenset({"HEAD", "OPTIONS"})

#: Addresses that name a region after the question mark: its name there, and what stands beside it.
REGION_ASKED: dict[str, tuple[str, str]] = {
    "assistance.export": ("place", ""),
    "assistance.index": ("place", ""),
    "assistance.new": ("place", ""),
    "allowances.check": ("region", "&month=2026-10"),
    "allowances.index": ("region", "&month=2026-10"),
    "care_agreements.index": ("place", "&show=should"),
    "caseloads.new_cover": ("village", ""),
    "caseloads.posts": ("code", ""),
    "caseloads.start": ("village", ""),
    "exchange.new": ("place", "&source=children"),
    "figures.index": ("region", ""),
    "figures.show": ("region", ""),
    "oversight.attention": ("place", ""),
    "oversight.keep_filter": ("code", ""),
    "oversight.township": ("code", ""),
    "reports.coverage": ("region", ""),
    "reports.list": ("region", "&measure=in_care&month=2026-10"),
    "reports.print": ("region", ""),
    "reports.text_table": ("region", ""),
    "reports.workbook": ("region", ""),
    "totals.print": ("region", ""),
    "totals.show": ("region", ""),
    "totals.text_table": ("region", ""),
    "totals.workbook": ("region", ""),
    "signoff.ask": ("region", "&month=2026-10"),
    "signoff.changes": ("region", "&month=2026-09"),
    "signoff.confirm": ("region", "&month=2026-02"),
    "signoff.give_reasons": ("region", "&month=2026-10"),
    "signoff.month": ("region", "&month=2026-10"),
    "signoff.sign": ("region", "&month=2026-10"),
    "signoff.withdraw": ("region", "&month=2026-01"),
    **features.merged("REGION_ASKED"),
}
#: A region that there is not.
_NOWHERE = "990199001001"
#: Addresses that say after the question mark what is meant, whatever the place.
_SPECIFIED: dict[str, str] = {"referrals.new": "?to=hospital", **features.merged("SPECIFIED")}
#: Of which size a region is asked for by each role: its own.
_DIGITS = {Role.CHILD_DIRECTOR: 12, Role.CHILD_SUPERVISOR: 9}
_VILLAGE, _TOWNSHIP, _COUNTY = 12, 9, 6
#: Pages that are asked for a region of one size, whoever asks.
_SIZED = {
    "caseloads.new_cover": _VILLAGE,
    "caseloads.posts": _TOWNSHIP,
    "caseloads.start": _VILLAGE,
    "oversight.keep_filter": _TOWNSHIP,
    "oversight.township": _TOWNSHIP,
    "signoff.confirm": _TOWNSHIP,
    "signoff.give_reasons": _TOWNSHIP,
    "signoff.withdraw": _TOWNSHIP,
}

#: Acts that a file allows only in a certain state; everything else is asked of a child in care.
STATE_ASKED = {
    "children.accept": Status.SUBMITTED,
    "children.reopen": Status.CLOSED,
    "children.resume": Status.SUSPENDED,
    "children.send_back": Status.SUBMITTED,
    "children.submit": Status.RETURNED,
}


#: Acts on an agreement in the making; everything else is asked of one that was signed.
_OF_DRAFTS = frozenset({"care_agreements.sign", "care_agreements.step"})

#: Acts on a visit that was returned; everything else is asked of one that waits for review.
_OF_RETURNED = frozenset({"review.answer", "review.take_back"})

#: Steps that do not begin where the county has to decide.
_OF_RECOGNITION = {
    "recognition.ask": RecognitionState.APPLIED,
    "recognition.decide_end": RecognitionState.ENDING,
    "recognition.go_on": RecognitionState.ENDED,
    "recognition.propose_end": RecognitionState.CONFIRMED,
    "recognition.supplement": RecognitionState.SUPPLEMENT,
    "recognition.take_up": RecognitionState.APPLIED,
    "recognition.verify": RecognitionState.APPLIED,
}

#: Steps that do not begin where a pairing is lived.
_OF_PAIRING = {
    "pairings.decide": PairingState.PROPOSED,
    "pairings.meet": PairingState.APPROVED,
    "pairings.take_back": PairingState.PROPOSED,
}


#: The figure that is asked for, whoever asks: not everybody may.
FIGURE = "ind_visit_times"


@dataclass(frozen=True)
class Route:
    """One address and one method."""

    rule: Rule
    method: str
    label: Label | None

    @property
    def endpoint(self) -> str:
        return str(self.rule.endpoint)

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.endpoint})"

    @property
    def is_reading(self) -> bool:
        return self.method == "GET"

    @property
    def permission(self) -> Permission | None:
        return self.label if isinstance(self.label, Permission) else None

    @property
    def is_placed(self) -> bool:
        """Whether the address names something that belongs to a place or a person."""
        return self.endpoint in REGION_ASKED or bool(_placed(self))


def routes(app: Flask) -> list[Route]:
    """Return all addresses with all methods, in the order of the paths."""
    return [
        Route(rule, method, label_of(app.view_functions[rule.endpoint]))
        for rule in sorted(app.url_map.iter_rules(), key=str)
        for method in sorted((rule.methods or set()) - _GIVEN)
    ]


def role_for(route: Route) -> Role:
    """Return a role that may ask for a route: the county's office where it may."""
    first = Role.CHILD_SUPERVISOR if route.rule.arguments & _OFFICE else Role.COUNTY_CIVIL
    roles: tuple[Role, ...] = (first, *Role)
    return next(role for role in roles if _may(role, route.permission))


def _may(role: Role, permission: Permission | None) -> bool:
    return permission is None or permission in GRANTS[role]


def writing(world: World) -> list[Route]:
    """Return the routes that take something."""
    return [route for route in routes(world.app) if not route.is_reading]


def named(world: World, method: str, endpoint: str) -> Route:
    """Return one route."""
    return next(r for r in routes(world.app) if (r.method, r.endpoint) == (method, endpoint))


def addresses(world: World, route: Route, viewer: Viewer | None, place: str) -> list[str]:
    """Return the addresses of a route for what a place holds; KeyError where nothing is known.

    Several where the address has words to choose from.
    """
    made = world.made[place]
    fixed = {
        name: _of(made[name], route, viewer)
        if name in made
        else _PLACED[name](world, route, viewer, place)
        for name in _placed(route)
    }
    asked = _asked(route, viewer, place)
    return [
        _built(world, route, _fitting(world, place, {**fixed, **words})) + asked
        for words in _words(route.rule)
    ]


def _of(made: Any, route: Route, viewer: Viewer | None) -> Any:
    """Return an id that a feature made; it may depend on the route and on who asks."""
    return made(route.endpoint, viewer) if callable(made) else made


def _fitting(world: World, place: str, values: dict[str, Any]) -> dict[str, Any]:
    """Let the subject of a file be one of its kind, and a cell one of its form."""
    if {"annex", "cell"} <= values.keys():
        return {**values, "annex": "annex1"}
    files = world.files[place]
    known = {"care_agreement": files.agreement_id, "guardianship": files.spell_id}
    if "subject_id" in values and values["kind"] in known:
        return {**values, "subject_id": known[values["kind"]]}
    return values


def missing(world: World, route: Route) -> str:
    """Return an address of the route with ids that nobody has, or else a region that is none."""
    unknown = {name: uuid4() for name in _placed(route)}
    address = _built(world, route, {**unknown, **next(_words(route.rule))})
    if unknown or route.endpoint not in REGION_ASKED:
        return address
    name, more = REGION_ASKED[route.endpoint]
    return f"{address}?{name}={_NOWHERE}{more}"


def is_within(route: Route, viewer: Viewer, place: str) -> bool:
    """Say whether what the address names is the viewer's to ask for."""
    if route.endpoint in REGION_ASKED:
        return viewer.scope.covers(_asked_region(route, viewer, place))
    if route.rule.arguments & _OWN:
        return place == "own village" and bool(viewer.regions)
    if route.rule.arguments & _OFFICE:
        return _is_asked(viewer, pad(PLACES[place][:_TOWNSHIP]))
    if route.rule.arguments & _FREE:
        return True
    return viewer.scope.covers(PLACES[place])


def _is_asked(viewer: Viewer, office: str) -> bool:
    """Say whether a township's question comes to a viewer: to her own, or as nobody is there."""
    is_held = office == HOME_OF[Role.CHILD_SUPERVISOR]
    return office in viewer.regions or (viewer.scope.covers(office) and not is_held)


def _built(world: World, route: Route, values: dict[str, Any]) -> str:
    with world.app.test_request_context():
        return world.app.url_for(route.endpoint, **values)


def _asked(route: Route, viewer: Viewer | None, place: str) -> str:
    """Return what stands after the question mark."""
    if route.endpoint not in REGION_ASKED:
        return _SPECIFIED.get(route.endpoint, "")
    name, more = REGION_ASKED[route.endpoint]
    return f"?{name}={_asked_region(route, viewer, place)}{more}"


def _asked_region(route: Route, viewer: Viewer | None, place: str) -> str:
    digits = _DIGITS.get(viewer.role, _COUNTY) if viewer else _COUNTY
    digits = _SIZED.get(route.endpoint, digits)
    return pad(PLACES[place][:digits])


def _placed(route: Route) -> list[str]:
    return [n for n in sorted(route.rule.arguments) if n not in _worded(route.rule)]


def _worded(rule: Rule) -> list[str]:
    converters = rule._converters
    return [
        name
        for name in rule.arguments
        if isinstance(converters[name], AnyConverter) or name in WORDS
    ]


def _words(rule: Rule) -> Iterator[dict[str, str]]:
    """Yield the choices of words in an address: ``<any(disable, enable):what>``."""
    choices: list[dict[str, str]] = [{}]
    for name in sorted(_worded(rule)):
        converter = rule._converters[name]
        offered = sorted(converter.items) if isinstance(converter, AnyConverter) else WORDS[name]
        choices = [{**known, name: word} for known in choices for word in offered]
    yield from choices


def _care(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].care_id


def _mark(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].mark_id


def _child(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    if route.endpoint == "pairings.publish":
        return world.files[place].lone_id
    return world.child(place, STATE_ASKED.get(route.endpoint, Status.ACTIVE))


def _visit(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.returned_id if route.endpoint in _OF_RETURNED else files.visit_id


def _agreement(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.draft_id if route.endpoint in _OF_DRAFTS else files.agreement_id


def _protection(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].protection_id


def _need(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    """Return a need that is open, or one that was solved for what is done afterwards."""
    files = world.files[place]
    is_done = route.endpoint in {"needs.confirm", "needs.reopen"}
    return files.solved_id if is_done else files.need_id


def _referral(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].referral_id


def _assessment(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].assessment_id


def _spell(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].spell_id


def _guidance(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].guidance_id


def _transfer(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    """Return what asks a place, for those who answer; else what was sent from it."""
    files = world.files[place]
    asks = route.endpoint in {"transfers.accept", "transfers.refuse"}
    return files.coming_id if asks else files.leaving_id


def _condition(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].condition_id


def _tie(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].tie_id


def _recognition(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID:
    state = _OF_RECOGNITION.get(route.endpoint, RecognitionState.VERIFIED)
    return world.files[place].recognitions[state]


def _pairing(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID:
    state = _OF_PAIRING.get(route.endpoint, PairingState.ACTIVE)
    return world.files[place].pairings[state]


def _pairing_request(
    world: World, _route: Route, _viewer: Viewer | None, place: str
) -> UUID | None:
    return world.files[place].request_id


def _link(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].link_id


def _person(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].person_id


def _other(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.twin_id if route.endpoint == "merging.merge" else files.other_id


def _layout(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].layout_id


def _volunteer(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.left_id if route.endpoint == "volunteers.take_back" else files.volunteer_id


def _list(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.lists, viewer, place)


def _activity_list(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.activity_lists, viewer, place)


def _export(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.exports, viewer, place)


def _filter(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.filters, viewer, place)


def _upload(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.uploads, viewer, place)


def _asked_import(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.asked[place]


def _submission(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.submissions, viewer, place)


def _file(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].file_id


def _case(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].case_id


def _task(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.tasks, viewer, place)


def _own(things: dict[UUID, UUID], viewer: Viewer | None, place: str) -> UUID:
    """Return the viewer's own thing for the own village, else somebody else's."""
    if viewer is None:
        return next(iter(things.values()))
    if place == "own village" and viewer.account_id in things:
        return things[viewer.account_id]
    return next(thing for owner, thing in things.items() if owner != viewer.account_id)


def _report(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.reports[place]


def _own_report(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.own_reports, viewer, place)


def _officer(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.officers[PLACES[place][:6]]


def _account(world: World, _route: Route, _viewer: Viewer | None, _place: str) -> UUID:
    return world.viewer(Role.VOLUNTEER, "grant ended").account_id


def _feedback(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    """Return what waits in a county at the desk of whoever asks."""
    desk = desk_of(viewer.role) if viewer else None
    return world.feedback[PLACES[place][:6], desk or Desk.COUNTY]


def _worker(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.workers[PLACES[place]]


def _cover(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.covers_by_place[place]


def _handover(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.handovers[place]


def _brief(world: World, _route: Route, viewer: Viewer | None, place: str) -> UUID:
    return _own(world.briefs, viewer, place)


def _contact(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.lived.contact_id if files.lived else None


def _complaint(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.lived.complaint_id if files.lived else None


def _reset(world: World, _route: Route, _viewer: Viewer | None, _place: str) -> UUID:
    return world.reset_id


def _run(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].run_id


def _act(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].act_id


def _share(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    return world.files[place].share_id


def _group(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    files = world.files[place]
    return files.own_group_id if route.endpoint == "assistance.own_group" else files.group_id


def _batch(world: World, route: Route, _viewer: Viewer | None, place: str) -> UUID | None:
    """Return goods that came in, or a file of payments."""
    if route.endpoint.startswith("allowances."):
        return world.batches[PLACES[place][:6]]
    return world.files[place].batch_id


def _standard(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.standards[PLACES[place][:6]]


def _stray(world: World, _route: Route, _viewer: Viewer | None, place: str) -> UUID:
    return world.strays[PLACES[place][:6]]


_PLACED = {
    "account_id": _account,
    "act_id": _act,
    "activity_list_id": _activity_list,
    "agreement_id": _agreement,
    "asked_id": _asked_import,
    "brief_id": _brief,
    "complaint_id": _complaint,
    "contact_id": _contact,
    "assessment_id": _assessment,
    "care_id": _care,
    "batch_id": _batch,
    "case_id": _case,
    "child_id": _child,
    "condition_id": _condition,
    "cover_id": _cover,
    "feedback_id": _feedback,
    "file_id": _file,
    "export_id": _export,
    "filter_id": _filter,
    "group_id": _group,
    "guidance_id": _guidance,
    "handover_id": _handover,
    "layout_id": _layout,
    "link_id": _link,
    "list_id": _list,
    "mark_id": _mark,
    "need_id": _need,
    "officer_id": _officer,
    "other_id": _other,
    "own_id": _own_report,
    "pairing_id": _pairing,
    "person_id": _person,
    "protection_id": _protection,
    "report_id": _report,
    "recognition_id": _recognition,
    "request_id": _pairing_request,
    "referral_id": _referral,
    "reset_id": _reset,
    "run_id": _run,
    "share_id": _share,
    "subject_id": _child,  # what a file belongs to: of most kinds any id
    "spell_id": _spell,
    "standard_id": _standard,
    "stray_id": _stray,
    "submission_id": _submission,
    "task_id": _task,
    "tie_id": _tie,
    "transfer_id": _transfer,
    "upload_id": _upload,
    "visit_id": _visit,
    "volunteer_id": _volunteer,
    "worker_id": _worker,
}
#: What belongs to whoever made it, wherever that is.
_OWN = frozenset(
    {
        "activity_list_id",
        "brief_id",
        "export_id",
        "filter_id",
        "list_id",
        "own_id",
        "submission_id",
        "task_id",
        "upload_id",
    }
)
#: What one office is asked, and nobody above it.
_OFFICE = frozenset({"case_id"})
#: What everybody with the permission may name.
_FREE = frozenset({"account_id", "reset_id"})
#: Words in addresses that are no ids.
WORDS = {
    "code": [FIGURE],
    "condition": ["imprisoned"],
    "part": [part.value for part in Part],
    "tile": [tile.code for tile in attention.tiles()],
    **features.merged("WORDS"),
}


def todays(those: Iterable[Route], chance: Random, *, everything: bool) -> list[Route]:
    """Return half of some routes, another one each day; all of them where everything is asked."""
    listed = list(those)
    if everything:
        return listed
    chosen = set(chance.sample(range(len(listed)), (len(listed) + 1) // 2))
    return [route for number, route in enumerate(listed) if number in chosen]
