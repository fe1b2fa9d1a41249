"""Findings about repair and parity: `XCH-080` to `XCH-089`."""

from preserve.model.catalogue.kind import Kind, error, undecided, warning

EXCHANGE_REPAIR: tuple[Kind, ...] = (
    error(
        "XCH-080",
        "no copy of a file verifies",
        None,
        "The file is damaged or gone, and no copy that could be read holds the bytes on record."
        " What lies there was not touched.",
        "Connect another copy (`--from DIR` takes any directory with the package), or ask whoever"
        " may have one.",
    ),
    undecided(
        "XCH-081",
        "a repair waits for a partner",
        None,
        "The partner was asked for the file. Until the answer lies in the place of exchange the"
        " file stays as it is.",
        "Take the stick or the message to the partner; when the answer is here, run `preserve"
        " repair` for the package again (`--place DIR` where it came by mail or another stick).",
    ),
    warning(
        "XCH-082",
        "a copy could not be asked",
        None,
        "A replica or another copy is not there, or cannot be read. Nothing is concluded about"
        " it; the other copies were asked.",
        "Connect it and run the command again, if the package is not whole yet.",
    ),
    warning(
        "XCH-083",
        "a copy does not hold a file as recorded",
        None,
        "A copy was read and is not what the ledger says, or lacks the file. Nothing was taken"
        " from it for this file.",
        "Look after that copy: a replica is mended with `preserve repair PACKAGE --replica NAME`.",
    ),
    error(
        "XCH-084",
        "what is not on record lies in a package",
        None,
        "Somebody or something added to the package. It is not damage to a file, and may be"
        " wanted: a program does not decide that.",
        "Find out where it comes from; `preserve repair PACKAGE --by NAME --why REASON` moves it"
        " to quarantine, `preserve accept` puts it on record.",
    ),
    error(
        "XCH-085",
        "a repair did not hold",
        None,
        "The file was put back, read as recorded, and is damaged again: the disk loses what is"
        " written, or a program changes it.",
        "Look after the disk and find the program before the next repair.",
    ),
    error(
        "XCH-086",
        "a repair of what is not shared",
        None,
        "An archive asked for files of a package that it never gave to this archive, and never"
        " took over from it. Nothing was handed out.",
        "Ask for packages that were delivered between the two archives; the receipt names them.",
    ),
    error(
        "XCH-087",
        "more is asked than is answered in a day",
        None,
        "A partner asks for repairs again and again. The request stays open and is answered later.",
        "Ask the partner what goes on; run the command again tomorrow.",
    ),
    error(
        "XCH-088",
        "parity is not as recorded",
        None,
        "A parity volume is gone or altered, or none was ever made. The package itself is not"
        " concerned.",
        "If the package is whole (`preserve audit PACKAGE`), make parity again with `preserve"
        " parity make PACKAGE`.",
    ),
    undecided(
        "XCH-089",
        "par2 did not do its work",
        None,
        "The program par2 is not installed, did not end in time, or failed. Nothing was changed.",
        "Install it (`apt install par2`), and run the command again.",
    ),
)
