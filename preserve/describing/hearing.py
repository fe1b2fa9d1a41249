"""One reading of an article in order: who speaks in each sentence, and whose words are quoted.

Pronouns mean the last compatible subject of the running text; a caption that stands between two
paragraphs names people, but never becomes what "he" means.
"""

from dataclasses import dataclass, field, replace

from preserve.describing.attribution import Credit, announced, cue_end, lead_in, tail
from preserve.describing.cast import Cast
from preserve.describing.channels import medium_of, reporter_of
from preserve.describing.cues import DASHES
from preserve.describing.focus import Focus
from preserve.describing.gazetteer import CROWD
from preserve.describing.marks import Stretch
from preserve.describing.names import Mention
from preserve.describing.partners import partners_of
from preserve.describing.prose import NO_QUOTE
from preserve.describing.quotations import is_self_description, is_title
from preserve.describing.standing import asked_in, is_agent, is_eligible, later_than, owns
from preserve.describing.subjects import Parsed, lets_speak, subject_of
from preserve.describing.unsaid import says_nothing

_ANSWERED = 4  # events in which a question is looked for
_MOST_DASHES = 4
_SIGNATURE = 16  # tokens of "— Ann Lee, to the council, in March"
_NAMED = ("name", "handle", "org")
_PERSONS = ("name", "handle", "anon")
_ASKING = frozenset({"asked", "asks", "ask"})
_ANSWERING = frozenset(
    ["answered", "answers", "answer", "replied", "replies", "reply", "responded", "responds"]
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words a stretch holds, with the ranges that tell it.

    Attributes:
        entity: number of the speaker in the cast; None where the text does not tell.
        source: range of the words that name the speaker.
        cue: range of the cue.
        medium: how the words were published, if told.
        reporter: who reported them, if told.
        continues: index of the stretch that this one continues.
        title: it is the title of a work, no utterance.
        role: it says what somebody is, no utterance.
    """

    entity: int | None = None
    source: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    medium: str | None = None
    reporter: str | None = None
    continues: int | None = None
    title: bool = False
    role: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody says or posts something: the cue verb and its subject in one sentence."""

    sentence: int
    cue: int
    entity: int | None
    mention: Mention | None


@dataclass(slots=True)
class Hearing:
    """What has been heard so far."""

    text: str
    stretches: tuple[Stretch, ...]
    sentences: tuple[Parsed, ...]
    cast: Cast
    found: dict[int, Attribution] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    main: dict[int, int] = field(default_factory=dict)
    captioned: dict[int, int] = field(default_factory=dict)
    quoted: dict[int, list[int]] = field(default_factory=dict)
    focus: Focus = field(init=False)
    _pending: Attribution | None = None
    _unclosed: int | None = None
    _previous: int = -1
    _asked: int | None = None
    _local: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nobody in focus."""
        self.focus = Focus(self.cast)

    def listen(self) -> None:
        """Read every sentence in order."""
        for number in range(len(self.sentences)):
            self._sentence(number)

    def _sentence(self, number: int) -> None:
        sentence = self.sentences[number]
        self._local = {}
        self.focus.paragraph += sentence.sentence.first and not sentence.sentence.caption
        for index, mention in enumerate(sentence.mentions):
            if mention.kind in _PERSONS:
                self._local[index] = self.cast.identify(sentence, mention)
        self._sign(number)
        heard = [at for at, token in enumerate(sentence.tokens) if token.quote != NO_QUOTE]
        if heard:
            self.quoted[number] = [sentence.tokens[at].quote for at in heard]
        for at in heard:
            self._quotation(number, at)
        subject = self._listen_to_verbs(number)
        if sentence.sentence.caption:
            if subject is not None:
                self.captioned[number] = subject
            return
        if subject is not None:
            self.main[number] = subject
        self._attend(number, heard, subject)
        self._close(number, heard)

    def _sign(self, number: int) -> None:
        """Give words to the name on the line below them: "— Ann Lee"."""
        sentence = self.sentences[number]
        first = next((at for at, one in enumerate(sentence.tokens) if one.text not in DASHES), 0)
        if not 0 < first < _MOST_DASHES or not number or len(sentence.tokens) > _SIGNATURE:
            return
        quote = self.sentences[number - 1].tokens[-1].quote
        if quote == NO_QUOTE or self.found[quote] != Attribution():
            return
        for index, mention in enumerate(sentence.mentions[:1]):
            if mention.kind == "name" and mention.first == first:
                entity = self._local[index]
                self.cast.entities[entity].speaks = True
                self.found[quote] = Attribution(entity, _place(sentence, mention))

    def _attend(self, number: int, heard: list[int], subject: int | None) -> None:
        """Remember whom the next pronoun may mean: the subject, else who was just quoted."""
        if subject is None and heard:
            subject = self.found[self.sentences[number].tokens[heard[-1]].quote].entity
        if subject is not None:
            self.focus.turn_to(subject)
        if self._asked is not None:  # who is asked speaks next
            self.focus.turn_to(self._asked)

    def _close(self, number: int, heard: list[int]) -> None:
        """Remember what the next paragraph may need."""
        sentence = self.sentences[number]
        last = sentence.tokens[-1]
        self._unclosed = None
        if heard and last.quote != NO_QUOTE and not self.stretches[last.quote].closed:
            self._unclosed = last.quote
        self._pending = None
        if last.text == ":":
            credit = announced(sentence, len(sentence.tokens) - 1)
            if credit is not None:
                self._pending = self._attributed(number, credit, len(sentence.tokens) - 1)
        self._previous = number

    def _listen_to_verbs(self, number: int) -> int | None:
        """Note the events of a sentence; return the person it is about, if it tells."""
        sentence = self.sentences[number]
        about: int | None = None
        asked: Mention | None = None
        for cue in sentence.cues[:_MOST_CUES]:
            subject = subject_of(sentence, cue)
            asked = asked_in(sentence, cue, _ASKING) or asked
            if subject is None or subject.mention is None:
                continue
            entity = self._resolve(sentence, subject.mention, self._asker(number, cue))
            self.events.append(Event(number, cue, entity, subject.mention))
            if entity is not None:
                if about is None or _is_clause_of_its_own(sentence, subject.mention):
                    about = entity
                self._let_speak(sentence, cue, subject.mention, entity)
        self._asked = self._resolve(sentence, asked) if asked is not None else None
        about = self._according(number) if about is None else about
        return self._unspoken(number) if about is None else about

    def _unspoken(self, number: int) -> int | None:
        """Return whom a sentence without speech is about: its subject; else heed an owner."""
        sentence = self.sentences[number]
        if sentence.tokens[-1].text == "?":  # "But what if Lee wins?" asks about somebody
            return None
        owner: int | None = None
        for index, mention in enumerate(sentence.mentions[:_MOST_CUES]):
            if mention.kind in ("name", "handle"):
                if is_eligible(sentence, mention):
                    return self._local.get(index)
                if owner is None and owns(sentence.tokens, mention):
                    owner = self._local.get(index)
        if owner is not None:  # "Lee's answer was short. He left."
            self.focus.note(owner)
        return None

    def _according(self, number: int) -> int | None:
        """Note "according to John Smith"; a newspaper or an office is no person."""
        sentence = self.sentences[number]
        tokens = sentence.tokens
        for index, mention in enumerate(sentence.mentions[:_MOST_CUES]):
            at = mention.first - 2
            if at < 0 or tokens[at].low != "according" or mention.kind not in _PERSONS:
                continue
            entity = self._local[index]
            if mention.kind == "anon" and is_crowd(sentence, mention):
                continue
            self.events.append(Event(number, at, entity, mention))
            if mention.kind != "anon":
                self.cast.entities[entity].speaks = True
            return entity
        return None

    def _let_speak(self, sentence: Parsed, cue: int, mention: Mention, entity: int) -> None:
        if not lets_speak(sentence, cue) or says_nothing(sentence.tokens, cue):
            return
        if mention.kind in ("name", "handle"):
            self.cast.entities[entity].speaks = True
        if mention.kind in ("name", "handle", "anon"):
            for partner in partners_of(sentence, mention, cue):
                self.cast.entities[self._local[sentence.mentions.index(partner)]].speaks = True

    def _asker(self, number: int, cue: int) -> int | None:
        """Return who asked in the sentence before a verb of answering: not who answers."""
        if self.sentences[number].tokens[cue].low not in _ANSWERING:
            return None
        for event in reversed(self.events[-_ANSWERED:]):
            tokens = self.sentences[event.sentence].tokens
            if event.sentence >= number - 1 and tokens[event.cue].low in _ASKING:
                return event.entity
        return None

    def _resolve(
        self, sentence: Parsed, mention: Mention, excluded: int | None = None
    ) -> int | None:
        """Return the person a mention means; None for a newspaper, a place, a lost pronoun."""
        if mention not in sentence.mentions:  # a phrase that was read around a mention
            return self.cast.identify(sentence, mention) if mention.kind == "anon" else None
        index = sentence.mentions.index(mention)
        if index in self._local:
            return self._local[index]
        if mention.kind not in ("pronoun", "possessive"):
            return None
        word = sentence.tokens[mention.first].low
        near = [
            self._local[before]
            for before, other in enumerate(sentence.mentions[:index])
            if before in self._local and (is_eligible(sentence, other) or other.roles)
        ]
        # "In a clip posted by Ann Lee, she says": who did it, where there is no subject yet.
        near += [
            self._local[before]
            for before, other in enumerate(sentence.mentions[:index])
            if before in self._local and is_agent(sentence.tokens, other)
        ]
        others = {self._local[at] for at in later_than(sentence, mention) if at in self._local}
        return self.focus.meant(word, near, others | {excluded})

    def _quotation(self, number: int, at: int) -> None:
        sentence = self.sentences[number]
        quote = sentence.tokens[at].quote
        inner = self.text[self.stretches[quote].start : self.stretches[quote].end]
        if is_title(sentence.tokens, at, inner):
            self.found[quote] = Attribution(title=True)
        elif is_self_description(sentence.tokens, at):
            credit = lead_in(sentence, at)
            made = self._attributed(number, credit, at) if credit else Attribution()
            self.found[quote] = replace(made, role=True)
        else:
            made = self._attribution(number, at, quote)
            self.found[quote] = made
            if made.entity is not None:
                self.cast.entities[made.entity].speaks = True

    def _attribution(self, number: int, at: int, quote: int) -> Attribution:
        sentence = self.sentences[number]
        opening = at == 0
        if opening and sentence.sentence.first and self._unclosed is not None:
            goes_on = replace(self.found[self._unclosed], continues=self._unclosed)
            return self._said_by_another(number, at, goes_on) or goes_on
        before = self.found.get(quote - 1)
        credit = tail(sentence, at) or lead_in(sentence, at)
        if credit is not None and credit.inherits:
            return replace(before, continues=None) if before else Attribution()
        if credit is not None:
            made = self._attributed(number, credit, at)
            if before is not None and made.cue is not None and before.cue == made.cue:
                return replace(made, continues=quote - 1)
            return made
        return self._without_credit(number, opening=opening, quote=quote)

    def _said_by_another(self, number: int, at: int, before: Attribution) -> Attribution | None:
        """Return whose words open a paragraph, where they are not those of the one before.

        A mark that never closed may be missing by mistake: “Go,” said Bob Ray, is no other's.
        """
        credit = tail(self.sentences[number], at)
        if credit is None or credit.mention is None or credit.mention.kind not in _NAMED:
            return None
        made = self._attributed(number, credit, at)
        return made if made.entity not in (None, before.entity) else None

    def _without_credit(self, number: int, *, opening: bool, quote: int) -> Attribution:
        """Attribute words that stand without a verb: by what came right before them."""
        sentence = self.sentences[number].sentence
        if not opening:
            return Attribution()
        if sentence.first:
            return self._pending or Attribution()
        before = self.found.get(quote - 1)
        previous = self.sentences[number - 1]
        quoted = any(token.quote == quote - 1 for token in previous.tokens)
        if quoted and before is not None and not before.title and not before.role:
            return replace(before, continues=quote - 1)
        entity = self.main.get(number - 1)
        if entity is None or not self.cast.entities[entity].speaks:
            return Attribution()
        place = self._place_of(entity)
        return Attribution(
            entity, place, None, self._medium(number, 0, entity), reporter_of(previous)
        )

    def _place_of(self, entity: int) -> tuple[int, int] | None:
        for event in reversed(self.events):
            if event.entity == entity and event.mention is not None:
                return _place(self.sentences[event.sentence], event.mention)
        return None

    def _attributed(
        self, number: int, credit: Credit, at: int, known: int | None = None
    ) -> Attribution:
        sentence = self.sentences[number]
        cue = _range(sentence, credit.cue) if credit.cue else None
        if credit.mention is None:
            return Attribution(None, None, cue, self._medium(number, at, None), None)
        asker = self._asker(number, credit.cue[0]) if credit.cue else None
        entity = known if known is not None else self._resolve(sentence, credit.mention, asker)
        if entity is None and credit.mention.kind == "org":
            entity = self.cast.identify(sentence, credit.mention)
        reporter = credit.reporter
        told = reporter_of(sentence)
        if reporter is not None and reporter.kind in ("media", "org"):
            start, end = _place(sentence, reporter)
            told = self.text[start:end]
        source = _place(sentence, credit.mention)
        return Attribution(entity, source, cue, self._medium(number, at, entity), told)

    def credit(self, event: Event) -> Attribution:
        """Return what an event tells about a reported statement."""
        return self._attributed(
            event.sentence,
            Credit(
                event.mention,
                (event.cue, cue_end(self.sentences[event.sentence].tokens, event.cue)),
            ),
            event.cue,
            event.entity,
        )

    def _medium(self, number: int, at: int, entity: int | None) -> str | None:
        """Return the medium told in this sentence, or before it of the same person."""
        passage = self.sentences[number].sentence.passage
        own = medium_of(self.sentences[number], at)
        if own is not None:
            return own
        for earlier in range(number - 1, max(-1, number - 4), -1):
            if self.sentences[earlier].sentence.passage != passage:
                return None
            told = medium_of(self.sentences[earlier], len(self.sentences[earlier].tokens))
            if told is not None and entity is not None and self.main.get(earlier) == entity:
                return told
        return None


_MOST_CUES = 24  # verbs looked at in one sentence
_CLAUSES = frozenset({",", ";", "—", "\u2013", "and", "but", "while", "as", "when", "after"})


def _is_clause_of_its_own(sentence: Parsed, mention: Mention) -> bool:
    """Whether a later subject stands beside the first, not in what the first says."""
    return mention.first == 0 or sentence.tokens[mention.first - 1].low in _CLAUSES


def is_crowd(sentence: Parsed, mention: Mention) -> bool:
    """Whether a description means a crowd ("residents"), which speaks in quoted words only."""
    return bool(mention.roles) and sentence.tokens[mention.roles[-1][1] - 1].low in CROWD


def _place(sentence: Parsed, mention: Mention) -> tuple[int, int]:
    return _range(sentence, (mention.name_first, mention.name_last))


def _range(sentence: Parsed, tokens: tuple[int, int]) -> tuple[int, int]:
    first, last = tokens
    return sentence.tokens[first].start, sentence.tokens[last - 1].end
