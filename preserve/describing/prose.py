"""The running text as sentences of tokens, with each quoted stretch as one token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from preserve.describing.cues import CUES
from preserve.describing.gazetteer import FUNCTION_WORDS, HONORIFICS
from preserve.describing.marks import Stretch
from preserve.describing.passages import Passage

NO_QUOTE = -1
_TOKEN = re.compile(
    r"[A-Za-z]{2,}+(?=[ ,.])|[,.]"  # what nearly every token is; the rest would read it alike
    r"|https?://\S+|@\w+|#\w+"
    r"|(?:[^\W\d_]\.){2,}"
    r"|\d\w*(?:[.,:]\d\w*|-\w+)*"
    r"|[^\W\d_]+(?:-[^\W_]+|['\u2019](?!s\b)[^\W\d_]+)*"
    r"|['\u2019]s\b"
    r"|\S"
)
_ENDS = frozenset(".!?…")
_ABBREVIATIONS = HONORIFICS | frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "st",
        "no",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "approx",
    ]
)
_PLACE_WORD = r"[^\W\d_a-z][^\W\d_]{0,30}\.?"
_PLACE = rf"{_PLACE_WORD}(?:[ -]{_PLACE_WORD}){{0,3}}"
_DATELINE = re.compile(
    rf"\s{{0,8}}{_PLACE}(?:,\s{_PLACE}){{0,3}}(?:,?\s(?:{_PLACE_WORD}\s\d{{1,2}}|"
    rf"\d{{1,2}}\s{_PLACE_WORD})(?:,?\s\d{{4}})?)?"
    r"(?P<agency>\s(?:\([A-Z][^()]{1,30}\)|/[A-Z][^/]{1,30}/))?"
    r"\s?(?:--|\.-|[-\u2013\u2014])\s(?=[\"“\u2018'«]?[^\W\d_a-zß-öø-ÿ])"
)
_DATELINE_REACH = 160  # characters
_MAX_SENTENCE = 400  # tokens; a longer one is cut, so that every search in a sentence is bounded
_TITLE_WORDS = 5  # a shorter sentence is not judged by its capitals
_MAX_ATTRIBUTION = 6  # tokens of "John Smith said." after a quotation that ended with a full stop


class Token(NamedTuple):
    """A word, a number, a punctuation character, or a whole quoted stretch.

    `quote` is the index of the stretch, or `NO_QUOTE`. `low` is the text in lower case, empty for
    a quoted stretch, so that no list of words ever matches quoted words.
    """

    start: int
    end: int
    text: str
    low: str
    quote: int


_MAKE = tuple.__new__


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its tokens and where it stands.

    Attributes:
        passage: number of its passage.
        first: it is the first sentence of its passage.
        caption: its passage looks like a caption or a heading: no end mark, no quotation.
        titled: most of its words are capitalised, so that capitals tell nothing about names.
    """

    tokens: tuple[Token, ...]
    passage: int
    first: bool
    caption: bool
    titled: bool

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.tokens[-1].end


def sentences_of(
    text: str, passages: tuple[Passage, ...], stretches: tuple[Stretch, ...]
) -> tuple[Sentence, ...]:
    """Cut the passages into sentences, in linear time."""
    result: list[Sentence] = []
    index = 0
    for passage in passages:
        while index < len(stretches) and stretches[index].outer_end <= passage.start:
            index += 1
        last = index
        while last < len(stretches) and stretches[last].outer_start < passage.end:
            last += 1
        tokens = _tokens(text, passage, stretches, range(index, last))
        if tokens:
            caption = index == last and _is_caption(passage)
            result.extend(_sentences(text, tokens, passage.number, caption=caption))
        index = max(index, last)
    return tuple(result)


def _is_caption(passage: Passage) -> bool:
    end = passage.stripped[-1:]
    return end.isalnum() or end in ")%"


def _tokens(
    text: str, passage: Passage, stretches: tuple[Stretch, ...], indices: range
) -> list[Token]:
    at = passage.start + _dateline_end(passage.text)
    found: list[Token] = []
    for index in indices:
        stretch = stretches[index]
        if stretch.outer_start >= at:
            found += _words(text, at, stretch.outer_start)
            found.append(Token(stretch.outer_start, stretch.outer_end, "", "", index))
        at = max(at, stretch.outer_end)
    found += _words(text, at, passage.end)
    return found


