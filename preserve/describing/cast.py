"""Who is who in one article: mentions of the same person brought together, names as printed.

"Monther E.", "E." and "Mr E." are one; a handle joins a name that it spells. A surname that two
people share goes to the one who was mentioned last. Nothing is corrected, nothing is guessed
across articles.
"""

import re
from dataclasses import dataclass, field

from preserve.describing.gazetteer import GENERIC_PERSONS, HONORIFICS, PLURAL_NOUNS, SUFFIXES
from preserve.describing.given import gender_of_given
from preserve.describing.names import Mention
from preserve.describing.prose import Token
from preserve.describing.roles import ADULT, gender_of, minor_age
from preserve.describing.subjects import Parsed

_ARTICLE = re.compile(r"^(?:al|el|an|as|ad|ash|at|ar)-")
_LOOK_BACK = 12  # entities that "the activist" may mean
_LONG_DESCRIPTION = 3  # words from which an equal description means the same people


@dataclass(slots=True)
class Entity:
    """Somebody the article mentions: what was collected about them, as character ranges.

    Attributes:
        kind: the kind of the mention it began with.
        forms: ranges of the words that name them, in order of appearance.
        named: those of them that are names, and not "the president".
        roles: ranges of the words that say what they are.
        gender: `m`, `f`, or empty.
        plural: several people.
        hidden: the full name is withheld.
        minor: ranges that tell of an age below 18.
        speaks: they speak, post, or are quoted.
    """

    kind: str
    forms: list[tuple[int, int]] = field(default_factory=list)
    named: list[tuple[int, int]] = field(default_factory=list)
    handles: list[tuple[int, int]] = field(default_factory=list)
    roles: list[tuple[int, int]] = field(default_factory=list)
    minor: list[tuple[int, int]] = field(default_factory=list)
    gender: str = ""
    plural: bool = False
    hidden: bool = False
    speaks: bool = False


