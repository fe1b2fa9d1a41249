"""The mentions of one sentence, in order: names with the roles printed beside them, and the rest.

"The 28-year-old graphic designer and activist, Monther E." is one mention with one role;
"an aid worker, identified only as Omar" is one mention whose name is partly withheld.
"""

from preserve.describing.cues import AUXILIARIES
from preserve.describing.gazetteer import DETERMINERS, GENERIC_PERSONS, PLURAL_NOUNS, listed
from preserve.describing.kinds import Known
from preserve.describing.names import Mention, may_begin_name, name_run, read_name
from preserve.describing.phrases import (
    Phrase,
    is_verb,
    read_partisan,
    read_phrase,
    with_origin,
)
from preserve.describing.prose import NO_QUOTE, Sentence, Token
from preserve.describing.roles import IDLE, MAX_MODIFIERS, is_age, places_of_roles

SUBJECT_PRONOUNS = frozenset({"he", "she", "they"})
POSSESSIVES = frozenset({"his", "her", "their"})
_NAMING = frozenset(
    {
        ("called",),
        ("named",),
        ("named", "as"),
        ("named", "only", "as"),
        ("identified", "as"),
        ("identified", "only", "as"),
        ("known", "as"),
        ("known", "only", "as"),
        ("referred", "to", "as"),
        ("who", "gave", "his", "name", "as"),
        ("who", "gave", "her", "name", "as"),
        ("who", "gave", "only", "his", "first", "name", ","),
        ("who", "gave", "only", "her", "first", "name", ","),
    }
)
_PREMODIFIERS = POSSESSIVES | listed(
    "the a an another former late then current outgoing incoming longtime fellow retired rival"
)
_OPENING = DETERMINERS | POSSESSIVES
_OPENING_WORDS = _OPENING | SUBJECT_PRONOUNS
_PHRASE_REACH = 15  # tokens from the beginning of a description to its noun
_AGE_GAP = 3  # tokens of ", 41,"
_MAX_DESCRIPTION = 9  # tokens of "based in London" and the like after a noun for a person
_REACHING = frozenset({"in", "from", "of", "for", "at", "based", "with", "inside", "near"})


def mentions_in(sentence: Sentence, known: Known) -> tuple[Mention, ...]:
    """Find the mentions of a sentence; a headline in capitals has none but handles."""
    tokens = sentence.tokens
    if sentence.titled:
        return tuple(_handle(at) for at, token in enumerate(tokens) if _is_handle(token))
    return _joined(tokens, _scan(tokens, known))


def _handle(index: int) -> Mention:
    return Mention("handle", index, index + 1, index, index + 1)


def _is_handle(token: Token) -> bool:
    return token.text[:1] == "@" and len(token.text) > 1


def _scan(tokens: tuple[Token, ...], known: Known) -> list[Mention]:
    found: list[Mention] = []
    nouns = places_of_roles(tokens)
    stops = _stops(tokens, nouns)
    nouns.append(len(tokens) + _PHRASE_REACH)
    noun = after = 0
    for index in stops:
        _, _, text, low, _ = tokens[index]
        if index < after or text in IDLE or not (low[:1].isalnum() or text[:1] == "@"):
            continue
        if low in SUBJECT_PRONOUNS:
            found.append(Mention("pronoun", index, index + 1, index, index + 1))
        elif text[:1] == "@":
            found += [_handle(index)] if len(text) > 1 else []
        else:
            while nouns[noun] < index:
                noun += 1
            plain = text == low and "-" not in low and low not in _OPENING
            near = nouns[noun] - index < (MAX_MODIFIERS if plain else _PHRASE_REACH)
            if near or not plain:
                read, after = _scan_word(tokens, index, known, near=near)
                found += read
    return found


def _stops(tokens: tuple[Token, ...], nouns: list[int]) -> list[int]:
    """Return, in order, where a mention may begin; most small words are passed over.

    A small word begins one only where it opens a phrase, has a hyphen or an "@", or stands shortly
    before a noun for a person.
    """
    stops = {
        at
        for at, (_, _, text, low, _) in enumerate(tokens)
        if text != low or low in _OPENING_WORDS or "-" in low or "@" <= low < "A"
    }
    for noun in nouns:
        stops.update(range(max(0, noun - MAX_MODIFIERS + 1), noun + 1))
    return sorted(stops)


def _scan_word(
    tokens: tuple[Token, ...], index: int, known: Known, *, near: bool
) -> tuple[list[Mention], int]:
    """Read what begins at a word; `near` tells that a noun for a person is within reach."""
    token = tokens[index]
    phrase = read_phrase(tokens, index) if near else None
    if phrase is None and token.low in DETERMINERS:
        phrase = read_partisan(tokens, index)
    if phrase is not None:
        mention, after = _with_name(tokens, phrase, known)
        return [mention], after
    if token.low in POSSESSIVES:
        return [Mention("possessive", index, index + 1, index, index + 1)], index + 1
    if not may_begin_name(token):
        return [], index + 1
    read, after = read_name(tokens, index, known)
    if read and read[0].kind == "place" and _is_apposed(tokens, index, after):
        return [], after
    if read and read[0].kind == "name":
        after = with_origin(tokens, read[0].last)
        if after != read[0].last:
            read[0] = read[0]._replace(last=after)
    return [_from_determiner(tokens, mention) for mention in read], after


