"""The noun phrase beside a verb of saying: where it ends, and whom of its words it means.

"National Harbour Committee spokesman Sean Pollard told ...", "said one voter from Porto": the
mentions of a sentence are names and descriptions; the phrase around them says which one speaks.
"""

from preserve.describing.cues import ADVERBS, AUXILIARIES, CONNECTIVES, PREPOSITIONS, VERBS
from preserve.describing.gazetteer import CALENDAR, HONORIFICS, PERSON_NOUNS
from preserve.describing.names import Mention
from preserve.describing.prose import NO_QUOTE, Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MOST = 16  # tokens of one phrase
_BEFORE = 8  # words before a name that belong to it
_ADJECTIVES = ("al", "ic", "ive", "ian", "ish", "ern", "time", "runner", "term")
_POSSESSIVE = frozenset({"'s", "\u2019s"})
_STOP = ((PREPOSITIONS | CONNECTIVES | AUXILIARIES | ADVERBS) - {"of", "'s", "first", "&"}) | {
    "he",
    "she",
    "they",
    "it",
    "him",
    "me",
    "us",
    "them",
}
_COUNTING = frozenset(
    ["a", "an", "one", "another", "some", "several", "many", "two", "three", "four", "five",
     "other", "others", "most", "both"]
)  # fmt: skip
_DETERMINERS = _COUNTING | {"the", "this", "that", "his", "her", "their", "these", "those"}
_AFTER = frozenset({"familiar", "involved", "close", "present", "privy", "briefed", "interviewed"})
_ALONE = frozenset({"another", "others", "some", "many", "most", "several"})
_SPEAKING = _words(
    "crowd audience group company campaign committee board commission party team administration"
    " panel union department agency government police firm council court ministry army military"
    " organization organisation coalition institute bank association alliance network embassy"
    " university school newspaper magazine republican republicans democrat democrats conservative"
    " conservatives liberal liberals candidate host moderator narrator aide adviser advisor"
    " strategist operative confidant commenter ally insider veteran donor critic supporter backer"
    " aides advisers advisors strategists operatives allies insiders donors critics supporters"
    " backers employee investor delegate delegates frontrunner front-runner nominee rival"
    " opponent contender incumbent pundit observer tycoon mogul billionaire commentators scholars"
    " pope majority minority respondents bureau office nonprofit charity chain club foundation"
    " camp senate congress parliament caucus leadership white-house force rally-goers attendees"
    " speaker speakers celebrity anchor interviewer pollster pollsters"
)
"""Nouns for people and for groups that speak with one voice; a letter or a poll is none."""


def phrase_end(tokens: tuple[Token, ...], begin: int) -> int:
    """Return the index after the noun phrase that begins at a token (`begin` if there is none)."""
    at = begin
    limit = min(len(tokens), begin + _MOST)
    while at < limit and _goes_on(tokens, begin, at):
        at += 1
    while at > begin and tokens[at - 1].low in ("of", "'s", "\u2019s"):
        at -= 1
    return at


def _goes_on(tokens: tuple[Token, ...], begin: int, at: int) -> bool:
    token = tokens[at]
    low = token.low
    if token.quote != NO_QUOTE:
        return False
    if token.text == ".":
        before = tokens[at - 1]
        initial = len(before.text) == 1 and before.text.isupper()
        follows = at + 1 < len(tokens) and tokens[at + 1].text[:1].isupper()
        return at > begin and follows and (initial or before.low in HONORIFICS)
    if low in _POSSESSIVE:
        return at > begin
    if low in _STOP or (at > begin and (low in CALENDAR or low in _AFTER)):
        return False
    return (token.text[0].isalnum() or low == "&") and not _is_verb(tokens, begin, at)


def _is_verb(tokens: tuple[Token, ...], begin: int, at: int) -> bool:
    """Whether a word ends the phrase as its verb: "the senator said", no "call volunteer"."""
    token = tokens[at]
    form = VERBS.get(token.low)
    if form is None or at == begin or token.text[:1].isupper():
        return False
    if form.form == "participle":
        return True
    return not form.noun_like or form.form == "third"


