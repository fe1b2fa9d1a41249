"""Names of files: how manifests write them, which lead out of the bag, which are refused.

A path is a `str` with `/` between its parts. Bytes that are not UTF-8 are held as surrogate
escapes, as `os.fsdecode` makes them, so that every name of a disk has a path.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

_ENCODE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_DECODE = {"25": "%", "0D": "\r", "0A": "\n"}
_ESCAPE = re.compile(r"%(25|0[AaDd])")
_SPECIAL = re.compile(r"[%\r\n]")
_STRAY = re.compile(r"%(?!25|0[AaDd])")
_DRIVE = re.compile(r"[A-Za-z]:")
_AT_A_TIME = 4096
_LONGEST_SHOWN = 1024
_LONGEST_STORED = 1 << 16
_LONGEST_NAME = 512
"""Characters of one name: what any common system stores, however it is spelled out."""

_NAME = re.compile(r"[^/\0]+")
_OVERLONG_NAME = re.compile(rf"[^/\0]{{{_LONGEST_NAME + 1}}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""Characters that steer a terminal or show nothing, as a regular expression lists them."""

_HIDDEN = re.compile(f"[{INVISIBLE}\ud800-\udfff]")


def encode_path(path: str) -> str:
    """Return a path as a manifest of BagIt 1.0 writes it (RFC 8493 2.1.3).

    Line feed, carriage return and `%` become `%0A`, `%0D`, `%25`; nothing else changes.
    """
    return _SPECIAL.sub(lambda match: _ENCODE[match[0]], path)


def decode_path(text: str) -> str:
    """Return the path that a manifest of BagIt 1.0 means: the inverse of `encode_path`.

    Exactly `%0A`, `%0D` and `%25` are decoded (hex digits in either case, RFC 3986 2.1); any
    other `%` stands for itself.
    """
    return _ESCAPE.sub(lambda match: _DECODE[match[1].upper()], text)


def has_stray_percent(text: str) -> bool:
    """Return whether a manifest's path has a `%` that BagIt 1.0 would have written `%25`."""
    return _STRAY.search(text) is not None


def normal_form(path: str) -> str:
    """Return the form under which names are compared across systems: Unicode NFC.

    A name longer than any system stores is left as it is: putting a million accents in order takes
    Python the square of that time, in which it cannot even be interrupted.
    """
    if path.isascii():
        return path
    if _OVERLONG_NAME.search(path) is None:
        return unicodedata.normalize("NFC", path)
    return _NAME.sub(_bounded_form, path)


def _bounded_form(match: re.Match[str]) -> str:
    name = match[0]
    return name if len(name) > _LONGEST_NAME else unicodedata.normalize("NFC", name)


def case_form(path: str) -> str:
    """Return the form under which a system that ignores case compares names."""
    return normal_form(path).casefold()


def is_utf8(path: str) -> bool:
    """Return whether the name's bytes are UTF-8 (no surrogate escapes)."""
    return path.isascii() or _SURROGATE.search(path) is None


def shown(path: str) -> str:
    r"""Return a path for a message: what cannot be seen is escaped, as `\n` is `\x0a`.

    Control, invisible, unassigned and undecodable characters, and spaces at either end. A path
    longer than any system stores is cut in the middle.
    """
    if len(path) > _LONGEST_SHOWN:
        path = f"{path[: _LONGEST_SHOWN // 2]}...{path[-_LONGEST_SHOWN // 2 :]}"
    if path[:1] == " " or path[-1:] == " ":
        path = _with_edges(path)
    if path.isascii() and path.isprintable():
        return path
    path = _HIDDEN.sub(_escape, path)
    return path if path.isprintable() else "".join(map(_visible, path))


def storable(path: str) -> str:
    r"""Return a path that can be written as UTF-8: undecodable bytes as `\xNN`.

    One that is longer than any system takes is cut.
    """
    if len(path) > _LONGEST_STORED:
        path = f"{path[:_LONGEST_SHOWN]}..."
    return path if is_utf8(path) else _SURROGATE.sub(_escape, path)


