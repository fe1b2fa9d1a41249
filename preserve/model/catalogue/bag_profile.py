"""Findings about BagIt profiles (group 12 and 13 of the bag findings)."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

_SPEC = "BagIt Profiles 1.4"
_FIT = "Ask the sender for a bag that follows the profile, or choose the profile that was agreed."
_AUTHOR = "Ask whoever publishes the profile for a corrected one."

BAG_PROFILE: tuple[Kind, ...] = (
    error(
        "BAG-120", "Profile document is not in order", _SPEC,
        "The profile contradicts itself or lacks what it must have; it was applied as far as it"
        " goes.", _AUTHOR,
    ),
    error(
        "BAG-121", "Bag does not name the profile", f"{_SPEC}, BagIt-Profile-Identifier",
        "The sender did not say that the bag follows this profile.", _FIT,
    ),
    error(
        "BAG-122", "BagIt version is not accepted", f"{_SPEC}, Accept-BagIt-Version",
        "The profile does not take bags of this version; its other rules were not applied.", _FIT,
    ),
    error(
        "BAG-123", "Serialization is not as the profile wants", f"{_SPEC}, Serialization",
        "The bag came packed, unpacked or in a format that the profile does not take; its other"
        " rules were not applied.", _FIT,
    ),
    error(
        "BAG-124", "Required tag is missing or empty", f"{_SPEC}, Bag-Info",
        "bag-info.txt, or another tag file that the profile has rules for, does not say something"
        " that the profile asks for.", _FIT,
    ),
    error(
        "BAG-125", "Tag has a value that is not allowed", f"{_SPEC}, Bag-Info",
        "The profile lists the values it takes, and this one is not among them.", _FIT,
    ),
    error(
        "BAG-126", "Tag is repeated", f"{_SPEC}, Bag-Info",
        "The profile wants this tag at most once.", _FIT,
    ),
    error(
        "BAG-127", "Required manifest is missing",
        f"{_SPEC}, Manifests-Required, Tag-Manifests-Required",
        "The profile wants digests of an algorithm that the bag does not use.", _FIT,
    ),
    error(
        "BAG-128", "Manifest is not allowed",
        f"{_SPEC}, Manifests-Allowed, Tag-Manifests-Allowed",
        "The bag has a manifest of an algorithm that the profile does not take.", _FIT,
    ),
    error(
        "BAG-129", "fetch.txt is not as the profile wants",
        f"{_SPEC}, Allow-Fetch.txt, Fetch.txt-Required",
        "The profile forbids fetch.txt and the bag has it, or the other way round.", _FIT,
    ),
    error(
        "BAG-130", "Required tag file is missing", f"{_SPEC}, Tag-Files-Required",
        "The profile wants a file beside the payload that is not there.", _FIT,
    ),
    error(
        "BAG-131", "Tag file is not allowed", f"{_SPEC}, Tag-Files-Allowed",
        "The bag has a file beside the payload that the profile does not take.", _FIT,
    ),
    error(
        "BAG-132", "Required payload is missing", f"{_SPEC}, Payload-Files-Required",
        "The profile wants a file or directory in the payload that is not there.", _FIT,
    ),
    error(
        "BAG-133", "Payload file is not allowed", f"{_SPEC}, Payload-Files-Allowed",
        "The payload holds a file that the profile does not take.", _FIT,
    ),
    error(
        "BAG-134", "Payload is not empty", f"{_SPEC}, Data-Empty",
        "The profile wants no payload, or one empty file.", _FIT,
    ),
    warning(
        "BAG-135", "Label is spelled in another case than in the profile", "RFC 8493 2.2.2",
        "It was taken as the same label; some validators will not.", _FIT,
    ),
    info(
        "BAG-136", "Profile has a key that the specification does not know", _SPEC,
        "What the key asks for was not checked.", _AUTHOR,
    ),
    info(
        "BAG-137", "Recommended tag is missing or empty", "Extension of preserve, recommended",
        "The profile would like to be told this, and takes the bag without it.",
        "Nothing has to be done; a sender may add it to the next bag.",
    ),
    info(
        "BAG-138", "Profile states another version of the specification", _SPEC,
        "The profile uses what the version it names does not know, or names a version newer than"
        " 1.4.0. All of it was applied by the rules of 1.4.0.", _AUTHOR,
    ),
    error(
        "BAG-139", "Directory in the packed bag is not named as the file",
        "Extension of preserve, Preserve-Serialization-Name",
        "Who takes the bag unpacks it by its name, and would not find it.",
        "Ask the sender to pack the bag again, in a directory named as the file without its"
        " ending; do not rename the file yourself without a note.",
    ),
    undecided(
        "BAG-186", "Tag file that the profile has rules for could not be read",
        "Extension of preserve, Preserve-Tag-Files",
        "Whether the bag fits the profile is not known: that is no fault of the bag.",
        "Make the file readable, then check again. A file above 16 MiB is not read.",
    ),
)  # fmt: skip  # one row a kind: the table is read more often than it is changed
