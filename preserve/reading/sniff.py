"""What bytes are, judged from the bytes and the name: formats whose reader is not there yet.

Two looks: `format_of_bytes` at signatures, before anything is decoded, and `format_of_text` at
the decoded characters, so that HTML saved as UTF-16 under the name `story.txt` is still HTML.
Both answer None for what may be plain text.
"""

import json
import re
import zlib
from dataclasses import dataclass

_HEAD = 4096
_INFLATE_INPUT = 16 * 1024
_INFLATE_OUTPUT = 4096
_PARSE_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is not plain text.

    Attributes:
        code: the catalogue code that refuses it.
        label: its name in a sentence ("an HTML page").
    """

    code: str
    label: str


HTML = Format("META-020", "an HTML page")
WARC = Format("META-021", "a WARC file")
WACZ = Format("META-022", "a WACZ file")
WORD = Format("META-022", "an office document in a ZIP container")
ZIP = Format("META-022", "a ZIP file")
PDF = Format("META-023", "a PDF file")
RTF = Format("META-024", "an RTF file")
OLD_OFFICE = Format("META-024", "an old office document")
XML = Format("META-025", "an XML file")
JSON = Format("META-026", "a JSON file")
EMAIL = Format("META-027", "an e-mail message")
PACKED = Format("META-028", "a compressed file")
POSTSCRIPT = Format("META-030", "a PostScript file")
TEX = Format("META-030", "a TeX file")
CALENDAR = Format("META-030", "a calendar or an address card")
SUBTITLES = Format("META-030", "a file of subtitles")
IMAGE = Format("META-029", "a picture")
SOUND = Format("META-029", "a sound or film file")

_SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"WARC/", WARC),
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"\x89PNG\r\n\x1a\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF87a", IMAGE),
    (b"GIF89a", IMAGE),
    (b"II*\x00", IMAGE),
    (b"MM\x00*", IMAGE),
    (b"RIFF", SOUND),
    (b"OggS", SOUND),
    (b"ID3\x03", SOUND),
    (b"ID3\x04", SOUND),
    (b"fLaC", SOUND),
    (b"\x1a\x45\xdf\xa3", SOUND),
    (b"BZh91AY", PACKED),
    (b"\xfd7zXZ\x00", PACKED),
    (b"7z\xbc\xaf\x27\x1c", PACKED),
    (b"Rar!\x1a\x07", PACKED),
    (b"\x28\xb5\x2f\xfd", PACKED),
)

_EXTENSIONS: tuple[tuple[tuple[str, ...], Format], ...] = (
    ((".html", ".htm", ".xhtml", ".mhtml", ".mht"), HTML),
    ((".warc", ".warc.gz", ".arc", ".arc.gz"), WARC),
    ((".wacz",), WACZ),
    ((".docx", ".odt", ".epub", ".pptx", ".xlsx"), WORD),
    ((".zip",), ZIP),
    ((".pdf",), PDF),
    ((".rtf",), RTF),
    ((".doc",), OLD_OFFICE),
    ((".xml", ".rss", ".atom"), XML),
    ((".json", ".jsonl", ".ndjson", ".jsonld"), JSON),
    ((".eml", ".mbox", ".msg"), EMAIL),
    ((".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst"), PACKED),
    ((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg"), IMAGE),
    ((".mp3", ".mp4", ".m4a", ".ogg", ".wav", ".mov", ".avi", ".mkv", ".webm", ".flac"), SOUND),
)

_HTML_TAGS = (
    "html|head|body|title|meta|link|script|style|base|div|span|p|article|section|header|footer|"
    "nav|main|aside|table|thead|tbody|tr|td|th|ul|ol|li|dl|h[1-6]|a|img|br|hr|center|font|form|"
    "iframe|figure|blockquote|pre|noscript|picture|video|audio|svg|button|input"
)
_LEADING_HTML = re.compile(rf"<(?:!doctype\s+html\b|(?:{_HTML_TAGS})(?=[\s/>]))", re.IGNORECASE)
_PAGE_TAG_AT_LINE = re.compile(
    r"^[ \t]{0,64}<(?:!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE | re.MULTILINE
)
_CLOSING = re.compile(r"</([a-z][a-z0-9]{0,15})\s{0,8}>", re.IGNORECASE)
_BLOCK_CLOSING = re.compile(
    r"html|head|body|p|div|article|section|header|footer|nav|main|table|tr|td|ul|ol|li|script|"
    r"style|title|h[1-4]|figure|blockquote",
    re.IGNORECASE,
)
_MANY_CLOSING = 5
_MANY_BLOCKS = 2
_LEADING_COMMENT = re.compile(r"(?:<!--(?:(?!-->)[\s\S]){0,2000}-->\s{0,200}){1,3}")
_ROOT_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]{0,80})(?=[\s/>])")
_MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]")
_MAIL_PROOF = frozenset({"received", "message-id", "mime-version", "return-path"})
_MAILBOX_LINE = re.compile(r"From \S+ .*\d\d:\d\d.*\n")
_OPENINGS: tuple[tuple[re.Pattern[str], Format], ...] = (
    (re.compile(r"%!PS"), POSTSCRIPT),
    (re.compile(r"\\(?:documentclass|documentstyle|input|begin)\b"), TEX),
    (re.compile(r"BEGIN:V(?:CALENDAR|CARD)\s"), CALENDAR),
    (re.compile(r"WEBVTT(?:[ \t\n]|\r)"), SUBTITLES),
    (re.compile(r"\d+\r?\n\d\d:\d\d:\d\d,\d{3} --> "), SUBTITLES),
)
_JSON_START = re.compile(r'[\[{]\s{0,200}(?:["\[{\]}]|-?\d|true|false|null)')


def format_of_bytes(name: str, data: bytes) -> Format | None:
    """Return the format that signatures in the bytes, else the name's ending, tell."""
    bare = data[3:_HEAD] if data.startswith(b"\xef\xbb\xbf") else data[:_HEAD]
    bare = bare.lstrip(b" \t\r\n")
    for signature, found in _SIGNATURES:
        if bare.startswith(signature):
            return found
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(name, data)
    if data.startswith(b"\x1f\x8b"):
        return WARC if _inflated_head(data).startswith(b"WARC/") else PACKED
    if data[4:8] == b"ftyp":
        return SOUND
    if data[257:262] == b"ustar":
        return PACKED
    return _format_of_name(name)