def _with_edges(path: str) -> str:
    inner = path.strip(" ")
    before = len(path) - len(path.lstrip(" ")) if inner else 0
    after = len(path) - len(inner) - before
    return "\\x20" * before + inner + "\\x20" * after


def _visible(character: str) -> str:
    return character if character.isprintable() else _escaped(character)


def _escape(match: re.Match[str]) -> str:
    return _escaped(match[0])


def _escaped(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # noqa: PLR2004  # the range of surrogate escapes, PEP 383
        number -= 0xDC00
    if number <= 0xFF:  # noqa: PLR2004  # a byte
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004  # as Python


def tidy_path(path: str) -> str:
    """Return a path without `.` parts, empty parts and a leading `./`; `..` is left alone.

    The slash of an absolute path and a final slash are kept: both mean something. So does a final
    `.`, which names a directory, too.
    """
    if "//" not in path and "./" not in path and not path.endswith("/."):
        return path
    if path.startswith("/"):
        return path
    parts = [part for part in path.split("/") if part not in {"", "."}]
    return "/".join(parts) + ("/" if parts and path.endswith(("/", "/.")) else "")


def path_problem(path: str) -> str | None:
    r"""Return why some system would take this path as leading out of the bag, or None.

    The disguises of RFC 8493 5.1 on every operating system, whichever one this runs on: `..`,
    absolute paths, `~user`, drive letters, UNC and `\\?\`, backslashes that climb, NUL, empty
    and `.` parts. A backslash inside a name that climbs nowhere is no problem of this kind.
    """
    if not path:
        return "an empty path"
    if "\0" in path:
        return "a NUL character, at which some systems cut the name"
    if path[0] in "/\\":
        return "an absolute path"
    if path[0] == "~":
        return "a path that a shell takes as somebody's home directory"
    if _DRIVE.match(path):
        return "a path with a drive letter"
    return _parts_problem(path)


def _parts_problem(path: str) -> str | None:
    # Windows drops the spaces at the end of a part, so `.. ` climbs there.
    if ".." in path and ".." in {part.rstrip(" ") for part in re.split(r"[/\\]", path)}:
        return "a path that climbs out with `..`"
    if "//" in path or path.endswith("/"):
        return "a path with an empty part"
    if path.startswith("./") or "/./" in path or path == "." or path.endswith("/."):
        return "a path with a `.` part"
    return None


def with_parents(paths: Iterable[str]) -> set[str]:
    """Return the paths and every directory above them."""
    known: set[str] = set()
    for path in paths:
        here = path
        while here and here not in known:
            known.add(here)
            here = here.rpartition("/")[0]
    return known


def twins(paths: Iterable[str], form: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield each path whose name has the form of an earlier name beside it, and that name.

    Compared as a system compares them, directory by directory: names inside two twin
    directories are not reported again.
    """
    first: dict[tuple[str, str], str] = {}
    for path in paths:
        parent, _, name = path.rpartition("/")
        earlier = first.setdefault((parent, form(name)), name)
        if earlier != name:
            yield path, earlier


def is_case_twin(path: str, earlier: str) -> bool:
    """Return whether a twin by `case_form` is one by case, and not by normal form alone."""
    return normal_form(path.rpartition("/")[2]) != normal_form(earlier)


def may_have_twins(paths: Iterable[str], form: Callable[[str], str]) -> bool:
    """Return whether two paths may have the same form.

    Hashes only, many paths at a time: it has to be lean with a million of them.
    """
    seen, count, waiting = set[int](), 0, iter(paths)
    while some := list(itertools.islice(waiting, _AT_A_TIME)):
        count += len(some)
        seen.update(map(hash, form("\0".join(some)).split("\0")))
    return len(seen) != count
