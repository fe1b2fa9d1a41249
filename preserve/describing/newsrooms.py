"""Names of media, agencies and platforms, and how the name of an organization is printed.

The lists only ever make a value *less* certain or credit a source that the text itself names:
no outlet is asserted because it is famous.
"""

import re

AGENCIES = frozenset(
    [
        "reuters", "ap", "associated press", "afp", "agence france-presse", "agence france presse",
        "upi", "dpa", "xinhua", "tass", "interfax", "anadolu", "anadolu agency", "efe", "ansa",
        "press association", "pa", "pa media", "sana", "getty", "getty images", "epa", "ritzau",
        "bloomberg", "kyodo",
    ]
)  # fmt: skip
PLATFORMS = frozenset(
    [
        "twitter", "facebook", "youtube", "periscope", "whatsapp", "instagram", "telegram",
        "snapchat", "tiktok", "reddit", "skype", "vimeo", "wordpress", "tumblr", "linkedin",
        "google", "disqus", "blogger", "blogspot", "flickr", "pinterest", "soundcloud", "scribd",
    ]
)  # fmt: skip
PLATFORM_NAME = re.compile(
    "|".join(name.capitalize() for name in sorted(PLATFORMS - {"google"}))
    + "|YouTube|WhatsApp|TikTok|LinkedIn"
)
PLATFORM = re.compile(rf"\b(?:{PLATFORM_NAME.pattern})\b")
_KNOWN = frozenset(
    [
        "bbc", "cnn", "npr", "pbs", "cbs", "abc", "nbc", "itv", "sky", "rt", "aljazeera",
        "al jazeera", "al arabiya", "guardian", "independent", "economist", "washington post",
        "new york times", "wall street journal", "financial times", "le monde", "le figaro",
        "der spiegel", "spiegel", "die zeit", "el país", "la repubblica", "haaretz", "vox",
        "buzzfeed", "politico", "newsweek", "time", "mashable", "fusion", "vice", "deutsche welle",
    ]
)  # fmt: skip
_ORGANIZATION_WORD = re.compile(
    r"\b(?:News|Press|Times|Post|Telegraph|Herald|Tribune|Gazette|Journal|Chronicle|Observer|"
    r"Magazine|Mirror|Courier|Radio|Television|TV|Media|Network|Broadcasting|Agency|Agence|"
    r"Observatory|Nations|Committee|Council|Commission|Organi[sz]ation|Ministry|Department|Office|"
    r"Centre|Center|Union|Cross|Crescent|Watch|Amnesty|Helmets|Association|Institute|University|"
    r"Foundation|Federation|Group|Fund|Bank|Borders|Defen[cs]e|Hospital|Authority|Bureau|"
    r"UNICEF|Unicef|Court|Police|Party|Coalition|Forum|Society|Alliance)\b"
)
_LOWER_OFFICE = re.compile(
    r"\b(?:office|agency|council|department|ministry|observatory|commission|mission|network|"
    r"group|authority|committee|newspaper|magazine|website|channel|service|bureau)$"
)
_ACRONYM = re.compile(r"(?:[A-Z]\.){2,6}|[A-Z][A-Z&]{1,7}")
_CAPITALIZED = r"\b(?:[A-Z][\w&\u2019'.-]{0,40}[\w&]|[A-Z]|(?:[A-Z]\.){2,6})"
_JOINER = r"(?:of|for|the|and|de|la|du|des|without|&)"
NAME = rf"{_CAPITALIZED}(?:\s(?:{_JOINER}\s){{0,2}}{_CAPITALIZED}){{0,6}}(?:\s\([A-Z]{{2,8}}\))?"
"""A regular expression for a capitalized name, with its acronym where one is printed."""


def key_of(name: str) -> str:
    """Return a name as compared: letters and digits in lower case, no leading article."""
    plain = re.sub(r"^the\s+", "", name.strip().casefold())
    return "".join(character for character in plain if character.isalnum())


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's."""
    return re.sub(r"^the\s+", "", name.strip().casefold()).rstrip(".") in AGENCIES


def is_platform(name: str) -> bool:
    """Whether a name is a platform's on which others publish."""
    return name.strip().casefold() in PLATFORMS


def is_organization(name: str) -> bool:
    """Whether a printed name is an organization's, not a person's."""
    plain = re.sub(r"^[Tt]he\s+", "", name.strip())
    lower = plain.casefold()
    return bool(
        lower in _KNOWN
        or is_agency(plain)
        or lower.split(" ")[0] in {"bbc", "cnn", "npr", "itv", "cbs", "nbc", "reuters"}
        or _ORGANIZATION_WORD.search(plain)
        or _LOWER_OFFICE.search(plain)
        or _ACRONYM.fullmatch(plain)
    )
