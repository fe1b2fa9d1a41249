"""A checker of PREMIS 3.0 documents: order and number of elements, written from the schema.

The Library of Congress publishes the schema; here stands the part of it that our documents may
use, with every element that it allows in between, so that one out of place is noticed.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

NAMESPACE = "http://www.loc.gov/premis/v3"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

# Element by element: name and sign, as in a regular expression.
CHILDREN = {
    "premis": "object+ event* agent* rights*",
    "object:intellectualEntity": "objectIdentifier+ preservationLevel* significantProperties*"
    " originalName? environmentFunction* environmentDesignation* environmentRegistry*"
    " environmentExtension* relationship* linkingEventIdentifier*"
    " linkingRightsStatementIdentifier*",
    "object:representation": "objectIdentifier+ preservationLevel* significantProperties*"
    " originalName? storage* relationship* linkingEventIdentifier*"
    " linkingRightsStatementIdentifier*",
    "object:file": "objectIdentifier+ preservationLevel* significantProperties*"
    " objectCharacteristics+ originalName? storage* signatureInformation* relationship*"
    " linkingEventIdentifier* linkingRightsStatementIdentifier*",
    "objectCharacteristics": "compositionLevel? fixity* size? format+ creatingApplication*"
    " inhibitors* objectCharacteristicsExtension*",
    "fixity": "messageDigestAlgorithm messageDigest messageDigestOriginator?",
    # One of two choices: a designation, perhaps with a registry.
    "format": "formatDesignation formatRegistry? formatNote*",
    "formatDesignation": "formatName formatVersion?",
    "relationship": "relationshipType relationshipSubType relatedObjectIdentifier+"
    " relatedEventIdentifier* relatedEnvironmentPurpose* relatedEnvironmentCharacteristic?",
    "event": "eventIdentifier eventType eventDateTime eventDetailInformation*"
    " eventOutcomeInformation* linkingAgentIdentifier* linkingObjectIdentifier*",
    "eventDetailInformation": "eventDetail? eventDetailExtension*",
    "eventOutcomeInformation": "eventOutcome eventOutcomeDetail*",
    "eventOutcomeDetail": "eventOutcomeDetailNote eventOutcomeDetailExtension*",
    "agent": "agentIdentifier+ agentName* agentType? agentVersion? agentNote* agentExtension*"
    " linkingEventIdentifier* linkingRightsStatementIdentifier* linkingEnvironmentIdentifier*",
    "objectIdentifier": "objectIdentifierType objectIdentifierValue",
    "eventIdentifier": "eventIdentifierType eventIdentifierValue",
    "agentIdentifier": "agentIdentifierType agentIdentifierValue",
    "relatedObjectIdentifier": "relatedObjectIdentifierType relatedObjectIdentifierValue"
    " relatedObjectSequence?",
    "linkingAgentIdentifier": "linkingAgentIdentifierType linkingAgentIdentifierValue"
    " linkingAgentRole*",
    "linkingObjectIdentifier": "linkingObjectIdentifierType linkingObjectIdentifierValue"
    " linkingObjectRole*",
}
WITH_AUTHORITY = {
    "agentName", "agentType", "eventOutcome", "eventType", "formatName", "linkingAgentRole",
    "messageDigestAlgorithm", "relationshipSubType", "relationshipType",
}  # fmt: skip


def name_of(element: ET.Element) -> str:
    namespace, _, name = element.tag.removeprefix("{").partition("}")
    assert namespace == NAMESPACE, element.tag
    return name


def parsed(pieces: Iterable[str]) -> ET.Element:
    """Return the root of a document that is as the schema demands."""
    root = ET.fromstring("".join(pieces).encode())
    assert name_of(root) == "premis"
    assert root.get("version") == "3.0"
    problems = list(faults(root))
    assert not problems, problems
    assert not list(dangling(root))
    return root


def faults(element: ET.Element) -> Iterable[str]:
    name = name_of(element)
    kind = f"{name}:{element.get(XSI_TYPE)}" if name == "object" else name
    children = [name_of(child) for child in element]
    if kind in CHILDREN:
        if not fits(children, CHILDREN[kind].split()):
            yield f"{kind}: {children}"
        if (element.text or "").strip():
            yield f"{kind} holds text"
    elif children or kind.startswith("object:"):
        yield f"{kind}: {children}"
    if {"authority", "authorityURI", "valueURI"} & set(element.keys()) and kind not in (
        WITH_AUTHORITY
    ):
        yield f"{kind} has an authority"
    for child in element:
        yield from faults(child)


def fits(names: list[str], model: list[str]) -> bool:
    """Whether names are what a model allows, in its order."""
    left = list(names)
    for part in model:
        name = part.rstrip("?*+")
        count = 0
        while left and left[0] == name and (count == 0 or part[-1] in "*+"):
            left.pop(0)
            count += 1
        if count == 0 and part[-1] not in "?*":
            return False
    return not left


def dangling(root: ET.Element) -> Iterable[str]:
    """Yield what is identified twice, and what is linked to and is not there."""
    for kind, links in (
        ("object", ("linkingObjectIdentifier", "relatedObjectIdentifier")),
        ("agent", ("linkingAgentIdentifier",)),
        ("event", ()),
    ):
        there = [identified(one, f"{kind}Identifier") for one in all_of(root, kind)]
        if len(set(there)) != len(there):
            yield f"an {kind} is there twice"
        for link in links:
            linked = {tuple(part.text for part in one[:2]) for one in root.iter(tag(link))}
            if not linked <= set(there):
                yield f"{linked - set(there)} is not there"


def identified(element: ET.Element, name: str) -> tuple[str | None, ...]:
    (found,) = element.findall(tag(name))
    return tuple(part.text for part in found)


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def all_of(root: ET.Element, name: str) -> list[ET.Element]:
    return root.findall(tag(name))


def text_in(element: ET.Element, name: str) -> str:
    """Return the text of the one element of a name, at any depth."""
    (found,) = element.iter(tag(name))
    return found.text or ""


def texts_in(element: ET.Element, name: str) -> list[str]:
    return [found.text or "" for found in element.iter(tag(name))]


def events_of(root: ET.Element, kind: str, package: str | None = None) -> list[ET.Element]:
    """Return the events of a type, those about a package, in order."""
    return [
        event
        for event in all_of(root, "event")
        if text_in(event, "eventType") == kind
        and (package is None or package in texts_in(event, "linkingObjectIdentifierValue"))
    ]
