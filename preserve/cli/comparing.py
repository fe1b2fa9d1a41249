"""What `people` and `concordance` have in common: their options, and what they begin with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.session import open_archive_for

if TYPE_CHECKING:
    from preserve.workflows.compare import Comparison

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE|PACKAGE...",
        help="Articles, bags, directories of them, package ids; none means the whole archive.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Html = Annotated[
    str | None, typer.Option("--html", metavar="FILE", help="Write it as a page, too.")
]
Encoding = Annotated[
    str | None, typer.Option(help="The articles' encoding, where it is not UTF-8 or UTF-16.")
]


def compared(sources: Sequence[str] | None, html: str | None, encoding: str | None) -> "Comparison":
    """Compare what was named, after a look at where the page would go."""
    from preserve.workflows.compare import compare
    from preserve.workflows.write_page import require_place_for_page

    if html is not None:
        require_place_for_page(html)
    return compare(sources or (), open_archive_for(sources or ()), encoding)
