"""Bags for somebody else's profile: take what was given, ask for the rest, decide."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.fit import MEDIA_TYPES, Fitting, Wish, fit, fitted_tag_files
from preserve.containers.bag.fit_tags import Question, Tag, parse_tag
from preserve.containers.bag.inspection import INFO
from preserve.containers.bag.names import shown
from preserve.containers.bag.profile import Packed, check_profile
from preserve.containers.bag.profile_tags import TagElement
from preserve.containers.bag.serialized.write import Form
from preserve.containers.bag.write import PROFILE_IDENTIFIER, one_line
from preserve.errors import UsageProblem
from preserve.model.catalogue import finding
from preserve.model.file import Entry
from preserve.model.finding import Finding, Where
from preserve.schema.library import load
from preserve.storage.layout import HOW_TO_READ
from preserve.storage.store import Tree
from preserve.storage.tree import read_file
from preserve.workflows.check_contents import check_contents
from preserve.workflows.validate_bag import Extra

Ask = Callable[[Question], str | None]
"""Asked for a tag that is required; None when there is no answer."""


def nobody(_question: Question) -> None:
    """Give no answer: there is nobody to ask."""


def fitting_for(
    profile: Mapping[str, object], form: Form | None, given: Sequence[str], ask: Ask
) -> Fitting:
    """Decide how the bags of a run are made to fit a profile.

    Nothing is asked when no answer could help.

    Args:
        profile: the profile document.
        form: what the bags are to be packed as; None when nothing was said.
        given: tags, as `Label=value` or `file.txt/Label=value`.
        ask: asked for each tag that lacks.

    Raises:
        UsageProblem: what was given is no tag.
    """
    wish = Wish(form, tuple(map(_tag, given)), HOW_TO_READ)
    ours = load("bag-profile/v1.json")
    fitting = fit(profile, ours, wish)
    if {found.code for found in fitting.findings if found.weight} != {"BAG-181"}:
        return fitting
    answers = [
        Tag(question.file, question.label, one_line(answer))
        for question in fitting.questions
        if (answer := ask(question))
    ]
    return fit(profile, ours, wish._replace(tags=(*wish.tags, *answers)))


def misfits_of(fitting: Fitting, package: str) -> Extra:
    """Return what asks a finished bag: is it what the profile, and whoever gave tags, wanted?

    Args:
        fitting: how it was made.
        package: its id.
    """
    packed = None
    if fitting.form is not None:
        packed = Packed(MEDIA_TYPES[fitting.form], package, f"{package}.{fitting.form}")
    elements = {
        path: [TagElement(tag.label, tag.value) for tag in fitting.tags if tag.file == path]
        for path in fitting.files
    }

    def ask(tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
        faults = check_profile(fitting.profile, check, entries, packed=packed, tag_files=elements)
        found = [
            finding("BAG-185", f"{fault.code} {fault.message}", fault.where)
            for fault in faults
            if fault.weight
        ]
        found += [
            finding("BAG-185", f"{shown(path)} does not say what was given.", Where(file=path))
            for path in _unlike(fitting, tree, check)
        ]
        # A bag that names our profile, too, is looked into anyway.
        is_ours = PROFILE_IDENTIFIER in fitting.names
        return tuple(found) if is_ours else (*found, *check_contents(tree, check))

    return ask


def _unlike(fitting: Fitting, tree: Tree, check: BagCheck) -> Iterator[str]:
    """Yield the tag files that lack what was given for them."""
    given = Counter((tag.label, tag.value) for tag in fitting.tags if tag.file == INFO)
    if given - Counter(check.info):
        yield INFO
    for file in fitted_tag_files(fitting):
        try:
            is_alike = read_file(tree, file.path) == file.data
        except OSError:
            is_alike = False
        if not is_alike:
            yield file.path


def is_text(given: str) -> bool:
    """Return whether what a person gave can be written down: no bytes that are no characters."""
    return not any("\ud800" <= character <= "\udfff" for character in given)


def _tag(text: str) -> Tag:
    tag = parse_tag(text)
    if tag is None or not is_text(text):
        raise UsageProblem(
            f"--tag {shown(text)} is no tag.",
            remedy='Write it as "Label=value", or as "file.txt/Label=value".',
        )
    return tag
