"""One request and one pairing as their pages tell of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.pairings import actions, queries, rules, steps
from casework.pairings.models import Pairing, PairingRequest, PairingStep
from casework.pairings.rules import Consent
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import pad
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Vetting, Volunteer

_TOWNSHIP = 9
#: So many stand in a list to choose from; who is not among them is looked for by name.
MOST_OFFERED = 60


@dataclass(frozen=True)
class Asked:
    """A request as the volunteers' side reads it."""

    request: PairingRequest
    township: str | None
    age: str
    needs: Sequence[str]
    languages: Sequence[str]
    free_times: Sequence[str]
    #: What is proposed for it already.
    standing: Pairing | None


def asked(viewer: Viewer, request: PairingRequest) -> Asked:
    """Return a request with its words; nothing of it comes from a child's file."""
    township = pad(request.region_code[:_TOWNSHIP])
    place = regions.by_codes({township}).get(township)
    return Asked(
        request,
        place.name if place else None,
        practice.codes("age_band").get(request.age_band, request.age_band),
        labels("pairing_service", request.needs),
        labels("contact_language", request.languages),
        labels("free_time", request.free_times),
        queries.standing(viewer, [request.id]).get(request.id),
    )


def labels(name: str, codes: Iterable[str]) -> list[str]:
    """Return the labels of some codes of a list; an unknown code stands for itself."""
    known = practice.codes(name)
    return [known.get(code, code) for code in codes]


@dataclass(frozen=True)
class Offer:
    """The volunteers to choose from."""

    found: Sequence[Volunteer]
    #: There are more than are shown.
    is_cut: bool

    def choices(self) -> list[tuple[str, str]]:
        """Return each with the words to choose by."""
        kinds = practice.codes("volunteer_kind")
        return [(str(each.id), _said(each, kinds)) for each in self.found]


def offer(viewer: Viewer, request: PairingRequest, looked_for: str) -> Offer:
    """Return who may be paired today and goes to the child's township, by name if asked for."""
    known = volunteers.available(viewer, clock.today())
    fitting = [v for v in known if rules.goes_to_township(v.reach_code, request.region_code)]
    if looked_for:
        fitting = [each for each in fitting if looked_for in each.name]
    return Offer(fitting[:MOST_OFFERED], len(fitting) > MOST_OFFERED)


def _said(volunteer: Volunteer, kinds: Mapping[str, str]) -> str:
    told = [volunteer.name, kinds.get(volunteer.kind), volunteer.organisation]
    return " · ".join(each for each in told if each)


@dataclass(frozen=True)
class Done:
    """One step that was taken."""

    step: PairingStep
    label: str
    who: str | None


@dataclass(frozen=True)
class Told:
    """One pairing as the child's side sees it."""

    pairing: Pairing
    child: Child
    request: Asked | None
    volunteer: Mapping[str, str]
    kind: str | None
    vetting: Vetting
    cleared_until_on: date | None
    #: Whether the volunteer goes to the child's village.
    goes_there: bool
    consent: Consent
    relation: str | None
    missing: Sequence[str]
    end_reason: str | None
    done: Sequence[Done]
    offered: Sequence[str]


def told(viewer: Viewer, pairing: Pairing, child: Child) -> Told:
    """Return everything that the page of a pairing shows."""
    standing, consent = queries.standing_of(pairing), Consent.of(pairing.consent)
    request = queries.request_of(pairing)
    ends = practice.codes("pairing_end")
    return Told(
        pairing=pairing,
        child=child,
        request=asked(viewer, request) if request else None,
        volunteer=pairing.volunteer,
        kind=practice.codes("volunteer_kind").get(pairing.volunteer.get("kind", "")),
        vetting=standing.vetting(clock.today()),
        cleared_until_on=standing.cleared_until_on,
        goes_there=rules.goes_to(standing.reach_code, pairing.region_code),
        consent=consent,
        relation=practice.codes("relation").get(consent.relation or ""),
        missing=actions.missing(pairing),
        end_reason=ends.get(pairing.end_reason or ""),
        done=_done(pairing),
        offered=[step.act for step in steps.offered(viewer, pairing.state)],
    )


def _done(pairing: Pairing) -> list[Done]:
    taken = queries.steps_of(pairing)
    names = accounts.names_of({step.account_id for step in taken if step.account_id})
    return [
        Done(step, steps.BY_ACT[step.act].label, names.get(step.account_id or pairing.id))
        for step in taken
    ]


@dataclass(frozen=True)
class Words:
    """The labels that lists need, read once a page."""

    ages: Mapping[str, str]
    services: Mapping[str, str]
    ends: Mapping[str, str]
    kinds: Mapping[str, str]

    @classmethod
    def known(cls) -> "Words":
        """Return the labels that hold today."""
        names = ("age_band", "pairing_service", "pairing_end", "volunteer_kind")
        return cls(*(practice.codes(name) for name in names))
