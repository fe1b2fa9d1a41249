"""Who speaks together with a subject: "Ann Lee of Porto and Bob Ray", "critics, including Lee"."""

from preserve.describing.cues import VERBS
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.standing import MAX_MENTIONS, Read, is_eligible, owns
from preserve.describing.subject_phrases import phrase_end, phrase_start

_MOST = 6  # partners of one subject
_GAP = 14  # tokens between two partners
_LIST = 60  # tokens of "including Ann Lee, Bob Ray and Carl Orr"
_AND = frozenset({"and", "&", "nor"})
_CLOSING = {"(": ")", ",": ","}
_LED = frozenset({"his", "her", "state", "fellow", "former", "then", "also"})
_DASHES = frozenset({",", "—", "\u2013", "-"})
_MEMBERS = frozenset({"including", "like"})
_BESIDE = (("along", "with"), ("together", "with"), ("as", "well", "as"))


def partners_of(sentence: Read, subject: Mention, cue: int) -> tuple[Mention, ...]:
    """Return who speaks together with the subject of the verb at `cue`."""
    if subject.kind == "anon":
        members = _members(sentence, subject, cue)
        if members:
            return members
    if subject.first > cue:
        return _following(sentence, subject, len(sentence.tokens))
    earlier = _earlier(sentence, subject)
    if earlier and not is_eligible(sentence, earlier[-1]):
        return ()
    if VERBS[sentence.tokens[cue].low].form == "participle":
        return earlier
    return earlier + (_following(sentence, subject, cue) or _accompanying(sentence, subject, cue))


def _earlier(sentence: Read, subject: Mention) -> tuple[Mention, ...]:
    """Return the names before a subject that "and" and commas join to it, the nearest first."""
    found: list[Mention] = []
    following = subject
    ended = False
    before = [one for one in sentence.mentions[:MAX_MENTIONS] if one.first < subject.first]
    for mention in reversed(before):
        if mention.last > following.first:
            continue
        if following.first - mention.last > _GAP or len(found) == _MOST:
            break
        if mention.kind != "name" or owns(sentence.tokens, mention):
            continue
        joint = _joint(sentence.tokens, mention, _start(sentence.tokens, following))
        if joint not in ("and", "," if found else "and"):
            if ended:
                break
            ended = True  # one name of an insertion may stand between: "Ann Lee of Porto and"
            continue
        found.append(mention)
        following, ended = mention, False
    return tuple(found)


def _start(tokens: tuple[Token, ...], mention: Mention) -> int:
    return phrase_start(tokens, mention.first) if mention.kind == "name" else mention.first


def _joint(tokens: tuple[Token, ...], mention: Mention, end: int) -> str:
    """Return "and" or "," where nothing else joins a name, with its insertion, to what follows."""
    if any(token.quote != NO_QUOTE for token in tokens[mention.last : end]):
        return ""
    at = _after_insertion(tokens, mention.last, end)
    words = [token.low for token in tokens[at:end]]
    if words[:1] == [","]:
        words.pop(0)
        if not words:
            return ","
    if words and words[0] in _AND and set(words[1:]) <= _LED:
        return "and"
    return ""


def _after_insertion(tokens: tuple[Token, ...], at: int, end: int) -> int:
    """Return the index after "(Greens)", "of Porto" or ", a nurse" where one stands at a token."""
    if at >= end:
        return at
    if tokens[at].low in ("of", "from"):
        after = phrase_end(tokens, at + 1)
        return after if at + 1 < after <= end else at
    closing = _CLOSING.get(tokens[at].text)
    if closing is None or (closing == "," and tokens[at + 1].low in _AND):
        return at
    for index in range(at + 1, end):
        if tokens[index].text == closing:
            return index + (closing == ")")
    return at


def _following(sentence: Read, subject: Mention, end: int) -> tuple[Mention, ...]:
    """Return who is joined to a subject by what follows: "said Ann Lee, Bob Ray and Carl Orr"."""
    tokens = sentence.tokens
    found: list[Mention] = []
    before = subject
    for mention in sentence.mentions[:MAX_MENTIONS]:
        if mention.first < before.last or mention.kind != "name" or mention.last > end:
            continue
        start = phrase_start(tokens, mention.first)
        if start - before.last > _GAP or len(found) == _MOST or owns(tokens, mention):
            break
        joint = _joint(tokens, before, start)
        found.append(mention)
        if joint == "and":
            comma = any(token.text == "," for token in tokens[before.last : start])
            return () if comma and len(found) == 1 else tuple(found)
        if joint != ",":
            break
        before = mention
    return ()


def _accompanying(sentence: Read, subject: Mention, cue: int) -> tuple[Mention, ...]:
    """Return the name of ", along with Bob Ray," after a subject."""
    tokens = sentence.tokens
    at = subject.last + (subject.last < cue and tokens[subject.last].text == ",")
    for words in _BESIDE:
        if tuple(token.low for token in tokens[at : at + len(words)]) == words:
            begin = at + len(words)
            for mention in sentence.mentions[:MAX_MENTIONS]:
                if begin <= mention.first < cue and mention.kind == "name":
                    starts = phrase_start(tokens, mention.first) == begin
                    return (mention,) if starts and not owns(tokens, mention) else ()
    return ()


def _members(sentence: Read, subject: Mention, cue: int) -> tuple[Mention, ...]:
    """Return the names of "several critics, including Ann Lee and Bob Ray," before a verb."""
    tokens = sentence.tokens
    begin = _listing(tokens, subject.last, cue)
    if begin is None or cue - begin > _LIST:
        return ()
    found = [
        mention
        for mention in sentence.mentions[:MAX_MENTIONS]
        if begin <= mention.first < cue
        and mention.kind == "name"
        and not owns(tokens, mention)
        and _is_listed(tokens, mention, begin)
    ]
    return tuple(found[:_MOST])


def _listing(tokens: tuple[Token, ...], at: int, cue: int) -> int | None:
    """Return where the names begin after "including", "like" or "such as"."""
    while at < cue and tokens[at].text in _DASHES:
        at += 1
    if at >= cue:
        return None
    if tokens[at].low in _MEMBERS:
        return at + 1
    return at + 2 if [one.low for one in tokens[at : at + 2]] == ["such", "as"] else None


def _is_listed(tokens: tuple[Token, ...], mention: Mention, begin: int) -> bool:
    start = phrase_start(tokens, mention.first)
    if start <= begin:
        return True
    before = tokens[start - 1]
    return before.text == "," or before.low in _AND
