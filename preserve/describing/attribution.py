"""Who a quotation is given to inside its sentence: the lead-in before it, or the tail after it."""

from dataclasses import dataclass

from preserve.describing.beside import after_time
from preserve.describing.cues import ADVERBS, CUES, DASHES, QUOTING, SPEECH_NOUNS, VERBS
from preserve.describing.gazetteer import POST_NOUNS, VIDEO_NOUNS
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.standing import main_subject, owns
from preserve.describing.subject_phrases import phrase_end, whom
from preserve.describing.subjects import Parsed, is_followed, subject_of
from preserve.describing.unsaid import is_unsaid
from preserve.describing.verbs import FOLLOWED

_REACH = 60  # tokens between a cue verb and its quotation
_INSERTION = 24  # tokens of ", who fled last week," between a name and its verb
_JOINING = frozenset({",", "and", "or", "&", "but", "then", "a", "an", "the", "as"})
_ACT_REACH = 25  # tokens between "denounced" and what was denounced
_REACHES = {"weak": 3, "act": _ACT_REACH}  # "he continued: Q"
_OWNED = 3  # words between an owner and a noun of saying


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
    while begin < len(tokens) and tokens[begin].text in _BREAKS:
        begin += 1
    if begin >= len(tokens):
        return None
    if tokens[begin].low == "according":
        return _according(sentence, begin)
    verb = begin
    while verb < len(tokens) and tokens[verb].low in ADVERBS:
        verb += 1
    form = VERBS.get(tokens[verb].low) if verb < len(tokens) else None
    inverts = form is not None and form.form in ("past", "third") and tokens[verb].low in CUES
    if inverts and tokens[verb].low not in _TELLING:
        mention = _starting(sentence, verb + 1)
        if mention is not None:
            return Credit(mention, (verb, verb + 1))
    return _subject_first(sentence, begin) or _signed(sentence, at, begin)


def _according(sentence: Parsed, begin: int) -> Credit | None:
    if begin + 1 >= len(sentence.tokens):
        return None
    mention = _starting(sentence, begin + 2)
    return Credit(mention, (begin, begin + 2)) if mention else None


def _subject_first(sentence: Parsed, begin: int) -> Credit | None:
    """Read "X said", "the party chairman X, 41, said", "X of the Porto council told"."""
    tokens = sentence.tokens
    mention = _starting(sentence, begin)
    if mention is None:
        return None
    for end in (mention.last, mention.name_last, phrase_end(tokens, begin)):
        cue = _verb_after(tokens, end)
        if cue is not None and is_unsaid(tokens, cue):
            return Credit(None, (cue, cue_end(tokens, cue)))
        if cue is not None and (tokens[cue].low in CUES or tokens[cue].low in FOLLOWED):
            return Credit(mention, (cue, cue_end(tokens, cue)))
    return None


def _signed(sentence: Parsed, at: int, begin: int) -> Credit | None:
    """Read "Q" — Ann Lee: a name after a dash that ends its sentence."""
    tokens = sentence.tokens
    if begin == at + 1 or tokens[begin - 1].text not in DASHES:
        return None
    for mention in sentence.mentions:
        if mention.first == begin and mention.kind == "name":
            ends = mention.last >= len(tokens) or tokens[mention.last].text in (".", ",")
            return Credit(mention) if ends else None
    return None


def _starting(sentence: Parsed, index: int) -> Mention | None:
    """Return whom the noun phrase that begins at a token means."""
    if index >= len(sentence.tokens):
        return None
    for mention in sentence.mentions:
        if index in (mention.first, mention.name_first):
            end = phrase_end(sentence.tokens, index)
            if end <= mention.last or mention.kind == "pronoun":
                return mention if mention.kind != "possessive" else None
            break
        if mention.first > index:
            break
    return whom(sentence.tokens, sentence.mentions, index, phrase_end(sentence.tokens, index))


def _verb_after(tokens: tuple[Token, ...], index: int) -> int | None:
    """Return the finite cue verb after a name, adverbs and one insertion passed over."""
    for _ in range(3):  # "(Greens), 62, of Porto, a nurse,"
        index = _after_insertion(tokens, index)
    while index < len(tokens) and (tokens[index].low in ADVERBS or tokens[index].low in _HAVE):
        index += 1
    index = after_time(tokens, index)
    if index < len(tokens) and index - 1 >= 0:
        low = tokens[index].low
        form = VERBS.get(low)
        if form is None or (low in FOLLOWED and not is_followed(tokens, index)):
            return None
        if form.form in ("past", "third") or (form.form == "base" and form.family == "say"):
            return index
    return None


def _after_insertion(tokens: tuple[Token, ...], index: int) -> int:
    """Return the index after ", 41," or "(Greens)" or "of the Porto council" at a token."""
    if index >= len(tokens):
        return index
    if tokens[index].low in ("of", "from", "in", "with"):
        end = phrase_end(tokens, index + 1)
        inserted = end < len(tokens) and tokens[end].text == "," == tokens[index - 1].text
        return end + inserted if end > index + 1 else index
    closing = {"(": ")", ",": ","}.get(tokens[index].text)
    if closing is None:
        return index
    for at in range(index + 1, min(index + _INSERTION, len(tokens))):
        if tokens[at].quote != NO_QUOTE:
            return index
        if tokens[at].text == closing:
            return at + 1
    return index


