"""Make a bag fit a BagIt profile: what to add, what to leave out, what to ask, when to refuse.

Three steps. `fit` decides what is the same for every bag of a run, before anything is written.
`misfits` looks at what differs from bag to bag. `fitted_info` and `fitted_tag_files` give the
tags their place. Whether the finished bag fits is not believed: `check_profile` looks at it.

Two rules stand above the profile's. Nothing is asserted that nobody said: `unknown` is no
Source-Organization for whoever requires one. And a bag names no profile that it does not follow,
ours included.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from preserve.containers.bag.fit_tags import (
    Question,
    Rules,
    Tag,
    about_questions,
    about_recommended,
    about_tags,
    impossible,
    is_required,
    is_taken,
    listing,
    not_a_value,
    questions_about,
    tag_rules,
    values_of,
    with_spelling,
)
from preserve.containers.bag.inspection import INFO
from preserve.containers.bag.names import case_form, normal_form, shown, storable
from preserve.containers.bag.profile_document import (
    BAG_INFO,
    IDENTIFIER,
    Patterns,
    algorithms,
    identifier_of,
    is_set,
    packings,
    section,
    strings,
)
from preserve.containers.bag.profile_files import payload_findings
from preserve.containers.bag.profile_rules import document_findings
from preserve.containers.bag.serialized.write import Form
from preserve.containers.bag.write import (
    OUR_MANIFESTS,
    PROFILE_IDENTIFIER,
    Manifests,
    info_bytes,
    is_tag_file_path,
    one_line,
)
from preserve.model.catalogue import finding
from preserve.model.digest import VERIFIABLE
from preserve.model.file import Entry, EntryKind, FileRecord, NewFile
from preserve.model.finding import Finding, Where

_VERSION: Final = "1.0"
_LONGEST: Final = 240
_STRONGEST_FIRST: Final = ("sha512", "sha3512", "blake2b", "sha384", "sha3384", "sha256",
                           "sha3256", "blake2s", "sha224", "sha1", "md5")  # fmt: skip

MEDIA_TYPES: Final = {Form.TAR: "application/tar", Form.ZIP: "application/zip"}


class Wish(NamedTuple):
    """What a bag is to be, as far as the user said so.

    Attributes:
        form: tar or zip; None when nothing was said.
        tags: what was given, in order.
        page: the path of the tag file that preserve adds for readers.
    """

    form: Form | None
    tags: tuple[Tag, ...]
    page: str


class Fitting(NamedTuple):
    """How the bags of a run are made, so that they fit.

    Attributes:
        profile: the profile document.
        names: the profiles that the bags name, in order.
        form: tar or zip; None for directories.
        manifests: which manifests they get.
        has_page: whether the page for readers may stay.
        tags: what goes into the tag files, in the profile's spelling.
        files: the tag files that are made, besides those of every bag.
        questions: what has to be asked.
        findings: what stands in the way, and what is worth knowing.
    """

    profile: Mapping[str, object]
    names: tuple[str, ...]
    form: Form | None
    manifests: Manifests
    has_page: bool
    tags: tuple[Tag, ...]
    files: tuple[str, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def fit(profile: Mapping[str, object], ours: Mapping[str, object], wish: Wish) -> Fitting:
    """Decide how bags are made so that they fit a profile, and whether they can.

    Args:
        profile: the profile document.
        ours: the profile of every bag of preserve, named too for as long as it is followed.
        wish: what the user said.
    """
    rules = tag_rules(profile)
    tags = tuple(with_spelling(tag, rules) for tag in wish.tags)
    questions = tuple(questions_about(rules, tags))
    form, about_form = _form(profile, wish.form)
    payload, about_payload = _algorithms(profile, "", OUR_MANIFESTS.payload)
    tag, about_tag = _algorithms(profile, "Tag-", payload)
    made = Fitting(
        profile=profile,
        names=(identifier_of(profile),),
        form=form,
        manifests=Manifests(payload, tag),
        has_page=_is_tag_file_allowed(profile, wish.page),
        tags=tags,
        files=_made_files(profile, rules, tags),
        questions=questions,
        findings=(),
    )
    if _follows(ours, made, wish.page):
        made = made._replace(names=(PROFILE_IDENTIFIER, *made.names))
    faults = [
        *(found for found in document_findings(profile) if found.weight),
        *about_form,
        *_about_bags(profile),
        *about_payload,
        *about_tag,
        *_about_files(made, wish.page),
        *about_tags(rules, tags),
        *about_questions(questions),
    ]
    notes = (*_about_differences(made, wish), *about_recommended(rules, tags))
    return made._replace(findings=tuple(faults) or notes)


def misfits(
    fitting: Fitting, payload: Sequence[FileRecord], info: Sequence[tuple[str, str]]
) -> tuple[Finding, ...]:
    """Return why one bag cannot fit, whatever is done about it; empty when it can.

    Args:
        fitting: as decided for the run.
        payload: its payload files.
        info: the elements of its bag-info.txt, as `fitted_info` gives them.
    """
    entries = [Entry(record.path, EntryKind.FILE, record.size_bytes) for record in payload]
    rules = section(fitting.profile, BAG_INFO)
    return (
        *(
            finding("BAG-180", f"The bag cannot be made to fit: {found.message}", found.where)
            for found in payload_findings(fitting.profile, entries, ())
        ),
        *(
            not_a_value(Tag(INFO, label, value), values_of(rules.get(label)))
            for label, value in info
            if not is_taken(value, rules.get(label))
        ),
    )


def fitted_info(info: Sequence[tuple[str, str]], fitting: Fitting) -> tuple[tuple[str, str], ...]:
    """Return the elements of bag-info.txt with what was given in place of what is usual."""
    given = [tag for tag in fitting.tags if tag.file == INFO]
    spelled = {label.lower(): label for label in section(fitting.profile, BAG_INFO)}
    replaced = {tag.label.lower() for tag in given}
    found = list[tuple[str, str]]()
    for label, value in info:
        own = spelled.get(label.lower(), label)
        if label == IDENTIFIER:
            found.extend((tag.label, tag.value) for tag in given)
            found.extend((own, name) for name in fitting.names)
        elif label.lower() in replaced:
            # In the place of what preserve would have said.
            same = [tag for tag in given if tag.label.lower() == label.lower()]
            given = [tag for tag in given if tag not in same]
            found.extend((tag.label, tag.value) for tag in same)
        else:
            found.append((own, value))
    return tuple(found)


def fitted_tag_files(fitting: Fitting) -> tuple[NewFile, ...]:
    """Return the further tag files that the profile asks for, with the tags that were given."""
    return tuple(
        NewFile(
            path,
            info_bytes([(tag.label, tag.value) for tag in fitting.tags if tag.file == path]),
        )
        for path in fitting.files
    )


def _form(
    profile: Mapping[str, object], asked: Form | None
) -> tuple[Form | None, tuple[Finding, ...]]:
    """Return what the bags are packed as, and what is to be said about it."""
    wanted = profile.get("Serialization", "optional")
    accepted = strings(profile, "Accept-Serialization") or ()
    taken = packings(accepted)
    takes = [form for form in Form if not taken or MEDIA_TYPES[form] in taken]
    told = listing(map(shown, accepted))
    if asked is not None and wanted == "forbidden":
        return asked, (impossible(f"it must be a directory, not a {asked} file"),)
    if asked is not None and asked not in takes:
        return asked, (impossible(f"a {asked} file is not taken, only {told}"),)
    if asked is not None or wanted != "required":
        return asked, ()
    if not takes:
        return None, (impossible(f"it must be packed as {told}; preserve writes tar and zip"),)
    return takes[0], ()


def _about_bags(profile: Mapping[str, object]) -> Iterator[Finding]:
    """Yield what the profile asks of every bag and no bag of preserve is."""
    identifier = identifier_of(profile)
    if identifier != one_line(identifier):
        yield impossible(f"it cannot name the profile, {shown(identifier[:_LONGEST])}, on a line")
    versions = strings(profile, "Accept-BagIt-Version") or ()
    if versions and _VERSION not in versions:
        listed = listing(map(shown, versions))
        yield impossible(f"it must be of BagIt {listed}; preserve writes {_VERSION} only")
    if is_set(profile, "Fetch.txt-Required", default=False):
        yield impossible("it must have a fetch.txt; preserve writes whole bags")
    if is_set(profile, "Data-Empty", default=False):
        yield impossible("its payload must be empty; a package holds an article")


def _algorithms(
    profile: Mapping[str, object], prefix: str, usual: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the algorithms of the payload or tag manifests, and what stands in the way."""
    kind = "tag" if prefix else "payload"
    required = algorithms(strings(profile, f"{prefix}Manifests-Required") or ())
    listed = strings(profile, f"{prefix}Manifests-Allowed")
    allowed = None if listed is None else algorithms(listed)
    chosen = {name for name in usual if allowed is None or name in allowed} | required
    found = [
        impossible(f"it must have a {kind} manifest for {shown(name)}, which is not known here")
        for name in sorted(chosen - VERIFIABLE)
    ]
    if not chosen:
        chosen.update([name for name in _STRONGEST_FIRST if name in (allowed or ())][:1])
    if not chosen and not prefix:
        found.append(impossible("no payload manifest that preserve can write is allowed"))
    return tuple(sorted(chosen & VERIFIABLE)), tuple(found)


