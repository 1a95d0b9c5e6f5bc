"""What grows with the number of children, and how fast: times at several sizes, taken in turns."""

import math
from collections.abc import Iterator, Mapping

from bench.figures import Figure

#: A hundredfold size may cost this many times as much: a slope of 0.1 in logarithms.
SLOPE = 0.1
RATIO = 1.3


def growth(what: str, times: Mapping[int, float], on: str, *, of: str = "") -> Iterator[Figure]:
    """Yield the median at every size, and the ratios and the slope from the smallest on."""
    smallest, *larger = sorted(times)
    for size in (smallest, *larger):
        yield Figure(f"{what}: {size:,} children", times[size] * 1e3, on=on, unit=" ms")
    for size in larger:
        ratio = times[size] / times[smallest]
        if size // smallest > 10:
            slope = math.log(ratio) / math.log(size / smallest)
            yield Figure(f"{what}: slope to {size:,}", slope, SLOPE, on=on, of=of)
        else:
            yield Figure(f"{what}: {size:,} ÷ {smallest:,}", ratio, RATIO, on=on, unit="×", of=of)
