"""A random sample on top of the schedule, and what it can and cannot find; pure and exact.

A sample finds what goes wrong in many places at once, such as a dying disk. It does not find the
one file that rotted: that is what reading everything is for.
"""

import hashlib
import heapq
import math
from collections.abc import Collection, Iterable

from preserve.fixity.plan import Candidate

_ALMOST_SURELY = 0.95
_CERTAIN_EXPONENT = 800
"""Beyond it a chance to miss is below what a float can tell from 0."""


def sample(
    candidates: Iterable[Candidate], already: Collection[str], how_many: int, seed_hex: str
) -> tuple[str, ...]:
    """Draw packages at random, each with the same chance.

    Whoever knows the seed can draw the same again; nobody can tell them before it is made.

    Args:
        candidates: what can be drawn.
        already: ids of what is read in this run anyway.
        how_many: to draw; fewer where there are not so many.
        seed_hex: random bytes, made for this run.
    """
    left_out = frozenset(already)
    drawn = heapq.nsmallest(
        how_many,
        (
            (hashlib.sha256(f"{seed_hex} {candidate.id}".encode()).digest(), candidate.id)
            for candidate in candidates
            if candidate.id not in left_out
        ),
    )
    return tuple(package for _, package in drawn)


def detection_probability(sample_size: int, total: int, damaged: int) -> float:
    """Return the chance that a random sample holds at least one of the damaged packages.

    Hypergeometric: 1 - C(total - damaged, sample) / C(total, sample).

    Args:
        sample_size: packages drawn, 0 to `total`.
        total: packages that it was drawn from.
        damaged: how many of them are damaged, 0 to `total`.

    Raises:
        ValueError: a number is not between 0 and `total`.
    """
    if not (0 <= sample_size <= total and 0 <= damaged <= total):
        raise ValueError(f"{sample_size} and {damaged} are not both between 0 and {total}")
    if sample_size + damaged > total:
        return 1.0
    # The two numbers may trade places; the sum runs over the smaller one.
    few, many = sorted((sample_size, damaged))
    if few * many > _CERTAIN_EXPONENT * total:
        return 1.0
    missed = math.fsum(math.log1p(-many / (total - drawn)) for drawn in range(few))
    return -math.expm1(missed)


def sample_words(sample_size: int, total: int) -> str:
    """Say what a random sample finds, for two numbers of damaged packages that tell most.

    They are powers of ten: the least that is found with 95 %, and the one below it, so that what
    such a sample does not find is told along with what it finds.
    """
    drawn = f"A random sample of {sample_size:,} of {total:,} packages"
    if sample_size >= total:
        return f"{drawn} is all of them."
    if sample_size < 1:
        return f"{drawn} finds nothing."
    chances: list[tuple[int, float]] = []
    damaged = 1
    while damaged < total and (not chances or chances[-1][1] < _ALMOST_SURELY):
        chances.append((damaged, detection_probability(sample_size, total, damaged)))
        damaged *= 10
    (first, chance), *more = chances[-2:]
    whom = "a single damaged one" if first == 1 else f"at least one of {first:,} damaged ones"
    told = [f"{whom} with {_percent(chance)}"]
    of_how_many = "at least one of" if first == 1 else "of"
    told += [f"{of_how_many} {count:,} with {_percent(chance)}" for count, chance in more]
    return f"{drawn} finds {', '.join(told)}."


def _percent(chance: float) -> str:
    """Return a chance in percent; what is not certain is not rounded to certainty."""
    thousandths = round(chance * 1000)
    if thousandths == 0:
        return "less than 0.1 %"
    if thousandths == 1000 and chance < 1:  # noqa: PLR2004 - all of a thousand
        return "more than 99.9 %"
    whole, part = divmod(thousandths, 10)
    return f"{whole}.{part} %"
