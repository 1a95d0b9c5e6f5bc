"""The invented country of the stories: a city with its counties, townships and villages."""

CITY = "990100000000"
COUNTY = "990101000000"
#: All counties of the city.
COUNTIES = tuple(f"9901{number:02}000000" for number in range(1, 7))
#: A village of another county, where children come from and go to.
ELSEWHERE = "990102011001"

_TOWNSHIPS = ("011", "012", "013")
_VILLAGES = 4


def townships(county: str = COUNTY) -> list[str]:
    """Return the townships of a county."""
    return [f"{county[:6]}{number}000" for number in _TOWNSHIPS]


def villages(county: str = COUNTY) -> list[str]:
    """Return the villages of a county, township by township."""
    return [
        f"{township[:9]}{number:03}"
        for township in townships(county)
        for number in range(1, _VILLAGES + 1)
    ]


def names(*counties: str) -> dict[str, str]:
    """Return what places are called, from the city down."""
    found = {"990000000000": "演示省", CITY: "演示市"}
    for county in counties:
        found[county] = f"第{county[4:6]}县"
        found |= {code: f"第{code[6:9]}镇" for code in townships(county)}
        found |= {code: f"第{code[6:9]}镇第{code[9:]}村" for code in villages(county)}
    return found
