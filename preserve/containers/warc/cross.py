"""The WARC of a package against the package: the same source, the same description, the same id.

Two copies of the source lie in a package, in the WARC and beside it, each with digests of its
own. Each can be whole and still differ from the other; nobody but the package can tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from preserve.containers.warc.findings import shown
from preserve.containers.warc.record import RecordSummary
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

_DIGEST = "sha256"


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What the package says, and the WARC has to say too.

    Attributes:
        package_id: the id of the package.
        original: path of the source in the package, such as `data/original/a.txt`.
        payload: the digests of the package's files, by path.
        warc: path of the WARC in the package.
        description: path of the description in the package.
    """

    package_id: str
    original: str
    payload: Mapping[str, Mapping[str, str]]
    warc: str = "data/article.warc.gz"
    description: str = "data/metadata/description.json"


def cross_check(records: Sequence[RecordSummary], facts: PackageFacts) -> tuple[Finding, ...]:
    """Return where the WARC and its package disagree.

    Args:
        records: the summaries that `check_warc` made of the package's WARC.
        facts: the package; its digests must have been checked, or come from its manifests.
    """
    return (*_warcinfo(records, facts), *_source(records, facts), *_description(records, facts))


def _finding(facts: PackageFacts, code: str, message: str, record: RecordSummary | None) -> Finding:
    where = Where(
        file=facts.warc,
        path=record.id if record else None,
        offset=record.offset if record else None,
    )
    return finding(code, message, where)


def _warcinfo(records: Sequence[RecordSummary], facts: PackageFacts) -> Iterator[Finding]:
    found = [record for record in records if record.type == "warcinfo"]
    if not found:
        yield _finding(facts, "WARC-075", "there is no warcinfo record", None)
    for record in found:
        named = named_field(record.block or b"", "isPartOf")
        if named != facts.package_id:
            said = "nothing" if named is None else shown(named)
            message = f"isPartOf says {said}, the package is {shown(facts.package_id)}"
            yield _finding(facts, "WARC-075", message, record)


def named_field(block: bytes, name: str) -> str | None:
    """Return the value of a field of an `application/warc-fields` block, or None.

    None also when the field is there more than once: then it says nothing for sure.
    """
    text = block.decode("utf-8", "replace")
    lines = (line.partition(":") for line in text.split("\r\n"))
    values = [value.strip() for key, colon, value in lines if colon and key.lower() == name.lower()]
    return values[0] if len(values) == 1 else None


def _source(records: Sequence[RecordSummary], facts: PackageFacts) -> Iterator[Finding]:
    digest = facts.payload.get(facts.original, {}).get(_DIGEST)
    resources = [record for record in records if record.type == "resource"]
    if not resources:
        yield _finding(facts, "WARC-070", "there is no resource record", None)
    if digest is None:
        yield _finding(facts, "WARC-076", f"no SHA-256 of {shown(facts.original)}", None)
        return
    for record in resources:
        if record.block_sha256 != digest:
            message = f"the record holds {record.block_sha256}, the package {digest}"
            yield _finding(facts, "WARC-071", message, record)
        if record.target != f"urn:sha256:{digest}":
            message = f"the target is {shown(record.target or '')}"
            yield _finding(facts, "WARC-072", message, record)


def _description(records: Sequence[RecordSummary], facts: PackageFacts) -> Iterator[Finding]:
    digest = facts.payload.get(facts.description, {}).get(_DIGEST)
    resources = {record.id for record in records if record.type == "resource"}
    about_source = [
        record
        for record in records
        if record.type == "metadata" and record.refers_to in resources - {None}
    ]
    if not about_source:
        message = "no metadata record refers to a resource record"
        yield _finding(facts, "WARC-073", message, None)
    if digest is None:
        yield _finding(facts, "WARC-076", f"no SHA-256 of {shown(facts.description)}", None)
        return
    for record in about_source:
        if record.block_sha256 != digest:
            message = f"the record holds {record.block_sha256}, the package {digest}"
            yield _finding(facts, "WARC-074", message, record)