def _is_tag_file_allowed(profile: Mapping[str, object], path: str) -> bool:
    allowed = strings(profile, "Tag-Files-Allowed")
    return allowed is None or Patterns(allowed).take(path)


def _made_files(
    profile: Mapping[str, object], rules: Rules, tags: Sequence[Tag]
) -> tuple[str, ...]:
    """Return the tag files to make: required ones whose tags are known, and those with tags."""
    known = {file for file, _ in rules}
    needed = {path for path in strings(profile, "Tag-Files-Required") or () if path in known}
    needed |= {file for (file, _), rule in rules.items() if is_required(rule)}
    needed |= {tag.file for tag in tags}
    return tuple(sorted(needed - {INFO}))


def _of_every_bag(fitting: Fitting, page: str) -> set[str]:
    manifests = {f"manifest-{name}.txt" for name in fitting.manifests.payload}
    manifests |= {f"tagmanifest-{name}.txt" for name in fitting.manifests.tag}
    return {"bagit.txt", INFO, *manifests, *([page] if fitting.has_page else [])}


def _about_files(fitting: Fitting, page: str) -> Iterator[Finding]:
    there = _of_every_bag(fitting, page) | {*fitting.files}
    for path in strings(fitting.profile, "Tag-Files-Required") or ():
        if normal_form(path) not in map(normal_form, there):
            yield impossible(f"it must have a file {shown(path)}, and nothing says what is in it")
    given = {tag.file for tag in fitting.tags}
    ruled = {file for file, _ in tag_rules(fitting.profile)}
    for path in fitting.files:
        why = _file_problem(fitting.profile, path, page) or _clash(path, there)
        if why is None and path in given and path not in ruled:
            why = "is no tag file that the profile has tags for"
        if why is not None:
            code = "BAG-182" if path in given else "BAG-180"
            yield finding(code, f"{shown(path)} {why}.", Where(file=storable(path)))