_TELLING = frozenset({"told", "tells"})  # whoever comes behind is told
_MESSAGE_REACH = 5  # tokens of "his most recent message"
_QUOTED_REACH = 10  # tokens between "quoting" and the words
_PASSING_ON = QUOTING | {"retweeted", "re-tweeted", "quote"}
_BREAKS = DASHES | {","}
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
    named = _quoter(sentence, at) or _labelled(sentence, at)
    if named is not None:
        return named
    for cue in reversed(sentence.cues):
        if cue >= at or at - cue > _REACH or not _usable(tokens, cue, at):
            continue
        subject = subject_of(sentence, cue)
        if subject is not None and is_unsaid(tokens, cue):
            return Credit(None, (cue, cue_end(tokens, cue)))
        if subject is not None:
            end = cue_end(tokens, cue)
            return Credit(subject.mention, (cue, end), subject.reporter)
    if at > 0 and tokens[at - 1].text == ":":
        return announced(sentence, at)
    return _owned(sentence, at) or _sourced(sentence, at)


def _quoter(sentence: Parsed, at: int) -> Credit | None:
    """Read "Ann Lee, quoting Bob Ray: Q" and "Ann Lee retweeted Bob Ray: Q": Bob Ray's words."""
    tokens = sentence.tokens
    for cue in range(at - 1, max(0, at - _QUOTED_REACH), -1):
        if tokens[cue].low not in _PASSING_ON:
            continue
        for mention in sentence.mentions:
            after = mention.first == cue + 1 and mention.kind in ("name", "anon", "handle")
            if after and tokens[at - 1].text in (":", ",") and mention.last == at - 1:
                return Credit(mention, (cue, cue + 1), main_subject(sentence, cue))
    return None


def _labelled(sentence: Parsed, at: int) -> Credit | None:
    """Read "Ann Lee: Q" and "All agree - Ann Lee (Greens): Q", as in minutes and digests."""
    tokens = sentence.tokens
    if at == 0 or tokens[at - 1].text != ":":
        return None
    for mention in sentence.mentions:
        opens = mention.first == 0 or tokens[mention.first - 1].text in DASHES
        if mention.kind == "name" and opens and _after_insertion(tokens, mention.last) == at - 1:
            return Credit(mention)
    return None


def _usable(tokens: tuple[Token, ...], cue: int, at: int) -> bool:
    reach = _REACHES.get(VERBS[tokens[cue].low].family, _REACH)
    return at - cue <= reach


def _owned(sentence: Parsed, at: int) -> Credit | None:
    """Read "her claim that she Q", "Ann Lee's call for Q": a noun of saying and its owner."""
    tokens = sentence.tokens
    for noun in range(at - 1, max(0, at - _ACT_REACH), -1):
        if tokens[noun].low not in SPEECH_NOUNS:
            continue
        for mention in sentence.mentions:
            after = mention.last if mention.kind == "possessive" else mention.last + 1
            owner = mention.kind == "possessive" or owns(tokens, mention)
            if owner and after <= noun <= after + _OWNED:
                return Credit(mention, (noun, noun + 1))
        return None
    return None


def _sourced(sentence: Parsed, at: int) -> Credit | None:
    """Read "according to Ann Lee" before the words, or what ends the sentence after them."""
    tokens = sentence.tokens
    for index in range(max(0, at - _REACH), at):
        if tokens[index].low == "according":
            return _according(sentence, index)
    for index in range(at + 1, min(at + _REACH, len(tokens) - 2)):
        if tokens[index].text == ",":
            credit = _ending(sentence, index + 1)
            if credit is not None:
                return credit
    return None


def _ending(sentence: Parsed, begin: int) -> Credit | None:
    """Read ", Ann Lee said." and ", said Ann Lee, a nurse" after further words."""
    tokens = sentence.tokens
    if tokens[begin].low == "according":
        return _according(sentence, begin)
    form = VERBS.get(tokens[begin].low)
    inverts = form is not None and form.form in ("past", "third") and form.family == "say"
    if inverts and tokens[begin].low not in _TELLING:
        mention = _starting(sentence, begin + 1)
        return Credit(mention, (begin, begin + 1)) if mention else None
    mention = _starting(sentence, begin)
    if mention is None:
        return None
    cue = _verb_after(tokens, mention.last)
    if cue is None or VERBS[tokens[cue].low].family != "say" or cue != mention.last:
        return None
    ends = cue + 1 >= len(tokens) or tokens[cue + 1].text in (".", ",")
    return Credit(mention, (cue, cue + 1)) if ends else None


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
        if cue < end and VERBS[tokens[cue].low].family != "weak":
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
        if before in ("from", "by") and _is_message(sentence.tokens[: mention.first]):
            return mention
        owner = mention.kind == "possessive" or owns(sentence.tokens, mention)
        if owner and _is_message(sentence.tokens[mention.last : mention.last + _MESSAGE_REACH]):
            return mention
    return None


def _is_message(tokens: tuple[Token, ...]) -> bool:
    """Whether some words name what holds words: a message, a post, a video; no sign, no office."""
    return any(token.low in SPEECH_NOUNS | POST_NOUNS | VIDEO_NOUNS for token in tokens)


def _announcing_word(sentence: Parsed, mention: Mention, end: int) -> tuple[int, int] | None:
    """Return the verb of the announcement ("issued", "read"), where the next word is one."""
    tokens = sentence.tokens
    for at in range(mention.last, end):
        low = tokens[at].low
        if low in VERBS or low.endswith("ed"):
            return (at, at + 1)
    return None
