"""Settings that a region may set otherwise: what the nation says, with a region's words over it."""

from collections.abc import Mapping
from typing import Any

from casework.errors import RuleBroken

_PREFIX_LENGTHS = (2, 4, 6, 9, 12)
#: What an override says of itself and not of the settings.
_ABOUT = ("region", "version")


def overlaid(body: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as a region has them: a key it names is its own, a table key by key.

    The version tells both the edition and the region.
    """
    merged = dict(body)
    for key, value in override.items():
        if key in _ABOUT:
            continue
        known = merged.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            merged[key] = {**known, **value}
        else:
            merged[key] = value
    merged["version"] = f"{body['version']}+{override['region']}"
    return merged


def region_of(kind: str, override: Mapping[str, Any]) -> str:
    """Return the region prefix of an override: 2, 4, 6, 9 or 12 digits."""
    region = override.get("region")
    is_code = isinstance(region, str) and region.isascii() and region.isdigit()
    if not is_code or len(str(region)) not in _PREFIX_LENGTHS:
        # no-catalogue: about a seed
        raise RuleBroken(f"{kind}.toml：override 的 region“{region}”应为2、4、6、9或12位数字。")
    return str(region)
