"""Which kind of archive a file claims to be, by the end of its name."""

from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """The media type of an archive, as BagIt profiles name it."""

    ZIP = "application/zip"
    TAR = "application/tar"
    TAR_GZ = "application/gzip"
    SEVEN_ZIP = "application/x-7z-compressed"
    OTHER = "application/octet-stream"


_ENDINGS: Final = {
    ".tar.gz": Form.TAR_GZ,
    ".tgz": Form.TAR_GZ,
    ".tar.bz2": Form.OTHER,
    ".tbz2": Form.OTHER,
    ".tar.xz": Form.OTHER,
    ".txz": Form.OTHER,
    ".tar.zst": Form.OTHER,
    ".rar": Form.OTHER,
    ".zip": Form.ZIP,
    ".tar": Form.TAR,
    ".7z": Form.SEVEN_ZIP,
}


def form_by_name(name: str) -> Form | None:
    """Return what a file's name says that it is."""
    lower = name.lower()
    return next((form for ending, form in _ENDINGS.items() if lower.endswith(ending)), None)


def stem(name: str) -> str:
    """Return a file's name without the ending that tells its format."""
    lower = name.lower()
    ending = next((each for each in _ENDINGS if lower.endswith(each)), "")
    return name[: len(name) - len(ending)]