def _dateline_end(paragraph: str) -> int:
    """Return where the words begin after "QARN, Yaristan (AP) —": a place, which never speaks."""
    head = paragraph[:_DATELINE_REACH]
    if not ("-" in head or "\u2014" in head or "\u2013" in head):  # the cheap question first
        return 0
    match = _DATELINE.match(head)
    if match is None:
        return 0
    place = match.group()
    first = place.split()[0].strip(",.-\u2013\u2014")
    is_dateline = match["agency"] or "," in place or (first.isupper() and len(first) > 1)
    return match.end() if is_dateline else 0


def _words(text: str, start: int, end: int) -> list[Token]:
    # Token.__new__ names its parameters, which takes most of the time of this, the hottest loop.
    return [
        _MAKE(Token, (match.start(), match.end(), word := match[0], word.lower(), NO_QUOTE))
        for match in _TOKEN.finditer(text, start, end)
    ]


def _sentences(
    text: str, tokens: list[Token], passage: int, *, caption: bool
) -> Iterator[Sentence]:
    begin = 0
    for end in _sentence_ends(text, tokens):
        part = tuple(tokens[begin:end])
        yield Sentence(part, passage, begin == 0, caption, _is_titled(part))
        begin = end


def _sentence_ends(text: str, tokens: list[Token]) -> Iterator[int]:
    """Yield the index after the last token of each sentence."""
    begin = 0
    last = len(tokens) - 1
    may_end = [
        at
        for at, (_, _, word, _, quote) in enumerate(tokens)
        if (word in _ENDS or quote != NO_QUOTE) and at < last
    ]
    for index in (*may_end, last):
        while index - begin >= _MAX_SENTENCE:
            begin += _MAX_SENTENCE
            yield begin
        long = index == last or index - begin + 1 == _MAX_SENTENCE
        if long or _ends_here(text, tokens, index):
            begin = index + 1
            yield begin


def _ends_here(text: str, tokens: list[Token], index: int) -> bool:
    token, after = tokens[index], tokens[index + 1]
    if token.quote != NO_QUOTE:
        if text[token.end - 1 : token.end].isalnum() or not _closes_sentence(text, token):
            return False
        capital = after.quote != NO_QUOTE or after.text[:1].isupper() or after.text[:1] == "@"
        return capital and not _attribution_follows(tokens, index + 1)
    if token.text not in _ENDS:
        return False
    if token.text == "." and index and _abbreviates(tokens[index - 1], after):
        return False
    if len(after.text) == 1 and after.text.isalpha() and after.start == token.end:  # "D-N.Y"
        return False
    return after.quote != NO_QUOTE or not (after.text[:1].islower() or after.text in ",;:)")


def _abbreviates(word: Token, after: Token) -> bool:
    initial = len(word.text) == 1 and word.text.isupper()
    return initial or (word.low in _ABBREVIATIONS and after.quote == NO_QUOTE)


def _closes_sentence(text: str, quoted: Token) -> bool:
    inner = text[quoted.start : quoted.end].rstrip("\"'”\u2019»“\u2018« \u00a0")
    return inner[-1:] in _ENDS


def _attribution_follows(tokens: list[Token], index: int) -> bool:
    """Whether `John Smith said.` stands at `index`: no sentence of its own, but a tail."""
    for at in range(index, min(index + _MAX_ATTRIBUTION, len(tokens))):
        token = tokens[at]
        cue = CUES.get(token.low)
        if cue is not None and cue.form in ("past", "third") and at > index:
            return at + 1 == len(tokens) or tokens[at + 1].text in ".,"
        if not (token.text[:1].isupper() or token.text in ".@" or token.text[:1] == "@"):
            return False
    return False


def _is_titled(tokens: tuple[Token, ...]) -> bool:
    # Small words of plain letters are enough to refuse most sentences, and quicker to count.
    plain = [text for _, _, text, _, _ in tokens if "a" < text < "{" and len(text) > 1]
    if len(plain) * 10 > len(tokens) * 4:
        return False
    small = [token for token in tokens if len(token.text) > 1 and token.text[0].islower()]
    if len(small) * 10 > len(tokens) * 4:  # so also of the words alone
        return False
    words = [token for token in tokens if len(token.text) > 1 and token.text[0].isalpha()]
    if len(words) < _TITLE_WORDS or len(small) * 10 > len(words) * 4:
        return False
    return all(token.low in FUNCTION_WORDS or token.low in ("'s", "\u2019s") for token in small)