def _format_of_name(name: str) -> Format | None:
    lower = name.lower()
    return next((found for endings, found in _EXTENSIONS if lower.endswith(endings)), None)


def _zip_kind(name: str, data: bytes) -> Format:
    head = data[:_HEAD]
    if name.lower().endswith(".wacz") or b"datapackage.json" in head or b"archive/" in head:
        return WACZ
    if b"[Content_Types].xml" in head or b"mimetypeapplication/" in head or b"word/" in head:
        return WORD
    return ZIP


def _inflated_head(data: bytes) -> bytes:
    """Return at most a few KiB of what a gzip member holds; empty when it is broken."""
    try:
        return zlib.decompressobj(31).decompress(data[:_INFLATE_INPUT], _INFLATE_OUTPUT)
    except zlib.error:
        return b""


def format_of_text(text: str) -> Format | None:
    """Return the format that the decoded characters tell, in linear time."""
    start = text[:_HEAD].lstrip("\ufeff \t\r\n")
    comment = _LEADING_COMMENT.match(start)
    start = start[comment.end() :] if comment else start
    if start.startswith("WARC/"):
        return WARC
    if start[:5].lower() == "<?xml":
        return HTML if re.search(r"<html[\s>]", text[:_HEAD], re.IGNORECASE) else XML
    if comment or _LEADING_HTML.match(start) or _is_html_inside(text):
        return HTML
    if _is_xml(start, text):
        return XML
    if _is_json(text):
        return JSON
    for opening, found in _OPENINGS:
        if opening.match(start):
            return found
    return EMAIL if _is_mail(start) else None


def _is_html_inside(text: str) -> bool:
    """Whether a page's own tags, or many closing tags, stand anywhere in the text.

    One `<b>`, or a sentence about the `<body>` tag, does not make a page.
    """
    if "<" not in text:
        return False
    if _PAGE_TAG_AT_LINE.search(text[: 16 * _HEAD]):
        return True
    blocks = 0
    for closing, match in enumerate(_CLOSING.finditer(text), start=1):
        blocks += bool(_BLOCK_CLOSING.fullmatch(match.group(1)))
        if closing >= _MANY_CLOSING or blocks >= _MANY_BLOCKS:
            return True
    return False


def _is_xml(start: str, text: str) -> bool:
    root = _ROOT_ELEMENT.match(start)
    return bool(root and text[-_HEAD:].rstrip().endswith((f"</{root.group(1)}>", "/>")))


def _is_json(text: str) -> bool:
    """Whether the whole text is one JSON object or array, or lines of objects."""
    head = text[:_HEAD].lstrip()
    if not _JSON_START.match(head):
        return False
    tail = text[-_HEAD:].rstrip()
    if not tail.endswith(("}", "]")):
        return False
    if len(text) > _PARSE_LIMIT:
        return head.startswith(('{"', '[{"', "[{", "[["))
    return _parses(text) or all(_parses(line) for line in text.strip().splitlines()[:3])


def _parses(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_mail(start: str) -> bool:
    """Whether the text opens with an RFC 5322 header block: three fields, one of transport.

    The line that opens a mailbox (RFC 4155) is proof of transport, too.
    """
    names: set[str] = set()
    mailbox = _MAILBOX_LINE.match(start)
    for line in start[mailbox.end() if mailbox else 0 :].splitlines():
        if line[:1] in {" ", "\t"} and names:
            continue
        match = _MAIL_HEADER.match(line)
        if not match:
            break
        names.add(match.group(1).lower())
    enough = 3
    return len(names) >= enough and bool(mailbox or names & _MAIL_PROOF)
