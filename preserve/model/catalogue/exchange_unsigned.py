"""Findings about bags that came without an offer: `XCH-090` to `XCH-099`."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

EXCHANGE_UNSIGNED: tuple[Kind, ...] = (
    info(
        "XCH-090",
        "a bag without an offer or a signature",
        None,
        "Nobody signed for it: who made it, and whether anything was changed before it came here,"
        " is not proven. From now on its bytes are on record here like those of every package.",
        "Keep the letter or mail that it came with. If the sender has preserve, ask for a delivery"
        " with `preserve send`: that one is signed.",
    ),
    error(
        "XCH-091",
        "what was named is no bag",
        "RFC 8493 2",
        "It is neither the directory of a bag nor a bag in one zip, tar or tar.gz. Nothing was"
        " copied.",
        "Name the bag itself. Articles that are in no bag are taken in with `preserve package`.",
    ),
    error(
        "XCH-092",
        "a bag that cannot be kept as it is",
        "RFC 8493 5.1, 6.1.1",
        "Something in it has a name that other systems cannot keep, or is no plain file. A bag is"
        " kept byte for byte or not at all, so nothing of it was taken.",
        "Ask the sender to rename what is named here and to make the bag again.",
    ),
    error(
        "XCH-093",
        "a bag that is not valid was refused",
        "RFC 8493 3",
        "It is kept in quarantine, exactly as it came, and is not part of the archive.",
        "Send the findings to the sender and ask for the bag again. `preserve rebag` mends what is"
        " only a matter of form. `preserve quarantine` shows the copy, and lets it go.",
    ),
    undecided(
        "XCH-094",
        "nothing is concluded about a bag",
        None,
        "Not everything in it could be looked at. It is kept in quarantine, exactly as it came.",
        "See what could not be read, and receive it again.",
    ),
    error(
        "XCH-095",
        "another package of this name is on record",
        None,
        "The archive holds a package of the same id with other bytes. Nothing on record is"
        " replaced; what came is kept in quarantine.",
        "Compare the two. If the new one is right, ask the sender what changed and why.",
    ),
    info(
        "XCH-096",
        "the bag is held already",
        None,
        "A package on record has the same files, byte for byte. Nothing was added.",
        "Nothing needs to be done.",
    ),
    warning(
        "XCH-097",
        "the sender's digests are weak",
        "RFC 8493 2.4",
        "The manifests are in algorithms for which two files with one digest can be made: they"
        " show that nothing was damaged by accident, not that nothing was replaced.",
        "Nothing needs to be done here: SHA-256 and SHA-512 are on record from now on.",
    ),
    info(
        "XCH-098",
        "a package without a description is not compared",
        None,
        "It came from an archive that does not describe articles as preserve does, so nobody knows"
        " who speaks in it.",
        "Nothing needs to be done. To compare its articles, package them with `preserve package`.",
    ),
)
