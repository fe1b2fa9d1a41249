"""What a manifest lists, in as little memory as a million files allow.

The paths are kept once for all manifests that list the same files in the same order, which is what
programs write; the digests lie side by side as bytes.
"""

from collections.abc import Iterator, KeysView, Mapping, Sequence
from itertools import islice

from preserve.model.file import Entry

_NO_FILES: Mapping[str, Entry] = {}


class Listed(Mapping[str, str]):
    """Path as meant, to digest in lower-case hex, in the order of the manifest.

    Only grows, and only while its manifest is read.
    """

    def __init__(
        self,
        digest_bytes: int | None,
        guide: "Listed | None" = None,
        files: Mapping[str, Entry] = _NO_FILES,
    ) -> None:
        """Begin with nothing listed.

        Args:
            digest_bytes: the length of every digest; None where it differs from line to line.
            guide: of a manifest that was read before, whose paths are shared as long as the order
                is the same.
            files: what is there, by path, whose names are used instead of copies of them.
        """
        self._width = digest_bytes
        self._files = files
        self._digests = bytearray()
        self._odd: list[bytes] = []
        self._places: dict[str, int] = {}
        self._guide = guide
        self._ahead: Iterator[str] = iter(()) if guide is None else iter(guide)
        self._count = 0

    def take(self, paths: Sequence[str], digests: str) -> bool:
        """List paths with digests of the common length.

        Args:
            paths: as meant.
            digests: their digests in hex, one behind the other.

        Returns:
            False, and nothing is listed, if one of the paths is listed already or given twice.
        """
        if self._guide is not None and list(islice(self._ahead, len(paths))) != list(paths):
            self._part_ways()
        if self._guide is None:
            known = self._files.get
            names = [path if (entry := known(path)) is None else entry.path for path in paths]
            fresh = dict(zip(names, range(self._count, self._count + len(paths)), strict=True))
            if len(fresh) != len(paths) or not fresh.keys().isdisjoint(self._places.keys()):
                return False
            self._places.update(fresh)
        self._digests += bytes.fromhex(digests)
        self._count += len(paths)
        return True

    def add(self, path: str, digest: str) -> None:
        """List one path that is not listed yet; the digest in hex, of whatever length."""
        if self._guide is not None and next(self._ahead, None) != path:
            self._part_ways()
        if self._guide is None:
            self._places[path] = self._count
        if self._width is None:
            self._odd.append(bytes.fromhex(digest))
        else:
            self._digests += bytes.fromhex(digest)
        self._count += 1

    def _part_ways(self) -> None:
        """Keep paths of one's own from here on: the order is another one."""
        self._places = {path: place for place, path in enumerate(self)}
        self._guide = None

    def place(self, path: object) -> int | None:
        """Return the place of a path in the order of the manifest, from 0; None if not listed."""
        if self._guide is None:
            return self._places.get(path)  # type: ignore[call-overload,no-any-return]  # any object
        place = self._guide.place(path)
        return None if place is None or place >= self._count else place

    def _digest(self, place: int) -> str:
        if self._width is None:
            return self._odd[place].hex()
        start = place * self._width
        return self._digests[start : start + self._width].hex()

    def __getitem__(self, path: str) -> str:
        """Return the digest of a path in lower-case hex."""
        place = self.place(path)
        if place is None:
            raise KeyError(path)
        return self._digest(place)

    def is_beside(self, first: "Listed") -> bool:
        """Return whether this lists what a manifest that was read before does, in its order."""
        if self is first:
            return True
        guide = self._guide
        return guide is not None and len(self) == len(guide) and guide.is_beside(first)

    def differs_at(self, place: int, digest: bytes) -> bool:
        """Return whether another digest than this one, of the common length, is listed there."""
        start = place * len(digest)
        return self._digests[start : start + len(digest)] != digest

    def differs(self, path: str, digest: str) -> bool:
        """Return whether a path is listed with another digest than this one (lower-case hex)."""
        place = self.place(path)
        return place is not None and self._digest(place) != digest

    def keys(self) -> KeysView[str]:
        """Return the paths as a set."""
        if self._guide is None:
            return self._places.keys()
        return self._guide.keys() if len(self._guide) == self._count else super().keys()

    def __contains__(self, path: object) -> bool:
        """Return whether a path is listed."""
        return self.place(path) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the paths in the order of the manifest."""
        return iter(self._places) if self._guide is None else islice(iter(self._guide), self._count)

    def __len__(self) -> int:
        """Return how many paths are listed."""
        return self._count
