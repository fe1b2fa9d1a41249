"""Who a quotation is given to inside its sentence: the lead-in before it, or the tail after it."""

from dataclasses import dataclass

from preserve.describing.cues import ADVERBS, CUES
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.subjects import Parsed, main_subject, subject_of

_REACH = 60  # tokens between a cue verb and its quotation
_INSERTION = 14  # tokens of ", who fled last week," between a name and its verb
_JOINING = frozenset({",", "and", "or", "&", "but", "then", "a", "an", "the", "as"})
_WEAK_REACH = 3  # tokens: "he continued: Q"


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a sentence gives a quotation to.

    Attributes:
        mention: the words that name the speaker; None for a passive without an agent.
        cue: token indices (first, last) of the cue, or None.
        reporter: who is said to have quoted the speaker.
        inherits: the quotation is joined to the one before it ("Q and Q").
    """

    mention: Mention | None
    cue: tuple[int, int] | None = None
    reporter: Mention | None = None
    inherits: bool = False


def tail(sentence: Parsed, at: int) -> Credit | None:
    """Read what follows the quotation at token `at`: "Q, he said", "Q, said X, a doctor"."""
    tokens = sentence.tokens
    begin = at + 1
    while begin < len(tokens) and tokens[begin].text in (",", "-", "—", "\u2013"):
        begin += 1
    if begin >= len(tokens):
        return None
    if tokens[begin].low == "according" and begin + 1 < len(tokens):
        mention = _starting(sentence, begin + 2)
        return Credit(mention, (begin, begin + 2)) if mention else None
    mention = _starting(sentence, begin)
    if mention is not None:
        cue = _verb_after(tokens, mention.last) or _verb_after(tokens, mention.name_last)
        return Credit(mention, (cue, cue_end(tokens, cue))) if cue is not None else None
    form = CUES.get(tokens[begin].low)
    if form is not None and form.form in ("past", "third"):
        mention = _starting(sentence, begin + 1)
        return Credit(mention, (begin, begin + 1)) if mention else None
    return None


def _starting(sentence: Parsed, index: int) -> Mention | None:
    for mention in sentence.mentions:
        if index in (mention.first, mention.name_first):
            return mention if mention.kind != "possessive" else None
        if mention.first > index:
            break
    return None


def _verb_after(tokens: tuple[Token, ...], index: int) -> int | None:
    """Return the finite cue verb after a name, adverbs and one insertion passed over."""
    if index < len(tokens) and tokens[index].text in (",", "("):
        closing = ")" if tokens[index].text == "(" else ","
        for at in range(index + 1, min(index + _INSERTION, len(tokens))):
            if tokens[at].quote != NO_QUOTE:
                return None
            if tokens[at].text == closing:
                index = at + 1
                break
        else:
            return None
    while index < len(tokens) and (tokens[index].low in ADVERBS or tokens[index].low in _HAVE):
        index += 1
    if index < len(tokens) and index - 1 >= 0:
        form = CUES.get(tokens[index].low)
        if form is not None and form.form in ("past", "third", "base"):
            return index
    return None


_HAVE = frozenset({"has", "have", "had", "would"})


def cue_end(tokens: tuple[Token, ...], cue: int) -> int:
    """Return the token after a cue, also one of two words ("pointed out", "called for")."""
    if tokens[cue].low == "according":
        return cue + 2
    if cue + 1 < len(tokens) and tokens[cue + 1].low == "out" and tokens[cue].low[:5] == "point":
        return cue + 2
    return cue + 1


def lead_in(sentence: Parsed, at: int) -> Credit | None:
    """Read what stands before the quotation at token `at`, from the quotation leftwards."""
    tokens = sentence.tokens
    joined = _joined_to(tokens, at)
    if joined:
        return Credit(None, inherits=True)
    for cue in reversed(sentence.cues):
        if cue >= at or at - cue > _REACH or not _usable(tokens, cue, at):
            continue
        subject = subject_of(sentence, cue)
        if subject is not None:
            end = cue_end(tokens, cue)
            return Credit(subject.mention, (cue, end), subject.reporter)
    if at > 0 and tokens[at - 1].text == ":":
        return announced(sentence, at)
    return None


def _usable(tokens: tuple[Token, ...], cue: int, at: int) -> bool:
    return CUES[tokens[cue].low].family != "weak" or at - cue <= _WEAK_REACH


def _joined_to(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether only "and" or a comma stands between this quotation and the one before it."""
    index = at - 1
    while index >= 0 and tokens[index].low in _JOINING:
        index -= 1
    return index >= 0 and index < at - 1 and tokens[index].quote != NO_QUOTE


def announced(sentence: Parsed, end: int) -> Credit | None:
    """Read a sentence that ends with a colon before somebody's words."""
    tokens = sentence.tokens
    for cue in reversed(sentence.cues):
        if cue < end and CUES[tokens[cue].low].family != "weak":
            subject = subject_of(sentence, cue)
            if subject is not None:
                return Credit(subject.mention, (cue, cue_end(tokens, cue)), subject.reporter)
    mention = main_subject(sentence, end) or _owner(sentence)
    if mention is None:
        return None
    cue_word = _announcing_word(sentence, mention, end)
    return Credit(mention, cue_word)


def _owner(sentence: Parsed) -> Mention | None:
    """Return whose message it is: "His message read:", "A message from Omar read:"."""
    for mention in sentence.mentions[:8]:
        before = sentence.tokens[mention.first - 1].low if mention.first else ""
        if mention.kind == "possessive" or before in ("from", "by"):
            return mention
        after = sentence.tokens[mention.last].low if mention.last < len(sentence.tokens) else ""
        if after in ("'s", "\u2019s") and mention.kind == "name":
            return mention
    return None


def _announcing_word(sentence: Parsed, mention: Mention, end: int) -> tuple[int, int] | None:
    """Return the verb of the announcement ("issued", "read"), where the next word is one."""
    tokens = sentence.tokens
    for at in range(mention.last, end):
        low = tokens[at].low
        if low in CUES or low.endswith("ed"):
            return (at, at + 1)
    return None
