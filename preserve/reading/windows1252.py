"""Whether bytes can be defended as windows-1252, the usual encoding of old Western text.

Every byte string without five unused values "decodes" as windows-1252, so decoding proves
nothing. Five things must hold together: the text is mostly words; hardly anything is outside
ASCII; what is, is typographic punctuation in its place or a letter inside a Latin word; the letters
belong to one language's alphabet; and the bytes are not damaged UTF-8.
"""

import re

_MAX_HIGH_SHARE = 0.3
_HIGH_BYTES = bytes(range(0x80, 0x100))
_SLICE = 1024 * 1024
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸ"
_HIGH_LETTER = re.compile("[À-ÖØ-öø-ÿŠšŽžŒœŸ]")
_WORD = re.compile(f"[{_LETTERS}]+")
_STANDALONE = frozenset("àáèéíìòóùêôÀÁÈÉÓøåÅö")
_JOINING = b"\x91\x92\x96\x97\x85\xa0\xad\xb7"  # apostrophes, dashes, dots, spaces, soft hyphen
_MARKS = (
    b"\x82\x84\x86\x87\x89\x8b\x93\x94\x95\x99\x9b\x80"  # quotes, daggers, bullet, trade mark, euro
    b"\xa1\xa2\xa3\xa4\xa5\xa7\xa9\xaa\xab\xac\xae\xb0\xb1\xb2\xb3\xb4\xb6\xb9\xba\xbb\xbc\xbd\xbe\xbf\xd7"
)
_PUNCTUATION = frozenset((_JOINING + _MARKS).decode("windows-1252"))
# Marks that never stand between two letters of a word: there they are letters of another code.
_MISPLACED = re.compile(f"[{_LETTERS}][{_MARKS.decode('windows-1252')}][{_LETTERS}]")
_WORD_LETTERS = 3
_CASE_BREAK = re.compile("[a-zß-öø-ÿšžœ][À-ÖØ-ÞŠŽŒŸ]")
_ALPHABETS: tuple[frozenset[str], ...] = (
    frozenset("àâæçéèêëîïôœùûüÿ"),  # French
    frozenset("äöüßéàè"),  # German
    frozenset("áéíóúüñçï"),  # Spanish, Catalan in part
    frozenset("áâãàçéêíóôõúü"),  # Portuguese
    frozenset("àèéìíîòóùú"),  # Italian
    frozenset("åäöæøéèüô"),  # Danish, Norwegian, Swedish, Finnish
    frozenset("ëïéèöüáóêû"),  # Dutch
    frozenset("áéíóúýþðæö"),  # Icelandic
)


def is_windows_1252(data: bytes) -> bool:
    """Return whether the bytes make sense as windows-1252, and hardly as anything else."""
    high = len(data) - len(data.translate(None, delete=_HIGH_BYTES))
    if not high or high > _MAX_HIGH_SHARE * len(data) or _is_damaged_utf8(data, high):
        return False
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError:
        return False
    return _is_mostly_words(text) and _letters_make_sense(text) and not _MISPLACED.search(text)


def _is_mostly_words(text: str) -> bool:
    """Whether half of what is no white space stands in words of three letters or more."""
    words = sum(len(word) for word in _WORD.findall(text) if len(word) >= _WORD_LETTERS)
    return 2 * words >= sum(map(len, text.split()))


def _is_damaged_utf8(data: bytes, high: int) -> bool:
    """Whether more than half of the high bytes form UTF-8 sequences."""
    sound = len(data.decode("utf-8", errors="ignore").encode()) - (len(data) - high)
    return 2 * sound > high


def _letters_make_sense(text: str) -> bool:
    outside = {character for character in set(text) if ord(character) >= ord("\x80")}
    letters = {character for character in outside if _HIGH_LETTER.match(character)}
    if not outside - letters <= _PUNCTUATION or _CASE_BREAK.search(text):
        return False
    if letters and not any({letter.lower() for letter in letters} <= known for known in _ALPHABETS):
        return False
    return not letters or all(_are_latin_words(piece) for piece in _pieces(text))


def _pieces(text: str) -> set[str]:
    """Return the different stretches between white space, cut slice by slice to spare memory."""
    found: set[str] = set()
    start = 0
    while start < len(text):
        cut = text.find(" ", start + _SLICE)
        end = cut if cut >= 0 else len(text)
        found.update(piece for piece in set(text[start:end].split()) if not piece.isascii())
        start = end
    return found


def _are_latin_words(piece: str) -> bool:
    return all(_is_latin_word(word) for word in _WORD.findall(piece))


def _is_latin_word(word: str) -> bool:
    high = len(_HIGH_LETTER.findall(word))
    return not high or word in _STANDALONE or 3 * high <= 2 * len(word)
