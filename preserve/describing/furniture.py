"""Lines that belong to the page, not to the article: what kind of furniture a line is."""

import re
from enum import StrEnum

MAX_LINE = 240
"""Characters; a longer line is a paragraph and never furniture."""


class Furniture(StrEnum):
    """Kinds of furniture, in the order in which a line is tried."""

    BREADCRUMB = "breadcrumb"
    READING_TIME = "reading_time"
    NEWSLETTER = "newsletter"
    COPYRIGHT = "copyright"
    APP_PROMOTION = "app_promotion"
    CONVERSATION = "conversation"
    CLOSE = "close"
    ANALYTICS = "analytics"
    MORE_FROM = "more_from"
    CONTACT = "contact"
    PHOTO_CREDIT = "photo_credit"
    SHARE = "share"
    NOTICE = "notice"
    ADVERT = "advert"
    BIOGRAPHY = "biography"
    TAGLINE = "tagline"


_SHARE_WORD = (
    r"(?:share|tweet|pin(?: it)?|print|e-?mail|save|whatsapp|facebook|twitter|linkedin|reddit|"
    r"pinterest|telegram|messenger|copy (?:this )?link|link copied|bookmark)"
)
_PICTURE = r"(?:image|photo|picture|photograph|screengrab|screenshot|illustration)s?"
_RIGHTS = r".{0,120}\ball rights reserved\b.{0,100}"
_APPS = (
    r"[^.?!]{1,60}\b(?:mobile apps?|(?:ios|iphone|ipad|android) app)\b"
    r"[^.?!]{0,80}\bapp[^.?!]{0,60}"
)
_COOKIES = r".{0,80}\buses? cookies\b.{0,120}"
_CONTRIBUTED = (
    r".{1,160}\bcontributed (?:to this (?:report|story|article)\b|(?:additional )?"
    r"reporting\b).{0,60}"
)
_INSIDE = {_RIGHTS: "all r", _APPS: "app", _COOKIES: "coo", _CONTRIBUTED: "contr"}
"""Patterns for words far inside a line, which take most time, and letters that each must find.

The letters have one capital form only, so that a line in lower case tells whether they are there.
"""
_PATTERNS: tuple[tuple[Furniture, str], ...] = (
    (
        Furniture.BREADCRUMB,
        (
            r"[•\u203a»▸·]\s{0,4}\w[^.?!]{0,40}|"
            r"(?:\w[\w&'\u2019 -]{1,24}\s{0,3}[>\u203a»/|]\s{0,3}){1,5}"
            r"\w[\w&'\u2019 -]{1,24}"
        ),
    ),
    (
        Furniture.READING_TIME,
        (
            r"\d{1,3}[ -]?min(?:ute)?s?\.?,? (?:read|reading time|de lecture|lesezeit)\.?"
            r"|(?:estimated )?(?:reading|read) time:?.{1,20}"
        ),
    ),
    (
        Furniture.NEWSLETTER,
        (
            r"(?:get|receive|sign[ -]up|subscribe|join)\b.{0,160}\b(?:newsletters?|inbox|"
            r"mailing list|e-?mail (?:alerts?|updates?)|daily briefing)\b.{0,60}"
        ),
    ),
    (
        Furniture.COPYRIGHT,
        (
            r"(?:copyright\s{0,3})?(?:©|\(c\)|copyright(?=[^.]{0,60}\d{4})).{1,200}"
            rf"|{_RIGHTS}"
        ),
    ),
    (
        Furniture.APP_PROMOTION,
        (
            r"(?:download|get) (?:the|our) [^.]{0,40}\bapps?\b[^.]{0,40}\.?"
            rf"|{_APPS}"
        ),
    ),
    (
        Furniture.CONVERSATION,
        (
            r"join the (?:conversation|discussion)|leave a (?:comment|reply)|(?:view |show |read )?"
            r"(?:all )?(?:\d{1,5} )?comments?(?: \(\d{1,5}\))?|have your say"
        ),
    ),
    (Furniture.CLOSE, r"[\u00d7xX✕✖]\s{0,2}close|close(?:\s{0,2}[\u00d7x✕✖])?|[\u00d7✕✖]"),
    (Furniture.ANALYTICS, r"real[ -]time analytics"),
    (
        Furniture.MORE_FROM,
        (
            r"(?:read |see )?more (?:must-reads|stories|news|coverage|"
            r"articles|from|on this|"
            r"like this)\b[^.]{0,60}|"
            r"(?:related|recommended)(?: (?:articles?|stories|content|coverage|topics|"
            r"news|posts|reading|for you))?:?|most (?:read|popular|viewed|shared)\b[^.]{0,40}"
            r"|you (?:may|might) also (?:like|be interested in)\b.{0,40}"
            r"|(?:read|see) (?:more|next|also)\b:?[^.]{0,100}|trending(?: now)?|up next"
        ),
    ),
    (
        Furniture.CONTACT,
        (
            r"(?:write to|contact|e-?mail|reach|send tips to)\b.{0,100}\b[\w.+-]{1,64}@"
            r"[\w-]{1,63}\.\w.{0,60}|"
            r"(?:e-?mail|contact) (?:the (?:author|editor|reporter)|us)\b.{0,60}"
        ),
    ),
    (
        Furniture.PHOTO_CREDIT,
        (
            rf"(?:(?:featured|lead|cover|main|header|top|file)\s)?{_PICTURE}(?: credits?)?"
            r"(?: (?:via|by|courtesy(?: of)?|credit)\b|\s{0,2}[:©/])[^?!]{1,100}"
            r"|(?:credits?|source)\s{0,2}:\s?[^?!]{1,80}|(?:afp|ap|reuters)?/?\s?getty images"
        ),
    ),
    (
        Furniture.SHARE,
        (
            rf"(?:share )?(?:this|on) {_SHARE_WORD}.{{0,30}}|{_SHARE_WORD}"
            rf"(?:\s{{0,2}}[|/,•·]?\s{{0,2}}{_SHARE_WORD}){{0,8}}|"
            r"share (?:this|on|via|with)\b[^.]{0,60}"
            r"|(?:follow|like) (?:us|me)\b[^.]{0,60}|follow [^.]{0,60} on (?:twitter|facebook|"
            r"instagram)\b.{0,40}"
        ),
    ),
    (
        Furniture.NOTICE,
        (
            rf"{_COOKIES}|accept(?: all)?(?: cookies)?"
            r"|cookie (?:policy|settings)|privacy (?:policy|notice)\b.{0,80}"
            r"|terms (?:of (?:use|service)|(?:and|&) conditions)\b"
            r".{0,80}|skip to (?:main )?content|log ?in|sign in|subscribe(?: now)?"
        ),
    ),
    (
        Furniture.TAGLINE,
        (
            r"\(?(?:additional |further )?(?:reporting|editing) by [^.]{1,180}\.?\)?"
            rf"|{_CONTRIBUTED}"
            r"|[A-Z][\w'\u2019-]{1,30}(?: [A-Z][\w'\u2019-]{1,30}){0,2} reported from"
            r" [A-Z][^.]{1,60}\."
        ),
    ),
    (
        Furniture.ADVERT,
        (
            r"advertisements?|advertising|sponsored(?: content| by .{1,40})?|promoted"
            r"|(?:story|article) continues below\b.{0,40}|scroll (?:down )?(?:for|to) .{1,60}"
        ),
    ),
)
_ANY = re.compile(
    "|".join(f"(?P<{kind.value}>(?:{pattern})$)" for kind, pattern in _PATTERNS), re.IGNORECASE
)
_QUICK = re.compile(re.sub("|".join(map(re.escape, _INSIDE)), "(?!)", _ANY.pattern), re.IGNORECASE)
"""The same without the patterns for words inside a line."""
_SENTENCE_WORDS = 9


def furniture_of_line(line: str) -> Furniture | None:
    """Return the kind of furniture that a stripped line is, or None for the article's own words."""
    if not line or len(line) > MAX_LINE:
        return None
    low = line.lower()
    match = (_ANY if any(hint in low for hint in _INSIDE.values()) else _QUICK).match(line)
    if not match or not match.lastgroup:
        return None
    kind = Furniture(match.lastgroup)
    is_sentence = line.endswith((".", ".”", '."')) and len(line.split()) >= _SENTENCE_WORDS
    may_be_sentence = kind in {Furniture.COPYRIGHT, Furniture.CONTACT, Furniture.NOTICE}
    may_be_sentence = may_be_sentence or kind in {Furniture.NEWSLETTER, Furniture.TAGLINE}
    return None if is_sentence and not may_be_sentence else kind
