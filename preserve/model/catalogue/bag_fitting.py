"""Findings about making a bag fit a BagIt profile (group 18 of the bag findings)."""

from preserve.model.catalogue.kind import Kind, error, info

_SPEC = "BagIt Profiles 1.4"
_NOTHING = "Nothing has to be done."

BAG_FITTING: tuple[Kind, ...] = (
    error(
        "BAG-180", "Bag cannot be made to fit the profile", _SPEC,
        "The profile asks for something that a package of preserve cannot be. Nothing was written.",
        "Choose another profile, or ask whoever publishes this one whether the rule can be waived.",
    ),
    error(
        "BAG-181", "Tags that the profile requires are missing", f"{_SPEC}, Bag-Info",
        "The profile asks for something that preserve cannot know, and it puts nothing into a bag"
        " that nobody said. Nothing was written.",
        "Give each of them with --tag, or run the command in a terminal, where it asks for them.",
    ),
    error(
        "BAG-182", "Tag cannot be written as it was given", f"{_SPEC}, Bag-Info",
        "The value, the number of values or the place of a tag is not what the profile, or the"
        " rest of the bag, allows. Nothing was written.",
        "Change the --tag that is named, and run the command again.",
    ),
    info(
        "BAG-183", "Bag was made otherwise than usual, to fit the profile", _SPEC,
        "Something was added, left out or packed because the profile asks for it.", _NOTHING,
    ),
    info(
        "BAG-184", "Tags that the profile recommends are not there", f"{_SPEC}, Bag-Info",
        "The bag fits without them; those who receive it would like to have them.",
        "Give them with --tag, if you know them.",
    ),
    error(
        "BAG-185", "Bag as made does not fit the profile", _SPEC,
        "The finished bag was held against the profile once more and did not pass, so it was"
        " taken back.",
        "Report this as a fault of preserve, with the profile.",
    ),
)  # fmt: skip  # one row a kind: the table is read more often than it is changed
