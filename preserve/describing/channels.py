"""How words reached the article: the medium they were published in, and who reported them."""

from preserve.describing.gazetteer import PLATFORMS, POST_NOUNS, VIDEO_NOUNS
from preserve.describing.prose import Token
from preserve.describing.standing import main_subject
from preserve.describing.subjects import Parsed

_SHOWN = frozenset(
    [
        "in",
        "posted",
        "uploaded",
        "shared",
        "recorded",
        "another",
        "streamed",
        "released",
        "his",
        "her",
        "their",
    ]
)
_PUBLISHING = frozenset(
    [
        "published",
        "quoted",
        "reported",
        "aired",
        "obtained",
        "interviewed",
        "broadcast",
        "carried",
        "cited",
    ]
)
_THROUGH = frozenset({"on", "via", "over", "through", "using", "app", "to", "onto", "and", "or"})
_PUBLISHED = POST_NOUNS | VIDEO_NOUNS | {"live", "status", "update", "thread", "group", "broadcast"}
_WHOSE = frozenset({"his", "her", "their", "'s", "\u2019s"})
_WHERE = frozenset({"account", "page", "feed", "channel", "profile"})
_CARRIERS = VIDEO_NOUNS | {"camera", "statement"}
_TOLD = frozenset({"told", "tells", "telling"})
_TALKING = frozenset(
    ["spoke", "speaking", "talked", "talking", "interview", "spoken", "speak", "said", "added"]
)


def medium_of(sentence: Parsed, at: int) -> str | None:
    """Return the platform named before token `at` (then after it), or `video`, `statement`."""
    tokens = sentence.tokens
    for index in (*range(min(at, len(tokens)) - 1, -1, -1), *range(at, len(tokens))):
        platform = PLATFORMS.get(tokens[index].low)
        if platform is not None and _is_used(tokens, index):
            return platform
    for index, token in enumerate(tokens[: at + 1] or tokens):
        if token.low not in _CARRIERS:
            continue
        window = {before.low for before in tokens[max(0, index - 4) : index]}
        if (token.low in VIDEO_NOUNS or token.low == "camera") and window & _SHOWN:
            return "video"
        if token.low == "statement" and window & {"in", "a", "issued", "released"}:
            return "statement"
        if token.low == "camera" and window & _TOLD:
            return "video"
    return None


def _is_used(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a platform is where something is published: no "Facebook spokesman"."""
    if "tweet" in tokens[index].low:
        return True
    before = tokens[index - 1].low if index else ""
    after = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if before == "no":
        return False
    if before in _THROUGH or after in _PUBLISHED:
        return True
    return before in _WHOSE and after in _WHERE


def reporter_of(sentence: Parsed) -> str | None:
    """Return the printed name of the newsroom or agency that the words were told to or quoted by.

    "told the Associated Press", "According to the BBC", "BBC News published".
    """
    tokens = sentence.tokens
    for mention in sentence.mentions[:12]:
        if mention.kind != "media":
            continue
        at = mention.first - 1
        if at >= 0 and tokens[at].low == "the":
            at -= 1
        before = tokens[at].low if at >= 0 else ""
        earlier = {token.low for token in tokens[max(0, at - 8) : at]}
        told = before in _TOLD or (
            before in ("to", "with") and earlier & (_TALKING | {"according"})
        )
        after = tokens[mention.last].low if mention.last < len(tokens) else ""
        main = main_subject(sentence, mention.last) == mention or before == ""
        if told or (main and after in _PUBLISHING):
            words = tokens[mention.name_first : mention.name_last]
            return " ".join(word.text for word in words)
    return None
