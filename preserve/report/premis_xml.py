"""Elements of a PREMIS 3 document, as text: what may stand in XML, terms, identifiers.

XML 1.0 (2.2) forbids most control characters even as references, so nothing foreign goes in as it
is: it is shown as everywhere else (`preserve.report.visible`), with what is markup escaped.
"""

from html import escape
from typing import Final

from preserve.report.visible import visible

_VOCABULARY: Final = "http://id.loc.gov/vocabulary/preservation"

EVENT_TYPES: Final = {
    "accession": "acc",
    "creation": "cre",
    "fixity check": "fix",
    "ingestion": "ing",
    "message digest calculation": "mes",
    "metadata modification": "mem",
    "modification": "mod",
    "quarantine": "qua",
    "recovery": "rec",
    "replication": "rep",
    "transfer": "tra",
    "validation": "val",
}
AGENT_TYPES: Final = {"organization": "org", "person": "per", "software": "sof"}
AGENT_ROLES: Final = {
    "authorizer": "aut",
    "executing program": "exe",
    "implementer": "imp",
    "validator": "val",
}
OUTCOMES: Final = {"fail": "fai", "success": "suc", "warning": "war"}
HASH_FUNCTIONS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
RELATIONSHIP_TYPES: Final = {"structural": "str"}
RELATIONSHIP_SUBTYPES: Final = {"includes": "inc"}

_TERMS: Final = {
    "eventType": ("eventType", EVENT_TYPES),
    "agentType": ("agentType", AGENT_TYPES),
    "linkingAgentRole": ("eventRelatedAgentRole", AGENT_ROLES),
    "eventOutcome": ("eventOutcome", OUTCOMES),
    "messageDigestAlgorithm": ("cryptographicHashFunctions", HASH_FUNCTIONS),
    "relationshipType": ("relationshipType", RELATIONSHIP_TYPES),
    "relationshipSubType": ("relationshipSubType", RELATIONSHIP_SUBTYPES),
}


def node(name: str, *inner: str) -> str:
    """Return an element that holds others."""
    return f"<{name}>{''.join(inner)}</{name}>"


def leaf(name: str, text: str) -> str:
    """Return an element that holds text, whatever is in it."""
    return f"<{name}>{escape(visible(text), quote=False)}</{name}>"


def term(name: str, word: str) -> str:
    """Return an element that holds a word of a vocabulary of the Library of Congress.

    A word that the vocabulary does not have goes without authority: none is made up.
    """
    vocabulary, codes = _TERMS[name]
    if word not in codes:
        return leaf(name, word)
    uri = f"{_VOCABULARY}/{vocabulary}"
    return (
        f'<{name} authority="{vocabulary}" authorityURI="{uri}" valueURI="{uri}/{codes[word]}">'
        f"{word}</{name}>"
    )


def identifier(name: str, kind: str, value: str, *more: str) -> str:
    """Return an identifier: `objectIdentifier`, `linkingAgentIdentifier` and so on.

    Args:
        name: of the element.
        kind: in what domain the value is unique.
        value: the value itself.
        more: elements that stand behind the two.
    """
    return node(name, leaf(f"{name}Type", kind), leaf(f"{name}Value", value), *more)


def file_identifier(package: str, path: str) -> str:
    r"""Return the identifier of a file of a package; no two files have the same.

    `visible` leaves a backslash alone, so a name with a line break and one that spells `\n` would
    look the same; here a backslash is spelled, too.
    """
    spelled = path.replace("\\", r"\x5c")
    return f"{package}/{visible(spelled)}"
