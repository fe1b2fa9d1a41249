"""Findings about receiving: `XCH-040` to `XCH-059`."""

from preserve.model.catalogue.exchange import LAID_AGAIN
from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

_ANEW = "Mend what the findings name, then offer the package again with `preserve send`."

EXCHANGE_RECEIVING: tuple[Kind, ...] = (
    undecided(
        "XCH-040",
        "a file of a delivery has not come in full",
        None,
        "What was offered is not all there: it is still on its way, or was cut off. Nothing is"
        " concluded about the delivery; what has come is kept.",
        LAID_AGAIN,
    ),
    undecided(
        "XCH-041",
        "a file of a delivery was damaged on its way",
        "FIPS 180-4",
        "What lies there is not, byte for byte, what the signed offer names. It was not taken, and"
        " nothing is concluded about the package itself.",
        LAID_AGAIN,
    ),
    error(
        "XCH-042",
        "a package is larger than is taken",
        None,
        "The receiving archive has set a limit for a package, and refused this one before a byte"
        " of it was copied.",
        "Ask the receiving archive to raise max_package_bytes, then offer the package again.",
    ),
    error(
        "XCH-043",
        "a delivery is larger than is taken",
        None,
        "The receiving archive has set a limit for a delivery, and refused this one before a byte"
        " of it was copied.",
        "Offer fewer packages at a time.",
    ),
    error(
        "XCH-044",
        "a package is not what was offered",
        "RFC 8493 4",
        "The file came as it was sent, and what is in it is not what the signed offer describes.",
        _ANEW,
    ),
    error(
        "XCH-045",
        "a package's id is not that of its source",
        None,
        "The id of a package ends with the first twelve digits of the SHA-256 of its source; the"
        " source in it has others.",
        _ANEW,
    ),
    error(
        "XCH-046",
        "a package of this id is held with other bytes",
        None,
        "The receiving archive has a package of this id on record, and it is not this one. What is"
        " held was not touched.",
        "Find out together which of the two is right; compare the digests of the tag manifests.",
    ),
    error(
        "XCH-047",
        "a bag follows no profile that is accepted",
        "BagIt Profiles 1.4",
        "The receiving archive takes bags of certain profiles from this partner, and the bag fits"
        " none of them.",
        _ANEW,
    ),
    error(
        "XCH-048",
        "a virus scanner knows a file of a package",
        None,
        "The scanner found a signature that it knows. The package stays in quarantine, unopened.",
        "Look at the file on a machine kept apart. If it is a false alarm, tell the receiving"
        " archive so; else offer the package without it.",
    ),
    warning(
        "XCH-049",
        "a package was not scanned for viruses",
        None,
        "The scanner could not say whether the package is clean: it is not there, has no database,"
        " or a file was too large for it. That is never the same as clean.",
        "Start the scanner and update its database, or raise scan_limit_bytes and the limits in"
        " clamd.conf together.",
    ),
    undecided(
        "XCH-050",
        "a package waits until it is scanned",
        None,
        "This archive takes nothing that was not scanned for viruses, and the scanner could not"
        " say whether this is clean. It stays in quarantine.",
        "Start the scanner and update its database; then receive again.",
    ),
    undecided(
        "XCH-051",
        "a package cannot be judged now",
        None,
        "Something on this side is in the way: a file in quarantine that cannot be read, a disk"
        " that is full. Nothing is concluded about the package, and the partner was told nothing.",
        "See what the disk says, make room if it is full, then receive again.",
    ),
    info(
        "XCH-052",
        "a package waits for its days in quarantine",
        None,
        "This archive keeps what comes in apart for some days, and then judges it once more.",
        "Receive again when the days are over.",
    ),
    warning(
        "XCH-053",
        "the same source under another id",
        None,
        "Another package, held or offered, has the same source under another id. Both can be kept.",
        "Nothing has to be done; see whether one of the two is enough.",
    ),
    undecided(
        "XCH-054",
        "this archive's own copy does not verify",
        None,
        "The package is on record here, and what lies here is not what is on record. Before the"
        " copy is mended, nothing can be said about taking the package over again.",
        "Run `preserve audit`, then `preserve repair`; then receive again.",
    ),
    undecided(
        "XCH-055",
        "more deliveries than one run works on",
        None,
        "The partner has more deliveries open than one run takes on; the oldest come first.",
        "Run `preserve receive` again. If you did not expect so many, ask the partner.",
    ),
    error(
        "XCH-056",
        "a bag cannot be read under the limits",
        "RFC 8493 5.1",
        "The file is packed in a way, or has names or sizes, that the receiving archive does not"
        " read; nothing was unpacked.",
        "Offer the package as a plain tar, as `preserve send` writes it.",
    ),
    warning(
        "XCH-057",
        "refused material was discarded",
        None,
        "A person had the bytes of a refused or withdrawn package removed from quarantine; who,"
        " why and what it was is on record, and the findings are kept.",
        "Nothing needs to be done.",
    ),
    error(
        "XCH-058",
        "a package that is not to be discarded",
        None,
        "Only what was refused, or withdrawn by its sender, is discarded from quarantine; the"
        " exchange about this one goes on.",
        "Wait until the exchange is over; `preserve receive` says what is next.",
    ),
)
