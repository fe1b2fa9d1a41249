"""The mentions of one sentence, in order: names with the roles printed beside them, and the rest.

"The 28-year-old graphic designer and activist, Monther E." is one mention with one role;
"an aid worker, identified only as Omar" is one mention whose name is partly withheld.
"""

from typing import NamedTuple

from preserve.describing.cues import AUXILIARIES, CUES
from preserve.describing.gazetteer import (
    CALENDAR,
    DETERMINERS,
    FUNCTION_WORDS,
    GENERIC_PERSONS,
    HONORIFICS,
    PLURAL_NOUNS,
    listed,
)
from preserve.describing.kinds import Known
from preserve.describing.names import Mention, may_begin_name, name_run, read_name
from preserve.describing.prose import NO_QUOTE, Sentence, Token
from preserve.describing.roles import IDLE, MAX_MODIFIERS, is_age, is_modifier, is_role
from preserve.describing.things import SURNAMES

SUBJECT_PRONOUNS = frozenset({"he", "she", "they"})
POSSESSIVES = frozenset({"his", "her", "their"})
_AND = frozenset({"and", "&"})
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
_POSSESSIVE_MARKS = frozenset({"'s", "\u2019s"})
_OFFICES = listed(
    "the and state defense defence commerce labor labour education energy justice agriculture"
    " transportation transport treasury interior homeland security veterans affairs health housing"
    " management foreign national intelligence elections staff operations communications policy"
    " public relations human services urban development finance communication information"
    " trade industry culture environment house senate programs research media"
)
_PARTISAN = frozenset({"republican", "conservative", "libertarian", "liberal", "progressive"})
_MAX_OFFICE = 6  # words of "of Health and Human Services"
_NOUNS_IN_S = listed(
    "news affairs communications sales operations relations sports politics economics physics"
    " services studies business arts rights elections veterans press human-rights civil-rights"
    " appeals grassroots congress access process programs ethics logistics campus"
)
_VERBS = listed(
    "met took made gave beat won ran saw got let kept led held hit put cut sent left lost found"
    " brought bought thought sought taught caught fought built felt heard knew grew threw drew"
    " began came went became chose spoke broke wrote drove rode rose shook stole woke sat stood"
    " paid laid fell ate flew hid heads chairs judges guards cooks coaches pilots authors monitors"
    " hosts champions doctors leads rivals fellows hopes backs wants calls"
)
_AGE_GAP = 3  # tokens of ", 41,"
_MAX_DESCRIPTION = 9  # tokens of "based in London" and the like after a noun for a person
_REACHING = frozenset({"in", "from", "of", "for", "at", "based", "with", "inside", "near"})


class _Phrase(NamedTuple):
    """A noun phrase for a person: where it begins, its words without determiner, its end."""

    start: int
    role_start: int
    end: int


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
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text in IDLE:
            index += 1
        elif token.low in SUBJECT_PRONOUNS:
            found.append(Mention("pronoun", index, index + 1, index, index + 1))
            index += 1
        elif _is_handle(token):
            found.append(_handle(index))
            index += 1
        elif not token.low[:1].isalnum():
            index += 1
        else:
            read, index = _scan_word(tokens, index, known)
            found.extend(read)
    return found


def _scan_word(tokens: tuple[Token, ...], index: int, known: Known) -> tuple[list[Mention], int]:
    token = tokens[index]
    phrase = _read_phrase(tokens, index)
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
    while first > 0 and (tokens[first - 1].low in _PREMODIFIERS or is_age(tokens[first - 1].low)):
        first -= 1
    return mention._replace(first=first)


def _read_phrase(tokens: tuple[Token, ...], index: int) -> _Phrase | None:
    """Read determiner, modifiers and nouns for persons at `index`, if they stand there."""
    role_start = index + 1 if tokens[index].low in DETERMINERS else index
    at = role_start
    owned = False
    if at < len(tokens) and may_begin_name(tokens[at]):
        at = _skip_owner(tokens, at)
        owned = at > role_start and tokens[at - 1].low not in _POSSESSIVE_MARKS
    begin = at
    limit = min(len(tokens), at + MAX_MODIFIERS)
    while at < limit and not is_role(tokens[at]):
        if not is_modifier(tokens[at]) or (owned and not _is_noun_like(tokens[at])):
            return _partisan(tokens, index, role_start)
        at += 1
    if at >= limit or not _begins_well(tokens, index, at):
        return None
    end = _with_office(tokens, _coordinated(tokens, at + 1))
    if owned and role_start == index and not _stands_alone(tokens, begin, end):
        return None
    return _Phrase(index, role_start, end)


def _partisan(tokens: tuple[Token, ...], start: int, begin: int) -> _Phrase | None:
    """Read "the Porto Republican said": an adjective that stands for a person."""
    end = name_run(tokens, begin)
    if begin in (start, end) or end >= len(tokens):
        return None
    after = tokens[end]
    closes = after.text in ",." or after.quote != NO_QUOTE or after.low in AUXILIARIES
    if tokens[end - 1].low not in _PARTISAN or not (closes or _is_verb(after)):
        return None
    return _Phrase(start, begin, end)


