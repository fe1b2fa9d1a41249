"""A closing paragraph that tells who the author is: recognised by several cues at once."""

import re

_MAX_CHARACTERS = 900
_MIN_CUES = 3
_WORD = r"[A-Z][\w\u2019'-]+"
_NAME = rf"(?P<name>{_WORD}(?: (?:[A-Z]\.|(?:al-|de |van |von |bin )?{_WORD})){{0,3}})"
_SUBJECT = re.compile(
    rf"(?:^|, )(?:[A-Z]\w+ correspondent )?{_NAME},? (?:has (?:lived|worked|written|reported|"
    r"covered|been)|is (?:an?|the|currently|based)\b|holds|lives|was born|grew up|studied|studies|"
    r"graduated|writes|covers|reports|works)\b"
)
_CUES = re.compile(
    r"has lived in|holds (?:\w+ ){0,3}(?:MA|BA|MSc|BSc|PhD|master|bachelor|degree)|degrees?\b|"
    r"\bPh\.?D|graduated|studied|her studies|his studies|(?:freelance|independent|award-winning)|"
    r"is (?:an?|the) (?:[\w-]+ ){0,3}(?:journalist|writer|reporter|correspondent|editor|author|"
    r"columnist|contributor|blogger|photographer|researcher|producer)\b|"
    r"(?:she|he|they) (?:has|have) (?:focused|worked|written|reported|covered|contributed)|"
    r"hopes to|lives in|based in|work has appeared|born and raised|passionate about|"
    r"currently (?:lives|works|studying|writing|pursuing)|previously (?:worked|wrote|reported)|"
    r"follow (?:her|him|them) on|author of|contributes? to|covers|writes about|speciali[sz]es in",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    {"She", "He", "They", "It", "The", "This", "That", "Her", "His", "Their", "We", "You", "There"}
)


def biography_subject(paragraph: str) -> tuple[int, int] | None:
    """Return where the name of the person stands whose life a paragraph tells, or None.

    Several cues must come together: one sentence about somebody's degree is news, not a
    biography of the author.
    """
    if len(paragraph) > _MAX_CHARACTERS or paragraph.lstrip()[:1] in {'"', "\u201c", "\u2018", "'"}:
        return None
    match = _SUBJECT.search(paragraph[:200])
    if not match or match.group("name").split()[0] in _NOT_NAMES:
        return None
    cues = {cue.group().lower() for cue in _CUES.finditer(paragraph)}
    return match.span("name") if len(cues) >= _MIN_CUES else None