def _clash(path: str, there: Collection[str]) -> str | None:
    """Return why a file cannot lie beside others, on whatever system, or None."""
    form = case_form(path)
    for other in map(case_form, {*there} - {path}):
        if form == other or form.startswith(f"{other}/") or other.startswith(f"{form}/"):
            return f"cannot lie beside {shown(other)}"
    return None


def _file_problem(profile: Mapping[str, object], path: str, page: str) -> str | None:
    """Return why a tag file cannot be made, or None."""
    if path == page:
        return "is written by preserve itself, and holds no tags"
    if not path.endswith(".txt") or not is_tag_file_path(path):
        return "cannot be a tag file of a bag"
    return None if _is_tag_file_allowed(profile, path) else "is no tag file that the profile takes"


def _about_differences(fitting: Fitting, wish: Wish) -> Iterator[Finding]:
    """Yield what is otherwise than in every bag of preserve, in one finding."""
    told = []
    if fitting.form is not wish.form:
        told.append(f"each bag is one {fitting.form} file")
    if not fitting.has_page:
        told.append(f"{shown(wish.page)} is left out")
    kinds = zip(("payload", "tag"), OUR_MANIFESTS, fitting.manifests, strict=True)
    for kind, usual, chosen in kinds:
        if set(usual) != set(chosen):
            listed = ", ".join(chosen)
            told.append(f"the {kind} manifests are {listed}" if listed else f"no {kind} manifests")
    if PROFILE_IDENTIFIER not in fitting.names:
        told.append("the profile of preserve, which is not followed any more, is not named")
    if told:
        yield finding("BAG-183", f"The profile has it so: {'; '.join(told)}.")


def _follows(ours: Mapping[str, object], fitting: Fitting, page: str) -> bool:
    """Whether bags made like this still follow our own profile, and may name it beside the other.

    Where the other profile wants its name to stand alone, they do not name ours.
    """
    naming = section(fitting.profile, BAG_INFO).get(IDENTIFIER)
    is_alone = isinstance(naming, Mapping) and (
        not is_set(naming, "repeatable", default=True) or values_of(naming)
    )
    counts = Counter(tag.label.lower() for tag in fitting.tags if tag.file == INFO)
    repeated = [
        label
        for label, rule in section(ours, BAG_INFO).items()
        if counts[label.lower()] > 1
        and not (isinstance(rule, Mapping) and is_set(rule, "repeatable", default=True))
    ]
    files = [*fitting.files, *([page] if fitting.has_page else [])]
    return not (
        is_alone
        or repeated
        or not fitting.has_page
        or not all(_is_tag_file_allowed(ours, path) for path in files)
        or any(
            set(usual) != set(made)
            for usual, made in zip(OUR_MANIFESTS, fitting.manifests, strict=True)
        )
    )