def _is_noun_like(token: Token) -> bool:
    """Whether a small word after a name may modify a job, and is no verb with an object."""
    low = token.low
    if low in _NOUNS_IN_S or token.text[:1].isupper():
        return True
    return low not in _VERBS and not low.endswith(("s", "ed"))


def _stands_alone(tokens: tuple[Token, ...], begin: int, end: int) -> bool:
    """Whether "Porto delegate" needs no article: a name follows, or the noun is a plural."""
    if end < len(tokens) and (_capital(tokens, end) or tokens[end].text == ","):
        after = end if tokens[end].text != "," else end + 1
        return _capital(tokens, after)
    head = tokens[end - 1].low
    return head in PLURAL_NOUNS and head not in _VERBS and (begin + 1 == end or "-" not in head)


def _capital(tokens: tuple[Token, ...], at: int) -> bool:
    return at < len(tokens) and tokens[at].text[:1].isupper() and tokens[at].low not in CALENDAR


def _with_office(tokens: tuple[Token, ...], end: int) -> int:
    """Extend "Secretary" over "of State", and "director" over "of communications"."""
    if end + 1 >= len(tokens) or tokens[end].low not in ("of", "for"):
        return end
    at = end + 1
    limit = min(len(tokens), end + _MAX_OFFICE)
    while at < limit and tokens[at].low in _OFFICES:
        at += 1
    at -= tokens[at - 1].low in ("and", "the")
    return at if at > end + 1 and _capital(tokens, at) else end


def _begins_well(tokens: tuple[Token, ...], start: int, head: int) -> bool:
    """Whether a phrase may begin here: "arrested activist" begins one word too early."""
    token = tokens[start]
    if start == head or token.low in DETERMINERS or "-" in token.low:
        return True
    return token.text[:1].isupper() or not token.low.endswith(("ed", "ing"))


def _skip_owner(tokens: tuple[Token, ...], at: int) -> int:
    """Skip "Russia's", "TIME's" and "Porto" before an office."""
    end = name_run(tokens, at)
    if end == at or end >= len(tokens):
        return at
    if tokens[end].low in _POSSESSIVE_MARKS:
        return end + 1
    if tokens[at].low in FUNCTION_WORDS or not _is_small(tokens[end]):
        return at
    return end if not any(is_role(token) for token in tokens[at:end]) else at


def _is_small(token: Token) -> bool:
    """Whether a word is no part of a name: in small letters, or "Porto-based"."""
    return token.text == token.low or token.low.endswith(("-based", "-born"))


def _coordinated(tokens: tuple[Token, ...], end: int) -> int:
    """Extend over further nouns: "journalist and student", "journalist & documentary maker"."""
    while end < len(tokens):
        joined = tokens[end].low in _AND
        probe = end + 1 if joined else end
        limit = min(len(tokens), probe + (4 if joined else 1))
        while probe < limit and not is_role(tokens[probe]) and is_modifier(tokens[probe]):
            probe += 1
        if probe >= limit or not is_role(tokens[probe]):
            break
        if tokens[probe].text[:1].isupper() and not _is_office(tokens, probe, joined=joined):
            break
        end = probe + 1
    return end


def _is_office(tokens: tuple[Token, ...], at: int, *, joined: bool) -> bool:
    """Whether a capital noun goes on with an office in capitals: "Attorney General"."""
    if joined or not tokens[at - 1].text[:1].isupper() or tokens[at].low in SURNAMES - {"general"}:
        return False
    return tokens[at].low not in HONORIFICS


def _with_name(tokens: tuple[Token, ...], phrase: _Phrase, known: Known) -> tuple[Mention, int]:
    """Join a noun phrase with the name that follows it, directly or after a comma."""
    start, role_start, end = phrase
    comma = end < len(tokens) and tokens[end].text == ","
    at = end + 1 if comma else end
    if at < len(tokens) and name_run(tokens, at) > at:
        read, after = read_name(tokens, at, known)
        generic = tokens[end - 1].low in GENERIC_PERSONS
        if read and read[0].kind == "name" and read[0].first == at and not (comma and generic):
            role_end = read[0].roles[0][1] if read[0].roles else end
            roles = () if generic and not read[0].roles else ((role_start, role_end),)
            return read[0]._replace(first=start, roles=roles), after
    return Mention("anon", start, end, start, end, ((role_start, end),)), end


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
        if token.low in AUXILIARIES or _is_verb(token):
            return mention._replace(last=at, name_last=at)
        if token.quote != NO_QUOTE or token.text in ",;:()":
            return mention
    return mention


def _is_verb(token: Token) -> bool:
    cue = CUES.get(token.low)
    return cue is not None and not cue.noun_like
