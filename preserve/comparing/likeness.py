"""How alike two segments are, and whether that is enough to call them one utterance."""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

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
    """What two segments have in common.

    Attributes:
        words: words that stand on both sides, in order.
        part: the share of the shorter side's words that these are.
        content: different content words among them.
        telling: those of them that are no everyday words.
        coverage: the share of the shorter side's content words.
    """

    words: int
    part: float
    content: int
    telling: int
    coverage: float


_COMPARABLE_LENGTH = 0.35  # shorter to longer, for a part to be looked for in the whole
_LEAST_SCORE = {Relation.SAME: 75.0, Relation.OPEN: 80.0, Relation.DIFFERENT: 85.0}
_LEAST_WORDS, _LEAST_CONTENT, _LEAST_COVERAGE = 4, 2, 0.6
_LEAST_PART = 0.65  # a phrase that two sentences share does not make them one
_PLAIN_PART = 0.8  # of everyday words nearly all must be the same
_OPEN_TELLING, _OPEN_PART = 2, 0.75
_OTHER_TELLING, _OTHER_WORDS, _OTHER_PART = 3, 6, 0.8
_REPORT_COVERAGE, _REPORT_OF_LONGER, _REPORT_CONTENT = 0.75, 0.5, 4


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
    return len(a & b) >= _LEAST_COVERAGE * min(len(a), len(b))


def is_one_utterance(
    a: Sequence[Word],
    b: Sequence[Word],
    alignment: Alignment,
    relation: Relation,
    common: frozenset[str] = frozenset(),
) -> bool:
    """Whether two segments print the same utterance.

    The less the names agree, the more the words must: everyday sentences are said by many.

    Args:
        a: the words of the one.
        b: the words of the other.
        alignment: theirs.
        relation: of their speakers.
        common: stems that many of the texts hold, so that they tell nothing here.
    """
    if alignment.score < _LEAST_SCORE[relation]:
        return False
    shared = _shared(a, b, alignment, common)
    if shared.words < _LEAST_WORDS or shared.content < _LEAST_CONTENT:
        return False
    if shared.part < _LEAST_PART or shared.coverage < _LEAST_COVERAGE:
        return False
    if relation is Relation.SAME:
        return shared.telling > 0 or min(shared.part, shared.coverage) >= _PLAIN_PART
    least = min(shared.part, shared.coverage)
    if relation is Relation.OPEN:
        long = shared.words >= _OTHER_WORDS or shared.part == 1
        return shared.telling >= _OPEN_TELLING and long and least >= _OPEN_PART
    is_same = len(alignment.blocks) == 1
    long = shared.words >= _OTHER_WORDS or is_same
    return shared.telling >= _OTHER_TELLING and long and least >= _OTHER_PART


def _shared(
    a: Sequence[Word], b: Sequence[Word], alignment: Alignment, common: frozenset[str]
) -> _Shared:
    equal = [
        word for block in alignment.blocks if block.is_equal for word in a[block.a[0] : block.a[1]]
    ]
    content = {word.stem for word in equal if word.is_content}
    least = min(_content_of(a), _content_of(b))
    return _Shared(
        words=len(equal),
        part=len(equal) / max(1, min(len(a), len(b))),
        content=len(content),
        telling=len({word.stem for word in equal if word.is_telling} - common),
        coverage=len(content) / least if least else 0.0,
    )


def _content_of(words: Sequence[Word]) -> int:
    return len({word.stem for word in words if word.is_content})


def is_one_report(a: Sequence[Word], b: Sequence[Word], relation: Relation) -> bool:
    """Whether a reported statement and another segment say the same, in their content words.

    Person and tense change when words are reported, so only stems count: all but a quarter of
    the shorter side's must stand on the other, and be half of the longer's, two of them side by
    side on both. Only of one speaker: a report alone is too little to bring two names together.
    """
    if relation is not Relation.SAME:
        return False
    one = [word.stem for word in a if word.is_content]
    other = [word.stem for word in b if word.is_content]
    shared = set(one) & set(other)
    if len(shared) < _LEAST_CONTENT:
        return False
    shorter, longer = sorted((len(set(one)), len(set(other))))
    if len(shared) < max(_REPORT_COVERAGE * shorter, _REPORT_OF_LONGER * longer):
        return False
    if LCSseq.similarity(one, other) < _REPORT_COVERAGE * shorter:
        return False  # the same words about something else
    beside = set(pairwise(one)) & set(pairwise(other))
    return bool(beside) or len(shared) >= _REPORT_CONTENT
