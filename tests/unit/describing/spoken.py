"""Short ways to ask what the rules hear in a text."""

from preserve.describing.passages import passages_of
from preserve.describing.voices import voices_of


def hear(text):
    return voices_of(text, passages_of(text), ())


def words(text):
    """Return the quoted stretches of a text."""
    return [one.exact for one in hear(text).quotations if one.kind.value != "indirect"]


def label(speaker):
    return speaker.name or (speaker.handles or speaker.names)[0]


def said(text):
    """Return (kind, words, speaker) of every quotation."""
    found = hear(text)
    who = {speaker.id: label(speaker) for speaker in found.speakers}
    return [(one.kind.value, one.exact, who.get(one.speaker)) for one in found.quotations]


def who_said(text):
    """Return the speakers of the quotations between marks, in order."""
    return [who for kind, _, who in said(text) if kind != "indirect"]