def whom(
    tokens: tuple[Token, ...], mentions: tuple[Mention, ...], begin: int, end: int
) -> Mention | None:
    """Return whom the noun phrase between two tokens means, if it can speak at all."""
    inside = [one for one in mentions if begin <= one.first < end and one.kind != "possessive"]
    last = inside[-1] if inside else None
    if len(inside) > 1 and inside[0].kind == "name" and inside[0].last < end:
        first = inside[0]  # "Ann Lee of the harbour firm Orr"
        if tokens[first.last].low == "of" and tokens[first.first - 1].low != "of":
            return _last_of(tokens, first, begin, first.last)
    if len(inside) > 1 and tokens[inside[-1].first - 1].low == "of":
        earlier = inside[-2]  # "Ann Lee of Porto", "the mother of Ann Lee"
        if inside[-1].first - 1 in (earlier.last, earlier.name_last):
            return _last_of(tokens, earlier, begin, earlier.last)
    if last is not None and end in (last.name_last, last.last):
        return _last_of(tokens, last, begin, end)
    return _described(tokens, begin, end)


def phrase_start(tokens: tuple[Token, ...], first: int) -> int:
    """Return where the words before a name begin: "Green front-runner and party chairman X"."""
    at = first
    while at > max(0, first - _BEFORE) and _qualifies(tokens[at - 1]):
        at -= 1
    if at < first and at > 0 and tokens[at - 1].low in _DETERMINERS:
        at -= 1
    return at


def noun_phrase_before(tokens: tuple[Token, ...], end: int) -> int | None:
    """Return where a noun phrase with a determiner begins that ends right before a token."""
    at = end
    while at > max(0, end - _BEFORE):
        token = tokens[at - 1]
        if token.low in _DETERMINERS:
            if at > 1 and tokens[at - 2].low in _DETERMINERS:  # "his most recent message"
                at -= 1
            return at - 1 if at < end or token.low in _ALONE else None
        if not _is_inner(token):
            return None
        at -= 1
    return None


def _is_inner(token: Token) -> bool:
    if token.quote != NO_QUOTE or token.low in _STOP:
        return False
    form = VERBS.get(token.low)
    if form is not None and not (form.noun_like and form.form in ("base", "third")):
        return False
    return token.text[0].isalpha() or token.low in _POSSESSIVE


def _qualifies(token: Token) -> bool:
    low = token.low
    if low in _STOP or token.quote != NO_QUOTE or not token.text[0].isalpha():
        return False
    if token.text[0].isupper():
        return low not in CALENDAR
    if low in PERSON_NOUNS or low in _SPEAKING or low.startswith("co-"):
        return True
    return low not in VERBS and low.endswith(_ADJECTIVES)


def _last_of(tokens: tuple[Token, ...], mention: Mention, begin: int, end: int) -> Mention | None:
    before = tokens[mention.first - 1].low if mention.first > begin else ""
    if mention.kind == "anon":
        return mention._replace(first=begin, name_first=begin)
    if before == "of":  # "the mother of Ann Lee": not Ann Lee
        return _described(tokens, begin, end)
    if not mention.roles and tokens[begin].low in _COUNTING:  # "one Green", "a North Shore Green"
        return Mention("anon", begin, end, begin, end)
    return mention


def _described(tokens: tuple[Token, ...], begin: int, end: int) -> Mention | None:
    """Return a description whose noun is one for people ("the crowd", "one close ally")."""
    if end <= begin or end - begin > _MOST:
        return None
    words = [token.low for token in tokens[begin:end]]
    if len(words) == 1 and words[0] in _ALONE:
        return Mention("anon", begin, end, begin, end)
    head = words.index("of") - 1 if "of" in words else len(words) - 1
    if head < 0 or words[head] not in _SPEAKING:
        return None
    if words[0] not in _DETERMINERS and not tokens[begin].text[:1].isupper():
        return None
    return Mention("anon", begin, end, begin, end)
