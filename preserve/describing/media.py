"""Videos and posts that the sentences tell of: posted, shown, announced, or lost at capture."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from preserve.describing.channels import medium_of
from preserve.describing.cues import CUES
from preserve.describing.embeds import Found
from preserve.describing.evidence import Range, trimmed
from preserve.describing.gazetteer import (
    PLATFORMS,
    POST_NOUNS,
    TITLED_NOUNS,
    VIDEO_NOUNS,
    VIDEO_PLATFORMS,
)
from preserve.describing.hearing import Event, Hearing
from preserve.describing.passages import Passage
from preserve.describing.prose import NO_QUOTE, Token
from preserve.describing.subjects import Parsed
from preserve.model.description import MediaKind

_OBJECT = 10  # tokens after a verb in which its object is looked for
_BEFORE = 5  # tokens before "posted by"
_NEAR = 200  # characters of a place before it is cut to the verb and its object
_HABITUAL = frozenset({"continued", "continues", "continue", "started", "began", "been", "keep"})
_NEW = frozenset({"another", "one", "recent", "latest", "second", "third", "other", "later"})
_OWN = frozenset({"his", "her", "their", "final", "last"})
_PUBLIC = frozenset(PLATFORMS.values())
_OWN_VIDEO = re.compile(r"\b(?:my|our)\s(?:last|final|latest|next|first)\svideo\b", re.IGNORECASE)
_DASHES = frozenset({"—", "\u2013", "-", "―"})


@dataclass(slots=True)
class _Shelf:
    """What has been found so far, by sentence and by speaker."""

    found: list[tuple[int, Found]] = field(default_factory=list)
    seen: set[tuple[int | None, bool, str]] = field(default_factory=set)
    entities: set[tuple[int | None, bool]] = field(default_factory=set)

    def add(self, sentence: int, one: Found, words: str) -> None:
        """Put something on the shelf, unless the same words told of it already."""
        key = (one.entity, one.video, words.casefold())
        if key in self.seen or any(
            number == sentence and other.entity == one.entity and other.video == one.video
            for number, other in self.found[-8:]
        ):
            return
        self.seen.add(key)
        self.entities.add((one.entity, one.video))
        self.found.append((sentence, one))


def told_media(hearing: Hearing) -> list[tuple[int, Found]]:
    """Return the videos and posts that sentences tell of, each with its sentence's number."""
    shelf = _Shelf()
    events: dict[int, list[Event]] = {}
    for event in hearing.events:
        events.setdefault(event.sentence, []).append(event)
    for number, sentence in enumerate(hearing.sentences):
        for event in events.get(number, ()):
            _posted(hearing, event, shelf)
        _signed(hearing, number, shelf)
        if not sentence.sentence.titled:
            _shown(hearing, number, shelf)
        _published(hearing, number, shelf)
    for number, quotes in hearing.quoted.items():
        for quote in quotes:
            _filmed(hearing, number, quote, shelf)
    return shelf.found


def _filmed(hearing: Hearing, number: int, quote: int, shelf: _Shelf) -> None:
    """Read "This may be my last video" as words of a video, where no other was told of."""
    heard, stretch = hearing.found[quote], hearing.stretches[quote]
    if heard.entity is None or (heard.entity, True) in shelf.entities:
        return
    match = _OWN_VIDEO.search(hearing.text, stretch.start, stretch.end)
    if match is None:
        return
    platform = heard.medium if heard.medium in _PUBLIC else None
    found = Found(
        video=True,
        kind=MediaKind.MENTIONED,
        place=match.span(),
        platform=platform,
        entity=heard.entity,
    )
    shelf.add(number, found, match.group())


def _posted(hearing: Hearing, event: Event, shelf: _Shelf) -> None:
    """Read "X uploaded a video", "a clip, posted by X", "X tweeted"."""
    tokens = hearing.sentences[event.sentence].tokens
    form = CUES.get(tokens[event.cue].low)
    if form is None or form.family != "post" or event.mention is None or event.entity is None:
        return
    entity = hearing.cast.entities[event.entity]
    loose = form.form == "participle" and event.mention.last != event.cue
    if loose or not entity.speaks or _is_habit(tokens, event.cue):
        return
    thing = _thing(tokens, event.cue)
    if thing is None:
        return
    video, last = thing
    first = min(event.cue, event.mention.name_first)
    place = (tokens[min(first, last)].start, tokens[max(last, event.cue)].end)
    if place[1] - place[0] > _NEAR:
        place = (tokens[min(event.cue, last)].start, tokens[max(last, event.cue)].end)
    platform = _platform(hearing, event.sentence, event.cue)
    found = Found(video, MediaKind.MENTIONED, place, platform, entity=event.entity)
    shelf.add(event.sentence, found, hearing.text[place[0] : place[1]])