def _is_apposed(tokens: tuple[Token, ...], index: int, after: int) -> bool:
    """Whether a place only tells where another one lies: "Porto, Maine,"."""
    if index < 2 or tokens[index - 1].text != ",":  # noqa: PLR2004 - a word and a comma
        return False
    return (
        tokens[index - 2].text[:1].isupper() and after < len(tokens) and tokens[after].text in ".,"
    )


def _from_determiner(tokens: tuple[Token, ...], mention: Mention) -> Mention:
    """Let "the International Committee" and "Seven-year-old Bana" begin at their first word."""
    first = mention.first
    while first > 0 and _may_precede(tokens[first - 1].low):
        first -= 1
    return mention if first == mention.first else mention._replace(first=first)


def _with_name(tokens: tuple[Token, ...], phrase: Phrase, known: Known) -> tuple[Mention, int]:
    """Join a noun phrase with the name that follows it, directly or after a comma."""
    start, role_start, end = phrase
    comma = end < len(tokens) and tokens[end].text == ","
    at = end + 1 if comma else end
    if at < len(tokens) and name_run(tokens, at) > at:
        read, after = read_name(tokens, at, known)
        noun = tokens[end - 1].low
        generic = noun in GENERIC_PERSONS
        several = comma and noun in PLURAL_NOUNS  # "their rivals, Lee and Poe"
        joins = bool(read) and read[0].kind == "name" and read[0].first == at
        if joins and not (comma and generic) and not several:
            role_end = read[0].roles[0][1] if read[0].roles else end
            roles = () if generic and not read[0].roles else ((role_start, role_end),)
            last = with_origin(tokens, after)
            return read[0]._replace(first=start, last=last, roles=roles), last
    return Mention("anon", start, end, start, end, ((role_start, end),)), end


def _may_precede(low: str) -> bool:
    return low in _PREMODIFIERS or ("-" in low and is_age(low))


def _joined(tokens: tuple[Token, ...], raw: list[Mention]) -> tuple[Mention, ...]:
    """Join names with descriptions around them, then let descriptions reach to their end."""
    joined: list[Mention] = []
    for mention in raw:
        if len(joined) > 1 and joined[-1].kind == "possessive":
            # "who gave only his first name, Ali": the pronoun stands inside the naming words
            joined[-1:] = [] if _names_previous(tokens, joined[-2], mention) else joined[-1:]
        previous = joined[-1] if joined else None
        if previous is not None and _names_previous(tokens, previous, mention):
            joined[-1] = _named(tokens, previous, mention)
        elif previous is not None and _is_apposition(tokens, previous, mention):
            roles = previous.roles + mention.roles
            joined[-1] = previous._replace(last=mention.last, roles=roles)
        else:
            joined.append(mention)
    return tuple(_described(tokens, mention) for mention in joined)


def _between(tokens: tuple[Token, ...], first: int, last: int) -> tuple[str, ...]:
    words = [token.low for token in tokens[first:last]]
    return tuple(words[1:] if words and words[0] in (",", "(") else words)


def _names_previous(tokens: tuple[Token, ...], described: Mention, name: Mention) -> bool:
    if described.kind != "anon" or name.kind != "name":
        return False
    return _between(tokens, described.last, name.first) in _NAMING


def _named(tokens: tuple[Token, ...], described: Mention, name: Mention) -> Mention:
    hidden = "only" in _between(tokens, described.last, name.first)
    roles = tuple(
        role for role in described.roles if tokens[role[1] - 1].low not in GENERIC_PERSONS
    )
    return name._replace(first=described.first, roles=roles + name.roles, hidden=hidden)


def _is_apposition(tokens: tuple[Token, ...], name: Mention, described: Mention) -> bool:
    """Whether "NAME, a teacher, an activist and a reporter" goes on with another role."""
    if name.kind not in ("name", "handle") or described.kind != "anon":
        return False
    if tokens[described.first].low not in DETERMINERS and name.name_last == name.last:
        return [token.low for token in tokens[name.last : described.first]] == [","]
    gap = [token.low for token in tokens[name.last : described.first]]
    if len(gap) == _AGE_GAP and gap[1].isdigit():  # "Ann Lee, 41, a nurse"
        gap = gap[2:]
    return gap == [","] or (name.last > name.name_last and gap in (["and"], [",", "and"]))


def _described(tokens: tuple[Token, ...], mention: Mention) -> Mention:
    """Let "An activist in the besieged area" reach to its verb, where that is near."""
    if mention.kind != "anon" or mention.last >= len(tokens):
        return mention
    if tokens[mention.last].low not in _REACHING:
        return mention
    limit = min(len(tokens), mention.last + _MAX_DESCRIPTION)
    for at in range(mention.last, limit):
        token = tokens[at]
        if token.low in AUXILIARIES or is_verb(token):
            return mention._replace(last=at, name_last=at)
        if token.quote != NO_QUOTE or token.text in ",;:()":
            return mention
    return mention
