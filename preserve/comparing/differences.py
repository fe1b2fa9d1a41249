"""How two printings of one utterance differ: the classes that apply, the words that differ."""

from collections.abc import Iterator, Sequence

from preserve.comparing.counts import NUMBER_WORDS
from preserve.comparing.likeness import Block
from preserve.comparing.matches import Match
from preserve.comparing.vocabulary import AUXILIARIES, NEGATIONS
from preserve.comparing.words import Word
from preserve.model.comparison import GRAVITY, Difference, PairClass
from preserve.model.span import Span, span_at

_VERB_ENDINGS = ("ed", "ing")


def differences_of(match: Match, texts: tuple[str, str]) -> tuple[Difference, ...]:
    """Return the stretches that differ, in order; where no word differs, those of punctuation."""
    a, b = match.a.words, match.b.words
    found = tuple(
        Difference(_kind(match, block), _span(texts[0], a, block.a), _span(texts[1], b, block.b))
        for block in match.alignment.blocks
        if not block.is_equal
    )
    return found or tuple(_of_encoding(match, texts))


def classes_of(
    match: Match, texts: tuple[str, str], is_indirect: tuple[bool, bool]
) -> tuple[PairClass, ...]:
    """Return every class that the words show, the lightest first.

    Args:
        match: the pair.
        texts: the two texts.
        is_indirect: which sides are reported statements.
    """
    found: set[PairClass] = set()
    one = texts[0][match.a.start : match.a.end]
    other = texts[1][match.b.start : match.b.end]
    blocks = match.alignment.blocks
    unequal = [block for block in blocks if not block.is_equal]
    if not unequal:
        found.add(PairClass.IDENTICAL if one == other else PairClass.ENCODING)
    found.update(_by_place(blocks))
    if is_indirect[0] != is_indirect[1]:
        found.add(PairClass.DIRECT_INDIRECT)
    kinds = {_kind(match, block) for block in unequal}
    if "predicate" in kinds:
        found.add(PairClass.PREDICATE_CONFLICT)
    if "number" in kinds:
        found.add(PairClass.NUMBER_CONFLICT)
    return tuple(sorted(found, key=GRAVITY.__getitem__))


def _by_place(blocks: Sequence[Block]) -> Iterator[PairClass]:
    """Yield what it means that words are missing at an end, inside, or stand for others."""
    inside_of: set[str] = set()
    for at, block in enumerate(blocks):
        if block.is_equal:
            continue
        only_a, only_b = block.b[0] == block.b[1], block.a[0] == block.a[1]
        if not only_a and not only_b:
            yield PairClass.REWORDED
        elif at in (0, len(blocks) - 1):
            yield PairClass.TRUNCATED
        else:
            inside_of.add("a" if only_a else "b")
    if len(inside_of) == 1:
        yield PairClass.ELIDED
    elif inside_of:
        yield PairClass.REWORDED


def _kind(match: Match, block: Block) -> str:
    a, b = match.a.words[slice(*block.a)], match.b.words[slice(*block.b)]
    is_inside = block.a[0] > 0 and block.a[1] < len(match.a.words)
    if a and b and _numbers(a) and _numbers(b) and _numbers(a) != _numbers(b):
        return "number"
    if not match.is_report and _is_predicate(a, b, is_inside=is_inside):
        return "predicate"
    return "wording" if a and b else "omitted"


def _numbers(words: Sequence[Word]) -> set[str]:
    """Return the numbers in some words, written in digits or in letters; "one" is often none."""
    return {
        str(NUMBER_WORDS.get(word.folded, word.folded))
        for word in words
        if word.folded[:1].isdigit() or NUMBER_WORDS.get(word.folded, 0) > 1
    }


def _is_predicate(a: Sequence[Word], b: Sequence[Word], *, is_inside: bool) -> bool:
    """Whether a difference changes what is said: other verbs, or a negation inside the sentence."""
    if _is_negated(a) != _is_negated(b) and (is_inside or (a and b)):
        return True
    if not (a and b) or not (_has_verb(a) and _has_verb(b)):
        return False
    one = {word.stem for word in a if word.is_content}
    other = {word.stem for word in b if word.is_content}
    return bool(one and other) and one.isdisjoint(other)


def _is_negated(words: Sequence[Word]) -> bool:
    return any(word.folded in NEGATIONS for word in words)


def _has_verb(words: Sequence[Word]) -> bool:
    return any(word.folded in AUXILIARIES or word.folded.endswith(_VERB_ENDINGS) for word in words)


def _span(text: str, words: Sequence[Word], place: tuple[int, int]) -> Span | None:
    first, last = place
    return None if first == last else span_at(text, words[first].start, words[last - 1].end)


def _of_encoding(match: Match, texts: tuple[str, str]) -> Iterator[Difference]:
    """Yield what stands differently between or in words that are the same."""
    ends = (match.a.start, match.b.start)
    pairs = [*zip(match.a.words, match.b.words, strict=True)]
    for one, other in pairs:
        yield from _stretch(texts, (ends[0], one.start), (ends[1], other.start))
        yield from _stretch(texts, (one.start, one.end), (other.start, other.end))
        ends = one.end, other.end
    yield from _stretch(texts, (ends[0], match.a.end), (ends[1], match.b.end))


def _stretch(
    texts: tuple[str, str], a: tuple[int, int], b: tuple[int, int]
) -> Iterator[Difference]:
    one, other = texts[0][a[0] : a[1]], texts[1][b[0] : b[1]]
    if one != other:
        spans = [
            span_at(text, *place) if place[0] < place[1] else None
            for text, place in ((texts[0], a), (texts[1], b))
        ]
        yield Difference("encoding", spans[0], spans[1])
