"""A source as received, and the article read from it."""

from typing import NamedTuple

from preserve.model.digest import Digests

LISTENED_CHARACTERS = 2_000_000
"""How far into a text speakers and quotations are looked for: a long book, and bounded memory."""


class SourceBytes(NamedTuple):
    """The bytes of one source, digested while they were read."""

    name: str
    data: bytes
    digests: Digests


class Article(NamedTuple):
    """A source that could be read as an article.

    Attributes:
        source: the bytes as received.
        media_type: `text/plain`.
        encoding: the codec that turns the bytes into `text` (`utf-8`, `utf-8-sig`, `utf-16`,
            `utf-16-le`, `utf-16-be`, `windows-1252` ...). A byte-order mark belongs to the
            encoding, not to the text: `data.decode(encoding) == text` always holds.
        encoding_from: `valid` (the bytes are valid UTF-8), `byte-order-mark`, `declared`
            (the user named it) or `detected`.
        text: the decoded text, nothing normalised.
    """

    source: SourceBytes
    media_type: str
    encoding: str
    encoding_from: str
    text: str