def _is_habit(tokens: tuple[Token, ...], cue: int) -> bool:
    """Whether a verb tells a habit or an intention, no single post."""
    before = {token.low for token in tokens[max(0, cue - 3) : cue]}
    form = CUES[tokens[cue].low].form
    return bool(before & _HABITUAL) or form == "base" or "to" in before


def _thing(tokens: tuple[Token, ...], cue: int) -> tuple[bool, int] | None:
    """Return whether the object is a video, and its last token."""
    low = tokens[cue].low
    for index in [
        *range(cue + 1, min(len(tokens), cue + _OBJECT)),
        *range(cue - 1, max(-1, cue - _BEFORE), -1),
    ]:
        if tokens[index].low in VIDEO_NOUNS and tokens[index].low not in CUES:
            return True, index
        if tokens[index].low in POST_NOUNS and index > cue:
            return False, index
    if "tweet" in low:
        return False, cue
    if low in ("streamed", "streaming", "livestreamed", "live-streamed", "streams"):
        return True, cue
    for index in range(cue + 1, min(len(tokens), cue + _OBJECT)):
        platform = PLATFORMS.get(tokens[index].low)
        if platform is not None:
            return platform in VIDEO_PLATFORMS, index
    return None


def _platform(hearing: Hearing, number: int, at: int) -> str | None:
    told = medium_of(hearing.sentences[number], at)
    return told if told in _PUBLIC else None


def _signed(hearing: Hearing, number: int, shelf: _Shelf) -> None:
    """Read "— Name (@handle) December 12, 2016", the signature of an embedded tweet."""
    sentence = hearing.sentences[number]
    tokens = sentence.tokens
    for mention in sentence.mentions[:12]:
        at = mention.first
        bracketed = mention.kind == "handle" and at > 1 and tokens[at - 1].text == "("
        if not bracketed or not any(token.text in _DASHES for token in tokens[max(0, at - 7) : at]):
            continue
        entity = hearing.cast.identify(sentence, mention)
        hearing.cast.entities[entity].speaks = True
        place = (tokens[0].start, tokens[-1].end)
        found = Found(
            video=False, kind=MediaKind.EMBEDDED, place=place, platform="Twitter", entity=entity
        )
        shelf.add(number, found, hearing.text[place[0] : place[1]])


def _shown(hearing: Hearing, number: int, shelf: _Shelf) -> None:
    """Read "In another clip, he adds", "His most recent message read": a noun without its verb."""
    sentence = hearing.sentences[number]
    entity = hearing.main.get(number, _otherwise(hearing, number))
    if entity is None or not hearing.cast.entities[entity].speaks:
        return
    tokens = sentence.tokens
    for index, token in enumerate(tokens[:80]):
        video = token.low in VIDEO_NOUNS
        if not video and token.low not in POST_NOUNS:
            continue
        window = [before.low for before in tokens[max(0, index - 5) : index]]
        again = (entity, video) in shelf.entities
        if not (_NEW & set(window) or (_OWN & set(window) and not again)):
            continue
        start = max(0, index - 5) + min(
            at for at, low in enumerate(window) if low in _NEW or low in _OWN
        )
        place = (tokens[start].start, token.end)
        found = Found(
            video, MediaKind.MENTIONED, place, _platform(hearing, number, index), entity=entity
        )
        shelf.add(number, found, hearing.text[place[0] : place[1]] + token.low)


def _otherwise(hearing: Hearing, number: int) -> int | None:
    """Return whom a sentence without a subject of its own is about: by a verb, or by its words."""
    if number in hearing.captioned:
        return hearing.captioned[number]
    for quote in hearing.quoted.get(number, ()):
        heard = hearing.found.get(quote)
        if heard is not None:
            return heard.entity
    return None


