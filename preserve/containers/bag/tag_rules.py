"""The rules about tag manifests (RFC 8493 2.2.1)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.manifest import Manifest, ManifestName
from preserve.containers.bag.names import shown, storable
from preserve.containers.bag.spelling import escaped
from preserve.containers.bag.tree import Tree
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

_MOST_NAMED = 5
"""Files that one message names before it only counts."""


class TagRules(NamedTuple):
    """Everything that the tag manifests are judged by.

    Attributes:
        tree: what lies in the bag.
        names: all manifests that are there, readable or not.
        manifests: the tag manifests that could be read.
        aliases: listed path to the path on disk, where the two are written differently.
        is_strict: whether the rules of BagIt 1.0 apply.
    """

    tree: Tree
    names: Sequence[ManifestName]
    manifests: Sequence[Manifest]
    aliases: Mapping[str, str]
    is_strict: bool


def tag_manifest_findings(rules: TagRules) -> Iterator[Finding]:
    """Yield what is wrong with the tag manifests taken together and with what they list."""
    if not any(name.is_tag for name in rules.names):
        yield finding("BAG-060", "The bag has no tag manifest.")
        return
    for manifest in rules.manifests:
        yield from _omitted(manifest, rules)
        yield from _second(manifest, rules)
        yield from _missing(manifest, rules)
    if len(rules.manifests) == sum(name.is_tag for name in rules.names):
        yield from _unlisted(rules)
        yield from _different(rules.manifests)
    yield from _algorithms(rules.names)


def _omitted(manifest: Manifest, rules: TagRules) -> Iterator[Finding]:
    for name in rules.names:
        if not name.is_tag and name.file not in manifest.entries:
            message = f"{manifest.name.file} does not list {name.file}."
            code = "BAG-061" if rules.is_strict else "BAG-062"
            yield finding(code, message, Where(file=manifest.name.file))


def _second(manifest: Manifest, rules: TagRules) -> Iterator[Finding]:
    """Yield where one file is listed under two spellings of its name."""
    for path, there in rules.aliases.items():
        if path in manifest.entries and there in manifest.entries:
            is_same = manifest.entries[path] == manifest.entries[there]
            code = "BAG-031" if rules.is_strict else "BAG-032"
            file = manifest.name.file
            message = f"{file} lists {escaped(path)} and {escaped(there)} for one file."
            where = Where(file=file, path=storable(path))
            yield finding(code if is_same else "BAG-033", message, where)


def _missing(manifest: Manifest, rules: TagRules) -> Iterator[Finding]:
    tree = rules.tree
    absent = sorted(manifest.entries.keys() - tree.tags.keys() - rules.aliases.keys())
    lines = manifest.lines(absent)
    for path in absent:
        if path in tree.others or tree.is_hidden(path):
            continue  # reported where it was seen
        place = f"{manifest.name.file} line {lines[path]}"
        if path in tree.directories:
            message = f"{shown(path)} is listed ({place}) as a file and is a directory."
            yield finding("BAG-036", message, Where(file=storable(path)))
        else:
            message = f"{shown(path)} is listed ({place}) and not there."
            yield finding("BAG-065", message, Where(file=storable(path)))


def _unlisted(rules: TagRules) -> Iterator[Finding]:
    listed = {path for manifest in rules.manifests for path in manifest.entries}
    listed.update(rules.aliases.values())
    listed.update(name.file for name in rules.names if name.is_tag)
    for path in rules.tree.tags:
        if path not in listed and path not in rules.tree.unseen:
            message = f"{shown(path)} is in no tag manifest."
            yield finding("BAG-066", message, Where(file=storable(path)))


def _different(manifests: Sequence[Manifest]) -> Iterator[Finding]:
    for manifest in manifests[1:]:
        odd = sorted(manifest.entries.keys() ^ manifests[0].entries.keys())
        if odd:
            names = f"{manifests[0].name.file} and {manifest.name.file}"
            some = ", ".join(map(shown, odd[:_MOST_NAMED]))
            more = f" and {len(odd) - _MOST_NAMED} more" if len(odd) > _MOST_NAMED else ""
            message = f"{names} differ about {some}{more}."
            yield finding("BAG-067", message, Where(file=manifest.name.file))


def _algorithms(names: Sequence[ManifestName]) -> Iterator[Finding]:
    tag = {name.algorithm for name in names if name.is_tag}
    payload = {name.algorithm for name in names if not name.is_tag}
    if payload and tag != payload:
        message = (
            f"Tag manifests use {', '.join(sorted(tag))};"
            f" payload manifests use {', '.join(sorted(payload))}."
        )
        yield finding("BAG-068", message)
