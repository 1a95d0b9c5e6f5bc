from datetime import date

import pytest

from casework.errors import RuleBroken
from casework.media import rules
from casework.media.models import MediaDoubt, MediaState, Showing
from casework.media.rules import Ages, Consent, Facts
from tests.factories.media import AGREED, REPORT

TODAY = date(2026, 11, 2)
KINDS = {"print", "tv"}


@pytest.mark.parametrize(
    ("consent", "field"),
    [
        (Consent(), "ages"),
        (Consent(Ages.UNDER_14), "guardian"),
        (Consent(Ages.UNDER_14, own="自己愿意"), "guardian"),
        (Consent(Ages.FROM_14, "母亲知道"), "own"),
        (Consent(Ages.FROM_14, own="自己愿意"), "guardian"),
        (Consent(Ages.BOTH, "母亲同意"), "own"),
    ],
)
def test_who_has_to_agree_depends_on_the_age(consent: Consent, field: str) -> None:
    lacking = consent.lacks
    assert lacking is not None
    assert lacking[0] == field


@pytest.mark.parametrize(
    "consent",
    [AGREED, Consent(Ages.FROM_14, "母亲知道", "自己愿意"), Consent(Ages.BOTH, "都同意", "都愿意")],
)
def test_a_consent_that_is_complete(consent: Consent) -> None:
    assert consent.lacks is None
    assert rules.read_consent(rules.written(consent)) == consent


def test_nothing_is_asked_where_no_child_is_shown_and_both_answers_where_one_is() -> None:
    assert rules.answers_lacking(Showing.NONE, Consent(), None) is None
    for showing in (Showing.ANONYMOUS, Showing.NAMED_OR_FACE):
        assert rules.answers_lacking(showing, AGREED, "打码") is None
        assert (rules.answers_lacking(showing, AGREED, None) or ("",))[0] == "masking"
        assert (rules.answers_lacking(showing, Consent(), "打码") or ("",))[0] == "ages"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "pony"}, "kind"),
        ({"title": " "}, "title"),
        ({"published_on": None}, "published_on"),
    ],
)
def test_what_is_no_item_is_refused(changes: dict[str, str], field: str) -> None:
    facts = Facts(**{**vars(REPORT), **changes})
    with pytest.raises(RuleBroken) as broken:
        rules.check(facts, KINDS, is_draft=False)
    assert broken.value.field == field


def test_a_draft_needs_no_day() -> None:
    rules.check(Facts("print", "冬日送暖"), KINDS, is_draft=True)


def doubt(*, has_findings: bool = False, **changes: object) -> MediaDoubt | None:
    facts = Facts(**{**vars(REPORT), **changes})
    return rules.doubt_about(facts, campaign=None, has_findings=has_findings, today=TODAY)


def test_what_appeared_is_put_up_for_checking_and_never_refused() -> None:
    assert doubt() is None
    assert doubt(shows_child=Showing.NAMED_OR_FACE) is MediaDoubt.CONSENT
    assert doubt(shows_child=Showing.ANONYMOUS, consent=AGREED) is MediaDoubt.CONSENT
    assert doubt(shows_child=Showing.ANONYMOUS, consent=AGREED, masking="化名") is None
    assert doubt(has_findings=True) is MediaDoubt.WORDS
    assert doubt(published_on=date(2026, 11, 3)) is MediaDoubt.DAY


def test_a_step_is_taken_from_where_an_item_stands() -> None:
    rules.check_step(MediaState.DRAFT, MediaState.DRAFT, MediaState.CLEARED)
    with pytest.raises(RuleBroken, match="可以发"):
        rules.check_step(MediaState.CLEARED, MediaState.DRAFT)


def test_a_change_is_kept_as_field_and_value() -> None:
    changes = rules.changed(
        {"consent": Consent(), "kind": "print", "published_on": None},
        {"consent": AGREED, "kind": "print", "published_on": TODAY},
    )
    assert changes.before == {"consent": None, "published_on": None}
    assert changes.after == {"consent": rules.kept(AGREED), "published_on": "2026-11-02"}