def _published(hearing: Hearing, number: int, shelf: _Shelf) -> None:
    """Words that were written on a platform, where no sentence before told of the post."""
    sentence = hearing.sentences[number]
    for quote in hearing.quoted.get(number, ()):
        heard = hearing.found.get(quote)
        if heard is None or heard.entity is None or heard.medium not in _PUBLIC or heard.role:
            continue
        if heard.continues is not None or heard.cue is None or heard.source is None:
            continue
        near = any(
            one.entity == heard.entity
            and hearing.sentences[at].sentence.passage >= sentence.sentence.passage - 2
            for at, one in shelf.found[-8:]
        )
        if near:
            continue
        place = (min(heard.source[0], heard.cue[0]), max(heard.source[1], heard.cue[1]))
        found = Found(
            heard.medium in VIDEO_PLATFORMS,
            MediaKind.MENTIONED,
            place,
            heard.medium,
            entity=heard.entity,
        )
        shelf.add(number, found, hearing.text[place[0] : place[1]])


def titled(hearing: Hearing, told: list[tuple[int, Found]]) -> list[tuple[int, Found]]:
    """Give the titles that stand between marks to the video of their sentence."""
    titles: dict[int, list[tuple[str, Range]]] = {}
    for number, sentence in enumerate(hearing.sentences):
        for at, token in enumerate(sentence.tokens):
            heard = hearing.found.get(token.quote) if token.quote != NO_QUOTE else None
            if heard is not None and heard.title and _names_video(sentence, at):
                stretch = hearing.stretches[token.quote]
                title = hearing.text[stretch.start : stretch.end]
                titles.setdefault(number, []).append((title, (token.start, token.end)))
    result: list[tuple[int, Found]] = []
    for number, one in told:
        waiting = titles.get(number)
        if waiting and one.video and one.title is None:
            result.append((number, replace(one, title=waiting.pop(0)[0])))
        else:
            result.append((number, one))
    for number, left in titles.items():
        result += [
            (number, Found(video=True, kind=MediaKind.MENTIONED, place=place, title=title))
            for title, place in left
        ]
    return result


def _names_video(sentence: Parsed, at: int) -> bool:
    for token in reversed(sentence.tokens[max(0, at - 3) : at]):
        if token.low in TITLED_NOUNS:
            return token.low in VIDEO_NOUNS
    return False


def with_losses(
    hearing: Hearing, told: list[tuple[int, Found]], passages: Iterable[Passage]
) -> list[tuple[int, Found]]:
    """Mark what a paragraph of white space shows to be lost, by the sentence that announces it."""
    by_passage: dict[int, int] = {
        sentence.sentence.passage: number for number, sentence in enumerate(hearing.sentences)
    }
    result = list(told)
    mentioned: dict[int, int] = {}
    for index, (where, one) in enumerate(told):
        if one.kind is MediaKind.MENTIONED:
            mentioned.setdefault(where, index)
    previous: int | None = None
    for passage in passages:
        if not passage.is_void:
            previous = passage.number
            continue
        number = by_passage.get(previous) if previous is not None else None
        previous = None
        if number in mentioned:
            where, one = result[mentioned[number]]
            result[mentioned[number]] = (where, replace(one, kind=MediaKind.LOST))
        elif number is not None:
            result.extend(_lost(hearing, number))
    return result


def _lost(hearing: Hearing, number: int) -> list[tuple[int, Found]]:
    """Return what a sentence announces, without a verb of posting, as lost."""
    sentence = hearing.sentences[number]
    first = number
    while first and hearing.sentences[first - 1].sentence.passage == sentence.sentence.passage:
        first -= 1
    words = [token for one in hearing.sentences[first : number + 1] for token in one.tokens]
    lows = {token.low for token in words}
    if lows.isdisjoint(VIDEO_NOUNS | POST_NOUNS | PLATFORMS.keys()):
        return []
    platform = next((PLATFORMS[token.low] for token in words if token.low in PLATFORMS), None)
    start = hearing.sentences[first].tokens[0].start
    place = trimmed(hearing.text, start, sentence.tokens[-1].end)
    video = bool(lows & VIDEO_NOUNS) and not lows & {"tweet", "tweets", "tweeted"}
    return [(number, Found(video, MediaKind.LOST, place, platform))]


def place_of(pair: tuple[int, Found]) -> Range:
    """Return where a video or post stands, to sort by."""
    return pair[1].place
