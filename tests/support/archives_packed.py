"""Bags packed by the standard library, in every form that honest programs write."""

import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

Pack = Callable[[Path, str], bytes]


def tar_pack(mode: str, form: int) -> Pack:
    """Return what packs a directory with `tarfile`."""

    def pack(directory: Path, top: str) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
            archive.add(directory, top)
        return out.getvalue()

    return pack


def files_only(mode: str) -> Pack:
    """Return what packs the files of a directory with `tarfile`, without directories."""

    def pack(directory: Path, top: str) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=mode) as archive:
            for path in paths_of(directory):
                if not path.is_dir() or path.is_symlink():
                    archive.add(path, f"./{top}/{path.relative_to(directory)}", recursive=False)
        return out.getvalue()

    return pack


def zip_pack(method: int, *, is_large: bool = False, is_streamed: bool = False) -> Pack:
    """Return what packs a directory with `zipfile`."""

    def pack(directory: Path, top: str) -> bytes:
        out = _Unseekable() if is_streamed else io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for path in paths_of(directory):
                name = f"{top}/{path.relative_to(directory)}"
                if path.is_dir():
                    archive.writestr(f"{name}/", b"")
                    continue
                info = zipfile.ZipInfo(name)
                info.compress_type = method
                with archive.open(info, "w", force_zip64=is_large) as member:
                    member.write(path.read_bytes())
        return out.getvalue()

    return pack


class _Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, *_args: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def paths_of(directory: Path) -> list[Path]:
    """Return everything below a directory, sorted."""
    return sorted(
        Path(base, name) for base, names, files in os.walk(directory) for name in (*names, *files)
    )


PACKS: dict[str, Pack] = {
    "ustar.tar": tar_pack("w", tarfile.USTAR_FORMAT),
    "gnu.tar": tar_pack("w", tarfile.GNU_FORMAT),
    "pax.tar": tar_pack("w", tarfile.PAX_FORMAT),
    "files.tar": files_only("w"),
    "ustar.tgz": tar_pack("w:gz", tarfile.USTAR_FORMAT),
    "gnu.tar.gz": tar_pack("w:gz", tarfile.GNU_FORMAT),
    "pax.tgz": tar_pack("w:gz", tarfile.PAX_FORMAT),
    "files.tgz": files_only("w:gz"),
    "stored.zip": zip_pack(zipfile.ZIP_STORED),
    "deflated.zip": zip_pack(zipfile.ZIP_DEFLATED),
    "bzip2.zip": zip_pack(zipfile.ZIP_BZIP2),
    "large.zip": zip_pack(zipfile.ZIP_DEFLATED, is_large=True),
    "streamed.zip": zip_pack(zipfile.ZIP_DEFLATED, is_streamed=True),
    "streamed-large.zip": zip_pack(zipfile.ZIP_STORED, is_large=True, is_streamed=True),
}
