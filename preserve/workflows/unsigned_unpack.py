"""Unpack a serialized bag that was found valid: in the archive's order, each file once."""

from preserve.containers.bag.serialized.tar_gz import SecondPass, TarGzArchive
from preserve.model.digest import OUR_ALGORITHMS, hasher
from preserve.model.file import EntryKind, FileRecord
from preserve.model.pieces import PieceHasher
from preserve.storage.staging import Staging
from preserve.workflows.serialized_tree import MemberAgain, SerializedTree

_PIECE_BYTES = 1 << 18


class PackedBag(SerializedTree):
    """A serialized bag whose files can be written somewhere else."""

    def unpack(self, staging: Staging) -> tuple[FileRecord, ...]:
        """Write every file into a directory that was begun; return what was written.

        Args:
            staging: takes the files; directories are made where they are empty, too.

        Raises:
            OSError: the medium does not allow it, or the archive is damaged.
            PreserveError: a file cannot be written.
        """
        entries = self.entries()
        staging.begin(entry.path for entry in entries if entry.kind is EntryKind.DIRECTORY)
        paths = {self._number(e.path): e.path for e in entries if e.kind is EntryKind.FILE}
        again = self._archive.again() if isinstance(self._archive, TarGzArchive) else None
        written = [
            self._written(number, paths[number], again, staging)
            for number in sorted(paths, key=self._place)
        ]
        staging.sync()
        return tuple(sorted(written, key=lambda record: record.path))

    def _written(
        self, number: int, path: str, again: SecondPass | None, staging: Staging
    ) -> FileRecord:
        content = self._content(number) if again is None else MemberAgain(again, number)
        hashes = {name: hasher(name) for name in OUR_ALGORITHMS}
        pieces, size = PieceHasher(), 0
        with staging.file(path) as target:
            while data := self.take(number, content, _PIECE_BYTES):
                size += len(data)
                pieces.update(data)
                for each in hashes.values():
                    each.update(data)
                target.write(data)
        digests = {name: each.hexdigest() for name, each in hashes.items()}
        return FileRecord(path, size, digests, pieces.text())