@dataclass(slots=True)
class Cast:
    """The people of one article, and the way from a mention to the person."""

    entities: list[Entity] = field(default_factory=list)
    by_name: dict[tuple[str, str], int] = field(default_factory=dict)
    by_word: dict[str, list[int]] = field(default_factory=dict)
    by_text: dict[str, int] = field(default_factory=dict)
    by_noun: dict[str, int] = field(default_factory=dict)

    def identify(self, sentence: Parsed, mention: Mention) -> int:
        """Return the number of the person a mention means (pronouns apart); record the mention."""
        words = sentence.tokens[mention.name_first : mention.name_last]
        if mention.kind == "handle":
            number = self._handle(sentence, mention)
        elif mention.kind == "name":
            number = self._named(words)
        else:
            number = self._described(sentence, mention)
        self._record(number, sentence, mention)
        return number

    def know(self, words: tuple[Token, ...]) -> None:
        """Learn a full name before the article is read in order."""
        if len(name_words(words)) > 1:
            number = self._named(words)
            letters = letters_of("".join(word.text for word in words))
            self.by_text.setdefault(letters, number)

    def _new(self, kind: str) -> int:
        self.entities.append(Entity(kind))
        return len(self.entities) - 1

    def _named(self, words: tuple[Token, ...]) -> int:
        keys = name_words(words)
        if len(keys) == 1:
            known = self._bearer(keys[0], gender_of(words, 0, len(words)))
            if known is not None:
                return known
        key = (keys[0], keys[-1])
        number = self.by_name.get(key)
        if number is None:
            number = self.by_name[key] = self._new("name")
            self.entities[number].gender = gender_of_given(keys[0]) if len(keys) > 1 else ""
        for word in (keys[0], keys[-1]):
            numbers = self.by_word.setdefault(word, [])
            if not numbers or numbers[-1] != number:
                numbers.append(number)
                del numbers[:-2]
        return number

    def _bearer(self, word: str, gender: str) -> int | None:
        """Return who was last mentioned of those who bear a name: "Mrs" means no man."""
        bearers = self.by_word.get(word, [])
        for fitting in ((gender,), ("",)) if gender else (("", "m", "f"),):
            for number in reversed(bearers):
                person = self.entities[number]
                if person.gender in fitting and not (gender and person.minor):
                    return number
        return None

    def _handle(self, sentence: Parsed, mention: Mention) -> int:
        token = sentence.tokens[mention.first]
        letters = letters_of(token.text)
        number = self.by_text.get(letters)
        if number is None:
            number = self._bracketed(sentence, mention)
            self.by_text[letters] = number
        return number

    def _bracketed(self, sentence: Parsed, mention: Mention) -> int:
        """Join "Omar Arab (@omar)" to the name before it."""
        at = mention.first - 1
        if at > 0 and sentence.tokens[at].text == "(":
            for other in sentence.mentions:
                if other.kind == "name" and other.last == at:
                    return self.identify(sentence, other)
        return self._new("handle")

    def _described(self, sentence: Parsed, mention: Mention) -> int:
        tokens = sentence.tokens[mention.name_first : mention.name_last]
        text = " ".join(token.low for token in tokens)
        noun = self._noun(sentence, mention)
        if text in self.by_text and (len(tokens) >= _LONG_DESCRIPTION or noun in PLURAL_NOUNS):
            return self.by_text[text]
        definite = tokens[0].low in ("the", "that", "this", "his", "her", "their")
        recent = self.by_noun.get(noun)
        if definite and recent is not None and len(self.entities) - recent <= _LOOK_BACK:
            return recent
        number = self._new(mention.kind)
        self.by_text[text] = number
        return number

    def _noun(self, sentence: Parsed, mention: Mention) -> str:
        if mention.roles:
            return sentence.tokens[mention.roles[-1][1] - 1].low
        return sentence.tokens[mention.name_last - 1].low

    def _record(self, number: int, sentence: Parsed, mention: Mention) -> None:
        tokens = sentence.tokens
        entity = self.entities[number]
        place = (tokens[mention.name_first].start, tokens[mention.name_last - 1].end)
        kept = entity.handles if mention.kind == "handle" else entity.forms
        # "The mayor" is no name of a mayor whose name is printed.
        is_name = mention.kind != "anon" or entity.kind != "name"
        if is_name and place not in kept[-2:]:
            kept.append(place)
            if mention.kind == "name":
                entity.named.append(place)
        entity.gender = entity.gender or gender_of(tokens, mention.first, mention.last)
        entity.hidden = entity.hidden or mention.hidden
        for first, last in mention.roles:
            noun = tokens[last - 1].low
            self.by_noun[noun] = number
            if noun not in GENERIC_PERSONS and mention.kind in ("name", "handle"):
                entity.roles.append((tokens[first].start, tokens[last - 1].end))
            entity.plural = entity.plural or (mention.kind == "anon" and noun in PLURAL_NOUNS)
        for token in tokens[mention.first : mention.last]:
            if "-" in token.low and minor_age(token.low):
                entity.minor.append((token.start, token.end))
        age = _age_after(tokens, mention) if mention.kind == "name" else None
        if age is not None:
            entity.minor.append((age.start, age.end))


def _age_after(tokens: tuple[Token, ...], mention: Mention) -> Token | None:
    """Return the age below 18 in "Ann Lee, 9, said"."""
    at = mention.name_last
    if at + 1 >= len(tokens) or tokens[at].text != "," or not tokens[at + 1].text.isdecimal():
        return None
    age = tokens[at + 1]
    ends = at + 2 >= len(tokens) or tokens[at + 2].text in (",", ".")
    return age if ends and int(age.text[:3]) < ADULT else None


def name_words(words: tuple[Token, ...]) -> list[str]:
    """Return the words of a name to compare by: no honorific, no article, no capitals."""
    lows = [
        _ARTICLE.sub("", word.low) if "-" in word.low else word.low
        for word in words
        if word.text[:1].isalpha()
    ]
    return [low for low in lows if low not in HONORIFICS and low not in SUFFIXES] or lows


def letters_of(text: str) -> str:
    """Return the letters and digits of a name or handle, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def cast_of(sentences: tuple[Parsed, ...]) -> Cast:
    """Return a cast that knows every full name of the article, before it is read in order."""
    cast = Cast()
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.kind == "name":
                cast.know(sentence.tokens[mention.name_first : mention.name_last])
    return cast
