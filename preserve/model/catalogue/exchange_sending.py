"""Findings about exchange: sending, `XCH-030` to `XCH-039`."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

EXCHANGE_SENDING: tuple[Kind, ...] = (
    error(
        "XCH-030",
        "a package is not as recorded, and was not sent",
        None,
        "While it was read for the partner, its bytes were held against the history: something in"
        " it is altered, missing, or not on record. A damaged package never leaves the archive, and"
        " nothing of the offer that it was to be part of was sent.",
        "Run `preserve audit PACKAGE` to see what is wrong, and repair it; or send the"
        " other packages without it.",
    ),
    undecided(
        "XCH-031",
        "a package cannot be read now, and was not sent",
        None,
        "Whether it is as recorded cannot be told while a part of it cannot be read. Nothing of"
        " the offer that it was to be part of was sent.",
        "Make it readable, then run the same command again.",
    ),
    error(
        "XCH-032",
        "there are risks in a package that nobody decided on",
        None,
        "Its description marks passages that may endanger somebody: a minor, a place where"
        " somebody can be found, somebody who may be alive, somebody who asked not to be named."
        " Nothing was sent. preserve cannot black passages out of a package.",
        "Look at the risks in the package's description. To send it all the same, add"
        " `--despite-risks --why REASON`; the partner is told the risks and the reason.",
    ),
    undecided(
        "XCH-033",
        "a file in the outbox is not what it should be",
        None,
        "It was damaged or changed in the outbox, or something else lies where it belongs. It was"
        " not carried any further.",
        "Move away what else lies there, and run `preserve send --to PARTNER`: bags are made again"
        " from the archive, messages from the history.",
    ),
    info(
        "XCH-034",
        "a package is with the partner already",
        None,
        "It was offered to the partner before, and was not refused or withdrawn. It was not"
        " offered a second time.",
        "Nothing needs to be done. Until it is confirmed, the offer can be withdrawn with"
        " `--withdraw CONVERSATION --why REASON`, and the package offered anew.",
    ),
    error(
        "XCH-035",
        "an offer cannot be taken back any more",
        None,
        "The packages were confirmed: the partner may hold them in its archive by now. What was"
        " confirmed stands.",
        "Ask the partner, as between people, what shall become of the packages.",
    ),
    info(
        "XCH-036",
        "the rest of an interrupted run was cleared",
        None,
        "A run was interrupted while it wrote bags into the outbox, before the offer was on"
        " record. Those bags were removed from the outbox; the packages are untouched.",
        "Nothing needs to be done. Send the packages again if they were not offered since.",
    ),
    error(
        "XCH-037",
        "a bag that was offered cannot be made again",
        None,
        "Its file is gone from the outbox, or is damaged there, and the package is not the one"
        " any more that was offered: a change of it was accepted since.",
        "Take the offer back with `--withdraw CONVERSATION --why REASON`, then send it anew.",
    ),
    info(
        "XCH-038",
        "a bag was made again",
        None,
        "The file of an open offer was not whole in the outbox. It was made again from the"
        " archive, byte for byte as offered.",
        "Nothing needs to be done.",
    ),
    warning(
        "XCH-039",
        "nobody looked for risks in a package",
        None,
        "It has no description that can be read, so whether it holds passages that may endanger"
        " somebody is not known. It is sent all the same.",
        "Read it before it is sent, or take the offer back with `--withdraw` until somebody has.",
    ),
)
