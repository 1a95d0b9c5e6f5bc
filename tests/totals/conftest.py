"""October 2026 as two counties of a city signed it; the third has not signed."""

from collections.abc import Callable
from uuid import UUID

import pytest

from casework.clock import Month
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, add_regions, an_account
from tests.factories.children import load_practice
from tests.factories.signoff import Columns, signed_month

OCTOBER = Month(2026, 10)
CITY, PROVINCE = "990100000000", "990000000000"
THIRD_COUNTY = "990103000000"
OTHER_CITY, OTHER_CITY_COUNTY = "990200000000", "990201000000"

NEW = {THIRD_COUNTY: "临江县", OTHER_CITY: "另一市", OTHER_CITY_COUNTY: "清水县"}

LARGE = {
    "": {"in_care": 1200, "visited": 1100, "visits": 1500},
    "left_behind_rural": {"in_care": 1000},
    "orphan": {"in_care": 60},
    "de_facto_unsupported": {"in_care": 90},
    "difficulty": {"in_care": 200},
}
NEARLY_ALL = {
    "": {"in_care": 84510, "visited": 84507, "visits": 90121},
    "left_behind_rural": {"in_care": 84503},
    "orphan": {"in_care": 3},
}
SMALL_VISITS = {"": {"in_care": 77731, "visited": 3, "visits": 66613}}

Sign = Callable[..., object]


@pytest.fixture
def sign(session: object) -> Sign:
    """Write down that a county has signed: ``sign(COUNTY, LARGE)``."""
    add_regions()
    add_regions(NEW)
    load_practice()
    signer: UUID = an_account(login="qianfa").id

    def signing(
        county: str, figures: dict[str, Columns], month: Month = OCTOBER, **more: object
    ) -> object:
        return signed_month(county, month, figures, signer, **more)  # type: ignore[arg-type]

    return signing


@pytest.fixture
def october(sign: Sign) -> None:
    """One county with ordinary figures, one that reached nearly everybody."""
    sign(COUNTY, LARGE)
    sign(STRANGE_COUNTY, NEARLY_ALL)
