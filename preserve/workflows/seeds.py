"""The five source articles that ship with preserve."""

from importlib import resources
from importlib.resources.abc import Traversable

from preserve.errors import Unreadable


def seed_files() -> list[tuple[str, bytes]]:
    """Return name and bytes of each seed article, sorted by name.

    In an installed wheel they lie in `preserve/_seeds`, in a checkout beside the package.

    Raises:
        Unreadable: this installation has no seeds.
    """
    package = resources.files("preserve")
    for place in (package / "_seeds", package / ".." / "seeds"):
        if place.is_dir():
            return sorted(
                (item.name, item.read_bytes()) for item in place.iterdir() if _is_article(item)
            )
    raise Unreadable(
        "This installation has no seed articles.", remedy="Install preserve-toolkit again."
    )


def _is_article(item: Traversable) -> bool:
    return item.is_file() and item.name.endswith(".txt")
