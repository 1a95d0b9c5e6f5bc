"""A region of any depth may set whatever may be set otherwise."""

import tomllib
from pathlib import Path

import pytest

from casework.practice.files import REGIONAL
from casework.practice.rules.overriding import overlaid

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize("region", ["99", "9901", "990101", "990101001", "990101001001"])
@pytest.mark.parametrize("kind", REGIONAL)
def test_settings_of_a_region_can_be_read(kind: str, region: str) -> None:
    body = tomllib.loads((CONFIG / f"{kind}.toml").read_text(encoding="utf-8"))
    body.pop("override", None)
    REGIONAL[kind](overlaid(body, {"region": region}))
