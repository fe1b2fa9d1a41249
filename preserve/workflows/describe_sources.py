"""Describe sources for whoever asks; nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from preserve.errors import PreserveError
from preserve.model.catalogue import finding
from preserve.model.file import EntryKind, printable
from preserve.model.finding import Finding, Where
from preserve.reading.article import MAX_SOURCE_BYTES, read_article
from preserve.reading.metadata import unmatched
from preserve.storage.source import SourcePath, look, read_source
from preserve.workflows.compose import Word, described
from preserve.workflows.metadata import Supplied, load_supplied


@dataclass(frozen=True, slots=True)
class DescribeOptions:
    """What is known besides the sources, and what is wanted.

    Attributes:
        metadata: a metadata file, or None.
        url: where the article is said to come from, or None.
        encoding: the declared encoding, or None.
        with_text: put the text into the document, so that spans can be checked.
    """

    metadata: str | None = None
    url: str | None = None
    encoding: str | None = None
    with_text: bool = False


@dataclass(frozen=True, slots=True)
class DescribedSource:
    """One source's description, or why there is none."""

    name: str
    document: dict[str, object] | None = None
    error: Finding | None = None
    notes: tuple[Finding, ...] = field(default=())

    def line(self) -> dict[str, object]:
        """Return the JSON line."""
        if self.document is not None:
            return self.document
        error = self.error.document() if self.error else None
        return {"source": {"name": self.name}, "error": error}


def describe_sources(sources: Sequence[str], options: DescribeOptions) -> Iterator[DescribedSource]:
    """Describe each source, in order; one that cannot be described is told as such.

    Raises:
        PreserveError: the metadata file cannot be used at all.
    """
    supplied = load_supplied(options.metadata)
    names = [path.rstrip("/").rsplit("/", 1)[-1] for path in sources]
    notes = (*supplied.notes, *unmatched(supplied.rows, names))
    for path, name in zip(sources, names, strict=True):
        described_source = _describe_one(SourcePath(path, name), options, supplied)
        yield DescribedSource(
            described_source.name,
            described_source.document,
            described_source.error,
            (*notes, *described_source.notes),
        )
        notes = ()


def _describe_one(
    source: SourcePath, options: DescribeOptions, supplied: Supplied
) -> DescribedSource:
    shown = printable(source.name)
    try:
        if look(source.path) is EntryKind.DIRECTORY:
            words = f"{printable(source.path)} is a directory; name the articles in it."
            return DescribedSource(shown, error=finding("FIX-042", words, Where(file=shown)))
        received = read_source(source, MAX_SOURCE_BYTES)
    except PreserveError as problem:
        error = finding(problem.code, problem.message, Where(file=shown))
        return DescribedSource(shown, error=error)
    article, findings = read_article(received, options.encoding)
    if article is None:
        return DescribedSource(shown, error=findings[0], notes=findings[1:])
    word = supplied.word_on(source.name)
    url = Word({"url": options.url}, "the command line") if options.url else word
    _, _, document = described(article, word, url.claimed_url())
    if options.with_text:
        document = {**document, "text": {**_mapping(document["text"]), "content": article.text}}
    return DescribedSource(shown, document, notes=findings)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
