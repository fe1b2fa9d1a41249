"""Compose a package: from an article to the exact bytes of every file of its bag, pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preserve.containers.bag.fit import Fitting, fitted_info, fitted_tag_files, misfits
from preserve.containers.bag.write import OUR_MANIFESTS, BagInfo, bag_info, tag_files
from preserve.containers.warc.write import ArticleCapture, write_article_warc
from preserve.describing.describe import describe
from preserve.describing.document import description_document
from preserve.describing.supplied import supplied_url, with_supplied
from preserve.model.article import Article
from preserve.model.claim import Claim
from preserve.model.description import Reading
from preserve.model.digest import Digests, digests_of
from preserve.model.file import FileRecord, NewFile
from preserve.model.finding import Finding
from preserve.model.package import PackageRecord, package_id
from preserve.model.pieces import pieces_of
from preserve.storage import layout
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.archive_config import ArchiveConfig
from preserve.workflows.how_to_read import package_page

_HEADLINE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for every package of a run.

    Attributes:
        at: the instant of capture, aware UTC, whole seconds.
        operator: the archive's name and contact; None for bags without an archive.
        encoding: the encoding that the user declared for all sources, or None.
        needs_second_opinion: an independent program must agree.
        fitting: how the bags are made to fit another profile than ours; None when they are not.
    """

    at: datetime
    operator: ArchiveConfig | None = None
    encoding: str | None = None
    needs_second_opinion: bool = True
    fitting: Fitting | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A package, complete, not yet written.

    Attributes:
        misfits: why it can fit the profile that was asked for in no way; then it is not written.
    """

    record: PackageRecord
    files: tuple[NewFile, ...]
    facts: Mapping[str, object]
    at: datetime
    misfits: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says about a source: values by key, and whose word it is.

    Attributes:
        digests: what came with the file, by algorithm.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    asserted_by: str = "nobody"
    digests: Digests = field(default_factory=dict)

    def claimed_url(self) -> Claim | None:
        """Return where the article is said to come from, as a claim."""
        return supplied_url(self.values, self.asserted_by)


def described(
    article: Article, word: Word, claimed_url: Claim | None
) -> tuple[str, Reading, dict[str, object]]:
    """Describe an article: its package id, what was read, and the document."""
    name, sha256 = article.source.name, article.source.digests["sha256"]
    reading = describe(article)
    if word.values:
        reading = with_supplied(reading, word.values, word.asserted_by)
    identifier = package_id(name, sha256)
    document = description_document(
        article,
        reading,
        package_id=identifier,
        text_path=layout.text_path_of(name),
        claimed_url=claimed_url,
    )
    return identifier, reading, document


def compose(article: Article, settings: Settings, word: Word) -> Composed:
    """Return every file of an article's bag. Same input, same bytes."""
    identifier, reading, document = described(article, word, word.claimed_url())
    source = article.source
    operator = settings.operator or ArchiveConfig(name="")
    payload = _payload(article, settings, identifier, encode_description(document))
    fitting = settings.fitting
    manifests = OUR_MANIFESTS if fitting is None else fitting.manifests
    digests = sorted({*OUR_MANIFESTS.payload, *manifests.payload})
    records = tuple(_record_of(file, digests) for file in payload)
    info = bag_info(
        BagInfo(
            source_organization=operator.organization,
            contact_name=operator.contact_name,
            contact_email=operator.contact_email,
            package_id=identifier,
            external_description=_external_description(reading),
            bagging_on=settings.at.date(),
            payload_bytes=sum(record.size_bytes for record in records),
            payload_files=len(records),
            software=SOFTWARE,
        )
    )
    extras = [NewFile(layout.HOW_TO_READ, package_page(manifests).encode())]
    misplaced: tuple[Finding, ...] = ()
    if fitting is not None:
        info = fitted_info(info, fitting)
        misplaced = misfits(fitting, records, info)
        extras = [*(extras if fitting.has_page else ()), *fitted_tag_files(fitting)]
    tags = tag_files(records, info, extras, manifests)
    held = (*records, *(_record_of(file, OUR_MANIFESTS.payload) for file in tags))
    return Composed(
        record=PackageRecord(
            identifier,
            source.name,
            source.digests["sha256"],
            tuple(sorted(held, key=lambda record: record.path)),
        ),
        files=(*payload, *tags),
        facts={**_facts(reading), **_transport(word)},
        at=settings.at,
        misfits=misplaced,
    )


def _payload(
    article: Article, settings: Settings, identifier: str, description: bytes
) -> tuple[NewFile, ...]:
    source = article.source
    warc = write_article_warc(
        ArticleCapture(
            package_id=identifier,
            captured_at=settings.at,
            software=SOFTWARE,
            operator=settings.operator.organization if settings.operator else None,
            source=source.data,
            source_sha256=source.digests["sha256"],
            source_encoding=article.encoding,
            description=description,
        )
    )
    return (
        NewFile(layout.original_path(source.name), source.data),
        NewFile(layout.WARC, warc),
        NewFile(layout.DESCRIPTION, description),
    )


def encode_description(document: Mapping[str, object]) -> bytes:
    """Return a description as it is stored: UTF-8, one value a line, a final newline."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _record_of(file: NewFile, algorithms: Sequence[str]) -> FileRecord:
    digests = digests_of(file.data, algorithms)
    return FileRecord(file.path, len(file.data), digests, pieces_of(file.data))


def _external_description(reading: Reading) -> str:
    headline = reading.headline.value
    if headline is None:
        return "A news article; its text states no headline."
    return f"A news article: {headline[:_HEADLINE_LIMIT]}"


def _transport(word: Word) -> dict[str, object]:
    """What came with the file and was held against it: evidence of the transfer, and no more."""
    if not word.digests:
        return {}
    return {"transport": {**word.digests, "asserted_by": word.asserted_by}}


def _facts(reading: Reading) -> dict[str, object]:
    """What lists and reports show of a package, with how it is known."""
    facts: dict[str, object] = {}
    for name in ("headline", "outlet", "date"):
        claim = getattr(reading, name)
        facts[name] = claim.value
        facts[f"{name}_status"] = claim.status.value
    return facts
