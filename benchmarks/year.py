"""A simulated year: how late faults are found, against what was promised.

    year.py [--svg FILE] [--days N] [--off SHARE] [--seed N]

Packages arrive and faults arrive every day; each night a run plans with `preserve.fixity.plan` and
reads what fits into it. `--days` is the promise, `--off` the share of nights on which the machine
is off. Prints the delay from each fault to the run that found it as a histogram.
"""

import argparse
import random
from html import escape
from pathlib import Path

from tests.support.year import Story, simulate

_BINS = 15
_WIDTH, _HEIGHT, _EDGE = 640, 300, 40


def binned(delays: list[float], promise: int) -> list[tuple[float, float, int]]:
    step = max(promise, *delays) / _BINS
    edges = [(number * step, (number + 1) * step) for number in range(_BINS)]
    counts = [0] * _BINS
    for delay in delays:
        counts[min(_BINS - 1, int(delay / step))] += 1
    return [(low, high, count) for (low, high), count in zip(edges, counts, strict=True)]


def text(bins: list[tuple[float, float, int]]) -> str:
    most = max(count for _, _, count in bins) or 1
    return "\n".join(
        f"{low:6.1f} to {high:6.1f} days  {count:5}  {'#' * round(50 * count / most)}"
        for low, high, count in bins
    )


def svg(bins: list[tuple[float, float, int]], promise: int, words: str) -> str:
    most = max(count for _, _, count in bins) or 1
    last = bins[-1][1]
    across = (_WIDTH - 2 * _EDGE) / last
    up = (_HEIGHT - 2 * _EDGE) / most
    ground = _HEIGHT - _EDGE
    bars = "".join(
        f'<rect x="{_EDGE + low * across:.1f}" y="{ground - count * up:.1f}"'
        f' width="{(high - low) * across - 2:.1f}" height="{count * up:.1f}" fill="#456">'
        f"<title>{low:.0f} to {high:.0f} days: {count}</title></rect>"
        for low, high, count in bins
    )
    at = _EDGE + promise * across
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12">'
        f"<title>Days from a fault to the run that found it</title><desc>{escape(words)}</desc>"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{bars}'
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_EDGE / 2}" y2="{ground}" stroke="#000"'
        ' stroke-dasharray="4"/>'
        f'<text x="{at - 4:.1f}" y="{_EDGE / 2 + 10}" text-anchor="end">promised: {promise}'
        " days</text>"
        f'<text x="{_EDGE}" y="{ground + 16}">0</text>'
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 6}" text-anchor="middle">days from the fault to'
        " the run that found it</text>"
        f'<text x="{_EDGE - 4}" y="{_EDGE}" text-anchor="end">{most}</text></svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--off", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    off = frozenset(night for night in range(365) if chance.random() < asked.off)
    # A run holds the largest package, and twice what the promise asks for.
    year = simulate(
        Story(
            every_days=(asked.days,),
            capacity_bytes=50_000 + 2_900_000 * 2 // asked.days,
            faults=2.0,
            off=off,
            seed=asked.seed,
        )
    )
    bins = binned(year.delays, asked.days)
    words = (
        f"{len(year.delays)} faults, found after {sum(year.delays) / len(year.delays):.1f} days on"
        f" average and {max(year.delays):.1f} at most; {asked.days} were promised. The machine was"
        f" off in {len(off)} nights; {len(year.overdue)} times a package was overdue in the evening."
    )
    print(text(bins))
    print(words)
    if asked.svg:
        asked.svg.write_text(svg(bins, asked.days, words), encoding="utf-8")


if __name__ == "__main__":
    main()
