"""How alike two segments are, and whether that is enough to call them one utterance."""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from preserve.comparing.words import Word


class Relation(Enum):
    """How the speakers of two segments stand to each other, as printed."""

    SAME = "the names agree"
    OPEN = "one of them is not named"
    DIFFERENT = "two names"


class Block(NamedTuple):
    """A run of words that are the same on both sides, or that differ: token ranges."""

    is_equal: bool
    a: tuple[int, int]
    b: tuple[int, int]


class Alignment(NamedTuple):
    """Two rows of words side by side.

    Attributes:
        score: 0 to 100.
        blocks: in order; equal and unequal ones alternate.
    """

    score: float
    blocks: tuple[Block, ...]


class _Shared(NamedTuple):
    words: int
    content: int
    telling: int
    coverage: float


_COMPARABLE_LENGTH = 0.35  # shorter to longer, for a part to be looked for in the whole
_LEAST_SCORE = {Relation.SAME: 75.0, Relation.OPEN: 80.0, Relation.DIFFERENT: 85.0}
_SAME_WORDS, _SAME_CONTENT, _SAME_COVERAGE = 4, 2, 0.5
_OPEN_TELLING, _OPEN_WORDS, _OPEN_COVERAGE = 2, 8, 0.6
_OTHER_TELLING, _OTHER_WORDS, _OTHER_COVERAGE = 3, 6, 0.75


def aligned(a: Sequence[Word], b: Sequence[Word]) -> Alignment:
    """Return two rows of words side by side, with how alike they are."""
    one, other = [word.folded for word in a], [word.folded for word in b]
    score = _score(" ".join(one), " ".join(other))
    blocks: list[Block] = []
    for step in Indel.opcodes(one, other):
        equal = step.tag == "equal"
        if blocks and blocks[-1].is_equal == equal:
            before = blocks.pop()
            blocks.append(Block(equal, (before.a[0], step.src_end), (before.b[0], step.dest_end)))
        else:
            blocks.append(
                Block(equal, (step.src_start, step.src_end), (step.dest_start, step.dest_end))
            )
    return Alignment(round(score, 1), tuple(blocks))


def _score(one: str, other: str) -> float:
    shorter, longer = sorted((len(one), len(other)))
    whole = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    if longer and shorter / longer >= _COMPARABLE_LENGTH:
        return max(whole, fuzz.partial_ratio(one, other))
    return whole


def may_be_one(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two segments share enough content words to be aligned at all; cheap, and sure."""
    return len(a & b) >= _SAME_COVERAGE * min(len(a), len(b))


def is_one_utterance(
    a: Sequence[Word], b: Sequence[Word], alignment: Alignment, relation: Relation
) -> bool:
    """Whether two segments print the same utterance.

    The less the names agree, the more the words must: everyday sentences are said by many.
    """
    if alignment.score < _LEAST_SCORE[relation]:
        return False
    shared = _shared(a, b, alignment)
    if relation is Relation.SAME:
        return (
            shared.words >= _SAME_WORDS
            and shared.content >= _SAME_CONTENT
            and shared.coverage >= _SAME_COVERAGE
        )
    enough = shared.telling >= _OPEN_TELLING and shared.words >= _SAME_WORDS
    if relation is Relation.OPEN:
        long = shared.words >= _OPEN_WORDS and shared.content > _OPEN_TELLING
        return (enough or long) and shared.coverage >= _OPEN_COVERAGE
    if enough and len(alignment.blocks) == 1:
        return True
    return (
        shared.telling >= _OTHER_TELLING
        and shared.words >= _OTHER_WORDS
        and shared.coverage >= _OTHER_COVERAGE
    )


def _shared(a: Sequence[Word], b: Sequence[Word], alignment: Alignment) -> _Shared:
    equal = [
        word for block in alignment.blocks if block.is_equal for word in a[block.a[0] : block.a[1]]
    ]
    content = {word.stem for word in equal if word.is_content}
    least = min(_content_of(a), _content_of(b))
    return _Shared(
        words=len(equal),
        content=len(content),
        telling=len({word.stem for word in equal if word.is_telling}),
        coverage=len(content) / least if least else 0.0,
    )


def _content_of(words: Sequence[Word]) -> int:
    return len({word.stem for word in words if word.is_content})


def is_one_report(a: Sequence[Word], b: Sequence[Word], relation: Relation) -> bool:
    """Whether a reported statement and another segment say the same, in their content words.

    Person and tense change when words are reported, so only stems count: all but a quarter of
    the shorter side's must stand on the other, two of them side by side on both. Only of one
    speaker: a report alone is too little to bring two names together.
    """
    if relation is not Relation.SAME:
        return False
    one = [word.stem for word in a if word.is_content]
    other = [word.stem for word in b if word.is_content]
    shared = set(one) & set(other)
    if len(shared) < _SAME_CONTENT:
        return False
    if len(shared) / min(len(set(one)), len(set(other))) < _OTHER_COVERAGE:
        return False
    beside = set(pairwise(one)) & set(pairwise(other))
    return bool(beside) or len(shared) > _OTHER_TELLING
