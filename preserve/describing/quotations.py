"""Words between marks as quotations: their kind, what continues and repeats them; indirect ones."""

import re

from preserve.describing.cues import CUES, INDIRECT
from preserve.describing.gazetteer import FUNCTION_WORDS, TITLED_NOUNS
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.subjects import Parsed
from preserve.model.description import QuotationKind

_TITLING = frozenset({"titled", "entitled", "headlined"})
_CALLING = frozenset({"called", "named", "dubbed"})
_SELVES = frozenset({"himself", "herself", "themselves", "themself", "itself"})
_ENDS = (".", "!", "?", ",", "…", ";")
_INNER_END = re.compile(r"[.!?…]\s+[A-Z]")
_IN_WORKS = frozenset({"'s", "\u2019s", "on", "in", "of", "at", "from", "with", "hosts", "program"})
_TITLE_WORDS = 8
_RECIPIENT = 10  # tokens between "told" and "that"
_INSERTION = 14  # tokens of "a farmer from the coast" after a name
_MIN_WORDS = 3  # of a reported statement: "roads were cut"
_NICKNAME_WORDS = 2
_PERFORMING = frozenset(
    ["read", "reads", "sang", "sings", "recited", "performed", "published", "directed", "composed",
     "wrote", "painted", "mentioned"]
)  # fmt: skip
_BARE = frozenset({"said", "says", "added", "adds", "saying", "adding", "wrote"})
_CLAUSE_STARTS = frozenset(
    [
        "the",
        "a",
        "an",
        "he",
        "she",
        "it",
        "they",
        "there",
        "we",
        "i",
        "his",
        "her",
        "their",
        "its",
        "this",
        "these",
        "those",
        "many",
        "some",
        "more",
        "most",
        "all",
        "no",
        "people",
        "fighting",
    ]
)


def is_title(tokens: tuple[Token, ...], at: int, inner: str) -> bool:
    """Whether the quoted words are the title of a work: "a video called Q", "entitled Q"."""
    if at == 0:
        return False
    before = tokens[at - 1]
    if before.low in _TITLING or _is_nickname(tokens, at, inner):
        return True
    if before.low in _PERFORMING and _is_title_case(inner):
        return True
    if before.low in _CALLING:
        return at > 1 and tokens[at - 2].low in TITLED_NOUNS
    if _names_work(before.low, inner):
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        return after not in CUES
    return (
        before.low in TITLED_NOUNS
        and before.text.islower()
        and inner[:1].isupper()
        and not inner.endswith(_ENDS)
    )


def _is_nickname(tokens: tuple[Token, ...], at: int, inner: str) -> bool:
    """Whether words stand inside a name: Roberta “Bobbie” Ray."""
    if at + 1 >= len(tokens) or len(inner.split()) > _NICKNAME_WORDS or not inner[:1].isupper():
        return False
    beside = (tokens[at - 1], tokens[at + 1])
    return all(token.text[:1].isupper() and token.low not in CUES for token in beside)


def _is_title_case(inner: str) -> bool:
    words = [word for word in inner.split() if word.lower() not in FUNCTION_WORDS]
    ends = inner.endswith(_ENDS) and not inner.endswith(",")
    return len(words) > 1 and not ends and all(word[:1].isupper() for word in words)


def _names_work(before: str, inner: str) -> bool:
    """Whether words read like the name of a programme, a film or a book: in "The Long Night"."""
    words = inner.rstrip(".,").split()
    if before not in _IN_WORKS or len(words) > _TITLE_WORDS or not inner[:1].isupper():
        return False
    if len(words) < 2 and before not in ("'s", "\u2019s", "on"):  # noqa: PLR2004 - "Today"
        return False
    if inner[-1] in "!?" or _INNER_END.search(inner):
        return False
    return words[-1][0].isupper() and all(
        word[0].isupper() or not word[0].isalpha() or word in FUNCTION_WORDS for word in words
    )


def is_self_description(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the quoted words say what somebody is: "describes himself as a Q"."""
    low = [token.low for token in tokens[max(0, at - 3) : at]]
    if low and low[-1] in ("a", "an", "the"):
        low.pop()
    return len(low) > 1 and low[-1] == "as" and low[-2] in _SELVES


def kind_of(text: str, start: int, end: int, before: str) -> QuotationKind:
    """Tell an utterance from a fragment that is woven into the sentence.

    Args:
        text: the whole text.
        start: offset of the first quoted character.
        end: offset after the last quoted character.
        before: the text right before the opening mark, white space stripped.
    """
    inner = text[start:end]
    if _INNER_END.search(inner) or not before or before.endswith((":", ",")):
        return QuotationKind.DIRECT
    opens_sentence = not inner[0].islower()
    if opens_sentence and inner.rstrip().endswith(_ENDS):
        return QuotationKind.DIRECT
    if before[-1] in ".!?" and opens_sentence:
        return QuotationKind.DIRECT
    return QuotationKind.PARTIAL


def reported(sentence: Parsed, cue: int, mention: Mention) -> tuple[int, int] | None:
    """Return the tokens of a reported statement after a cue, where the grammar is plain.

    "told X that ...", "pointed out that ...", "said the ...": to the end of the sentence, or to
    the next verb of saying that has its own subject. "According to X, ...": what follows, or what
    stands before it. None where quoted words stand in it.
    """
    tokens = sentence.tokens
    if tokens[cue].low == "according":
        begin, end = _according(sentence, cue, mention)
    else:
        start = _statement_start(tokens, cue)
        if start is None:
            return None
        begin, end = start, _statement_end(sentence, start)
    while end > begin and not tokens[end - 1].low[:1].isalnum():
        end -= 1
    words = tokens[begin:end]
    # "that it was her “last message”": the words before a quotation are no statement of their own.
    is_cut = end < len(tokens) and tokens[end].quote != NO_QUOTE
    if len(words) < _MIN_WORDS + is_cut or any(token.quote != NO_QUOTE for token in words):
        return None
    return begin, end


def _according(sentence: Parsed, cue: int, mention: Mention) -> tuple[int, int]:
    tokens = sentence.tokens
    if cue > 0:
        return 0, cue
    for at in range(mention.last, min(mention.last + _INSERTION, len(tokens))):
        if tokens[at].text == ",":
            return at + 1, len(tokens)
    return 0, 0


def _statement_start(tokens: tuple[Token, ...], cue: int) -> int | None:
    low = tokens[cue].low
    if low not in INDIRECT and not (low[:5] == "point" and _low(tokens, cue + 1) == "out"):
        return None
    for at in range(cue + 1, min(cue + _RECIPIENT, len(tokens))):
        token = tokens[at]
        if token.low == "that":
            return at + 1
        if token.quote != NO_QUOTE or token.text in ",:;." or token.low in CUES:
            break
    behind = any(token.quote != NO_QUOTE for token in tokens[max(0, cue - 2) : cue])
    if low in _BARE and not behind and _low(tokens, cue + 1) in _CLAUSE_STARTS:
        return cue + 1
    return None


def _low(tokens: tuple[Token, ...], at: int) -> str:
    return tokens[at].low if at < len(tokens) else ""


def _statement_end(sentence: Parsed, begin: int) -> int:
    tokens = sentence.tokens
    for cue in sentence.cues:
        if cue <= begin:
            continue
        for mention in sentence.mentions:
            joined = mention.first > begin and _low(tokens, mention.first - 1) in ("and", "but")
            if joined and mention.last == cue:
                return mention.first - 1
    for at in range(begin, len(tokens)):
        if tokens[at].text == "," and _low(tokens, at + 1) == "according":
            return at
    return len(tokens)
