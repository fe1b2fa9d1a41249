"""A listed path with nothing of exactly that name: what is meant all the same?

Names are compared exactly first. What is left over is compared under the other reading of `%`, then
under one Unicode normal form (RFC 8493 6.1.1.3).
"""

from collections.abc import Iterable, Iterator, Mapping

from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import normal_form, shown, storable
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where


class Spelling:
    """The files that are there, found by names that are written otherwise."""

    def __init__(self, files: Mapping[str, object]) -> None:
        """Say which files are there, by path."""
        self._files = files
        self._forms: dict[str, str] | None = None

    def meant(self, path: str, other: str | None) -> str | None:
        """Return the file that is meant by a path that is not there; None if none is.

        Args:
            path: as meant first.
            other: the path under the other reading of `%`, where there is one.
        """
        if other is not None and other in self._files:
            return other
        if path.isascii() and (other is None or other.isascii()):
            return None
        if self._forms is None:
            names = (name for name in self._files if not name.isascii())
            self._forms = {normal_form(name): name for name in names}
        return self._forms.get(normal_form(path))


def tag_aliases(manifests: Iterable[Manifest], files: Mapping[str, object]) -> dict[str, str]:
    """Return for listed tag files that are written otherwise on disk the path they have there."""
    spelling, aliases = Spelling(files), dict[str, str]()
    for manifest in manifests:
        for path in manifest.entries:
            there = None if path in files else spelling.meant(path, manifest.others.get(path))
            if there is not None and (there not in manifest.entries or is_same_name(path, there)):
                aliases[path] = there
    return aliases


def is_same_name(path: str, other: str) -> bool:
    """Return whether two spellings differ by normal form alone, and not by the reading of `%`.

    A file that is listed under its own name, too, is not what another reading of `%` means.
    """
    return normal_form(path) == normal_form(other)


def alias_findings(aliases: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a warning for each listed path that is written otherwise on disk."""
    for path, there in aliases.items():
        yield alias_finding(path, there)


def alias_finding(path: str, there: str) -> Finding:
    """Return the warning for a listed path that is written otherwise on disk."""
    code, what = alias_of(path, there)
    message = f"{shown(path)} is listed; {escaped(there)} is there, in {what}."
    return finding(code, message, Where(file=storable(there)))


def alias_of(path: str, other: str) -> tuple[str, str]:
    """Return the code for two spellings of one name, and in what they differ."""
    if not is_same_name(path, other):
        return "BAG-039", "another reading of `%`"
    return "BAG-044", "another Unicode normal form"


def escaped(path: str) -> str:
    r"""Return a path with everything beyond ASCII as `\uNNNN`, so that twins look different."""
    return path.encode("ascii", "backslashreplace").decode("ascii")
