"""Bags for somebody else's profile: take what was given, ask for the rest, decide."""

from collections.abc import Callable, Mapping, Sequence

from preserve.containers.bag.fit import Fitting, Wish, fit
from preserve.containers.bag.fit_tags import Question, Tag, parse_tag
from preserve.containers.bag.names import shown
from preserve.containers.bag.serialized.write import Form
from preserve.containers.bag.write import one_line
from preserve.errors import UsageProblem
from preserve.schema.library import load
from preserve.storage.layout import HOW_TO_READ

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


def _tag(text: str) -> Tag:
    tag = parse_tag(text)
    if tag is None:
        raise UsageProblem(
            f"--tag {shown(text)} is no tag.",
            remedy='Write it as "Label=value", or as "file.txt/Label=value".',
        )
    return tag
