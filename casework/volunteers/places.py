"""The places of a county by the names that lists and forms write."""

from collections.abc import Mapping

from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.regions.codes import Level, level_of, pad, prefix
from casework.regions.rules import match_township, match_village

_NO_TOWNSHIP = "没有叫“%(name)s”的乡镇（街道），请写全称"
_NO_VILLAGE = "没有叫“%(name)s”的村（社区），请写全称，或者只写乡镇（街道）"
_SEVERAL = "叫“%(name)s”的地方不止一个，请把乡镇（街道）也写上"


class Places:
    """The townships and villages within a region, and who is meant by a name."""

    def __init__(self, region_code: str) -> None:
        self.region_code = region_code
        below = prefix(region_code)
        found = regions.within_prefix(below, (Level.TOWNSHIP, Level.VILLAGE))
        self.townships = _of(Level.TOWNSHIP, {region.code: region.name for region in found})
        self.villages = _of(Level.VILLAGE, {region.code: region.name for region in found})
        self._known: dict[tuple[str | None, str | None], str] = {}

    def base(self, township: str | None, village: str | None) -> str:
        """Return the place that is meant; without any name the region itself.

        Raises RuleBroken, with the field that the name stands in.
        """
        asked = (township, village)
        if asked not in self._known:
            self._known[asked] = self._base(township, village)
        return self._known[asked]

    def _base(self, township: str | None, village: str | None) -> str:
        code = self._one(township, "township") if township else self.region_code
        return self.village_in(code, village) if village else code

    def village_in(self, code: str, village: str) -> str:
        """Return the village that is meant within a township or county."""
        below = prefix(code)
        inside = {each: name for each, name in self.villages.items() if each.startswith(below)}
        found = match_village(village, inside)
        return _sure(found, village, "village", _NO_VILLAGE)

    def _one(self, name: str, field: str) -> str:
        return _sure(match_township(name, self.townships), name, field, _NO_TOWNSHIP)


def _sure(found: object, name: str, field: str, missing: str) -> str:
    if isinstance(found, str):
        return found
    raise RuleBroken(missing if found is None else _SEVERAL, field, name=name)


def _of(level: Level, names: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if level_of(code) is level}


def named(codes: Mapping[str, str], code: str) -> tuple[str, str]:
    """Return the names of the township and the village that a base lies in; "" for none."""
    level = level_of(code)
    township = codes.get(pad(code[:9]), "") if level in (Level.TOWNSHIP, Level.VILLAGE) else ""
    return township, codes.get(code, "") if level is Level.VILLAGE else ""
