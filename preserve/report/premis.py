"""What happened to packages as a PREMIS 3.0 document (Library of Congress, January 2016).

Objects, then events, then agents, each in the order of the schema. One line is one object, event
or agent, and pieces come as they are asked for: a document can be larger than memory.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from preserve.model.file import FileRecord
from preserve.report.premis_xml import file_identifier, identifier, leaf, node, term
from preserve.report.wording import instant_text

_START: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<premis xmlns="http://www.loc.gov/premis/v3"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.loc.gov/premis/v3'
    ' http://www.loc.gov/standards/premis/v3/premis.xsd" version="3.0">\n'
)
_LOCAL: Final = "local"
_EVENT: Final = "preserve ledger entry"


class PremisAgent(NamedTuple):
    """Somebody or something that took part in an event.

    Attributes:
        kind: `software`, `person` or `organization`.
        name: as it is on record; of software with its version.
        role: in the event, a word of the vocabulary eventRelatedAgentRole.
    """

    kind: str
    name: str
    role: str


class PremisEvent(NamedTuple):
    """One event.

    Attributes:
        id: the same in every document of the same archive.
        type: a word of the vocabulary eventType.
        outcome: one word.
        notes: what else there is to say about the outcome, one sentence or file each.
        objects: identifiers of the objects it is about.
    """

    id: str
    type: str
    at: datetime
    detail: str
    outcome: str
    notes: tuple[str, ...]
    agents: tuple[PremisAgent, ...]
    objects: tuple[str, ...]


class PremisPackage(NamedTuple):
    """A package; its files are objects of their own where they are given.

    Attributes:
        source_name: name of the file it was made of, or None where that is not asked for.
    """

    id: str
    source_name: str | None = None
    files: tuple[FileRecord, ...] = ()


def premis_document(
    archive: str | None, packages: Iterable[PremisPackage], events: Iterable[PremisEvent]
) -> Iterator[str]:
    """Yield a document, piece by piece.

    Args:
        archive: identifier of the archive where it is an object, too.
        packages: the packages; there is one at least, or the archive.
        events: gone through once.

    Yields:
        lines; the end is missing where `events` fails, so that half a document is none.
    """
    yield _START
    if archive is not None:
        yield _object("intellectualEntity", identifier("objectIdentifier", _LOCAL, archive))
    for package in packages:
        yield from _package(package)
    agents: dict[tuple[str, str], None] = {}
    for event in events:
        agents.update(dict.fromkeys((agent.kind, agent.name) for agent in event.agents))
        yield _event(event)
    for kind, name in agents:
        yield _agent(kind, name)
    yield "</premis>\n"


def _object(category: str, *inner: str) -> str:
    return f'<object xsi:type="{category}">{"".join(inner)}</object>\n'


def _package(package: PremisPackage) -> Iterator[str]:
    files = [file_identifier(package.id, file.path) for file in package.files]
    inner = [identifier("objectIdentifier", _LOCAL, package.id)]
    if package.source_name is not None:
        inner.append(leaf("originalName", package.source_name))
    if files:
        inner.append(
            node(
                "relationship",
                term("relationshipType", "structural"),
                term("relationshipSubType", "includes"),
                *(identifier("relatedObjectIdentifier", _LOCAL, file) for file in files),
            )
        )
    yield _object("representation", *inner)
    for name, file in zip(files, package.files, strict=True):
        yield _file(name, file)


def _file(name: str, file: FileRecord) -> str:
    return _object(
        "file",
        identifier("objectIdentifier", _LOCAL, name),
        node(
            "objectCharacteristics",
            *(_fixity(algorithm, digest) for algorithm, digest in file.digests.items()),
            node("size", str(file.size_bytes)),
            _format(file.path),
        ),
        leaf("originalName", file.path),
    )


_ALGORITHMS: Final = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "sha3256": "SHA3-256",
    "sha3384": "SHA3-384",
    "sha3512": "SHA3-512",
    "blake2b": "BLAKE2b",
    "blake2s": "BLAKE2s",
}


def _fixity(algorithm: str, digest: str) -> str:
    word = _ALGORITHMS.get(algorithm, algorithm)
    return node("fixity", term("messageDigestAlgorithm", word), leaf("messageDigest", digest))


_FORMATS: Final = {
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".warc": "application/warc",
    ".warc.gz": "application/warc",
}


def _format(path: str) -> str:
    """Return the format, which the schema demands; it is told by the name alone, and says so."""
    lower = path.lower()
    name = next((word for end, word in _FORMATS.items() if lower.endswith(end)), "unknown")
    note = "not identified" if name == "unknown" else "told by the name of the file alone"
    return node(
        "format", node("formatDesignation", leaf("formatName", name)), leaf("formatNote", note)
    )


def _event(event: PremisEvent) -> str:
    notes = (
        node("eventOutcomeDetail", leaf("eventOutcomeDetailNote", note)) for note in event.notes
    )
    agents = (
        identifier(
            "linkingAgentIdentifier",
            _agent_domain(agent.kind),
            agent.name,
            term("linkingAgentRole", agent.role),
        )
        for agent in event.agents
    )
    objects = (identifier("linkingObjectIdentifier", _LOCAL, name) for name in event.objects)
    inner = node(
        "event",
        identifier("eventIdentifier", _EVENT, event.id),
        term("eventType", event.type),
        leaf("eventDateTime", instant_text(event.at)),
        node("eventDetailInformation", leaf("eventDetail", event.detail)),
        node("eventOutcomeInformation", term("eventOutcome", event.outcome), *notes),
        *agents,
        *objects,
    )
    return f"{inner}\n"


_VERSIONED = re.compile(r"(.+) (v?\d\S*)", re.DOTALL)


def _agent(kind: str, name: str) -> str:
    split = _VERSIONED.fullmatch(name) if kind == "software" else None
    inner = [
        identifier("agentIdentifier", _agent_domain(kind), name),
        leaf("agentName", split[1] if split else name),
        term("agentType", kind),
    ]
    if split:
        inner.append(leaf("agentVersion", split[2]))
    return f"{node('agent', *inner)}\n"


def _agent_domain(kind: str) -> str:
    """A person may be called like a program: each kind has identifiers of its own."""
    return f"{_LOCAL} {kind}"
