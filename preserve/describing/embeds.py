"""Videos and posts that a text carries as code or address: embed codes, links, signed posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from preserve.describing.evidence import Range
from preserve.model.description import MediaKind

_CODE = re.compile(
    r"\[(?P<name>[A-Za-z][\w-]{1,30})(?P<attributes>\s[^\[\]\r\n]{0,600})\]"
    r"(?:(?P<body>https?://[^\s\[\]]{1,300})\[/(?P=name)\])?"
)
_ATTRIBUTE = re.compile(
    r"(?P<key>[\w-]{1,30})\s?=\s?[\"'“”″\u2018\u2019\u2032„«](?P<value>[^\"“”″„«»]{0,300})[\"'“”″\u2018\u2019\u2032»]"
)
_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.|mobile\.)?(?P<host>youtube\.com|youtu\.be|vimeo\.com"
    r"|periscope\.tv|pscp\.tv|dailymotion\.com|vine\.co|twitter\.com|x\.com|pic\.twitter\.com"
    r"|facebook\.com|fb\.watch|instagram\.com|instagr\.am|t\.me|tiktok\.com|vk\.com)"
    r"/[^\s\"'“”\u2018\u2019<>()\[\]]{2,300}"
)
_HOSTS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "periscope.tv": "Periscope",
    "pscp.tv": "Periscope",
    "dailymotion.com": "Dailymotion",
    "vine.co": "Vine",
    "twitter.com": "Twitter",
    "x.com": "Twitter",
    "pic.twitter.com": "Twitter",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "instagram.com": "Instagram",
    "instagr.am": "Instagram",
    "t.me": "Telegram",
    "tiktok.com": "TikTok",
    "vk.com": "VK",
}
_VIDEO_HOSTS = frozenset({"YouTube", "Vimeo", "Periscope", "Dailymotion", "Vine", "TikTok"})
_POST_CODES = frozenset({"tweet", "twitter", "facebook", "instagram", "fb", "telegram"})
_POST_PATH = re.compile(r"/status(?:es)?/\d|/posts?/|/p/|/permalink|story_fbid|pic\.twitter|t\.me/")
_VIDEO_PATH = re.compile(r"/videos?/|/watch|/reel/|fb\.watch")
_ID_KEYS = ("video", "id", "video_id", "videoid", "embed", "tweet", "code", "url", "src")


@dataclass(frozen=True, slots=True)
class Found:
    """A video or post before it gets its id.

    Attributes:
        video: it is a video; otherwise a post.
        place: range of the words or characters that show it.
        entity: number of its speaker in the cast, if told.
    """

    video: bool
    kind: MediaKind
    place: Range
    platform: str | None = None
    url: str | None = None
    embed_id: str | None = None
    title: str | None = None
    entity: int | None = None


def codes_in(text: str) -> tuple[Found, ...]:
    """Find embed codes such as `[brid video="1" title="..."]`, whatever marks they use."""
    found: list[Found] = []
    if "[" not in text:
        return ()
    for match in _CODE.finditer(text):
        attributes = {
            part["key"].lower(): part["value"].strip()
            for part in _ATTRIBUTE.finditer(match["attributes"])
        }
        if not attributes:
            continue
        name = match["name"].lower()
        embed_id = next((attributes[key] for key in _ID_KEYS if attributes.get(key)), None)
        found.append(
            Found(
                video=name not in _POST_CODES,
                kind=MediaKind.EMBEDDED,
                place=match.span(),
                platform=name,
                url=embed_id if embed_id and "://" in embed_id else match["body"],
                embed_id=embed_id,
                title=attributes.get("title") or None,
            )
        )
    return tuple(found)


def links_in(text: str) -> Iterator[Found]:
    """Find addresses of videos and posts; a link to a profile is neither."""
    if "/" not in text:
        return
    for match in _LINK.finditer(text):
        url = match.group().rstrip(".,;:!?")
        platform = _HOSTS[match["host"]]
        video = platform in _VIDEO_HOSTS or _VIDEO_PATH.search(url) is not None
        if video or _POST_PATH.search(url):
            place = (match.start(), match.start() + len(url))
            yield Found(video, MediaKind.LINKED, place, platform, url)
