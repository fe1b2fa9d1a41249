"""Articles written for the purpose, ready to compare without being described first."""

from typing import NamedTuple

from preserve.comparing.concordance import concordance_of
from preserve.comparing.matches import matches_of
from preserve.comparing.people import people_of
from preserve.comparing.sources import Quoted, Source, Voice
from preserve.model.span import span_at


class Said(NamedTuple):
    """Somebody is quoted: a name, a handle, a description in small letters, or nobody."""

    who: str | None
    words: str
    role: str = ""
    indirect: bool = False
    flags: tuple[str, ...] = ()
    kind: str = ""


def article(position, *parts):
    """Write an article of quotations and plain sentences; it is called by its position."""
    text, voices, quotations = "", {}, []
    for part in parts:
        if isinstance(part, str):
            text += part + "\n\n"
            continue
        speaker = None
        if part.who is not None:
            speaker = f"s{len(voices) + 1}" if part.who not in voices else voices[part.who].id
            start = len(text)
            text += part.who
            span = (start, len(text))
            role = ()
            if part.role:
                text += f", a {part.role}"
                role = ((part.role, (len(text) - len(part.role), len(text))),)
            voices.setdefault(part.who, _voice(position, speaker, part, span, role))
        text += " said “" if not part.indirect else " said that "
        quotations.append(
            Quoted(
                f"q{len(quotations) + 1}",
                part.indirect,
                len(text),
                len(text) + len(part.words),
                speaker,
            )
        )
        text += part.words + ("”" if not part.indirect else "") + ".\n\n"
    made = tuple(_placed(text, *each) for each in voices.values())
    return Source(str(position), f"package-{position}", text, made, tuple(quotations), ())


class _Sketch(NamedTuple):
    voice: Voice
    span: tuple[int, int]
    roles: tuple[tuple[str, tuple[int, int]], ...]

    @property
    def id(self):
        return self.voice.id


def _voice(position, speaker, part, span, roles):
    is_handle = part.who.startswith("@")
    is_named = part.who[:1].isupper()
    kind = part.kind or ("person" if is_handle or is_named else "anonymous")
    voice = Voice(
        source=position,
        id=speaker,
        kind=kind,
        name=part.who if is_named else None,
        names=() if is_handle else (part.who,),
        handles=(part.who,) if is_handle else (),
        roles=(),
        flags=part.flags,
        evidence=(),
    )
    return _Sketch(voice, span, roles)


def _placed(text, voice, span, roles):
    from dataclasses import replace

    return replace(
        voice,
        evidence=(span_at(text, *span),),
        roles=tuple((role, (span_at(text, *place),)) for role, place in roles),
    )


def articles(*written):
    """Write several articles: each a list of parts."""
    return [article(at, *parts) for at, parts in enumerate(written)]


def people(*written, decisions=()):
    """Return who is who in some articles."""
    read = articles(*written)
    return people_of(read, matches_of(read), decisions)


def groups(*written, decisions=()):
    """Return the printed forms of those who are one in several articles."""
    found = people(*written, decisions=decisions).people
    return {
        frozenset(f"{form.form}@{form.source}" for form in person.names)
        for person in found
        if len(person.members) > 1
    }


def concordance(*written):
    """Return the concordance of some articles."""
    read = articles(*written)
    matches = matches_of(read)
    return concordance_of(read, matches, people_of(read, matches))
