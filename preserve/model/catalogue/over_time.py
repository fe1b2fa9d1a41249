"""Findings about audits over time: schedules, policies, incidents, and who is told."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

_PREMIS = "PREMIS 3 fixity check"

OVER_TIME: tuple[Kind, ...] = (
    error(
        "FIX-017",
        "A file lies somewhere else",
        _PREMIS,
        "The bytes on record are there, under another name or in another place. Nothing is lost,"
        " but the package is not as it was made.",
        "Find out who moved it; move it back to the place on record, then audit again.",
    ),
    error(
        "FIX-018",
        "Files traded contents",
        _PREMIS,
        "Each of them holds the bytes that are on record for another one. Nothing is lost, but what"
        " is read under a name is not what was packed under it.",
        "Find out how it came about; put the contents back under the names on record.",
    ),
    error(
        "FIX-019",
        "A package lies somewhere else",
        _PREMIS,
        "The package on record is not in its place, and something with the same manifests lies in"
        " the store under another name.",
        "Give the directory its name on record again, then audit.",
    ),
    undecided(
        "FIX-023",
        "The store does not answer",
        None,
        "A read or a listing did not come back: a network disk may hang, or a drive may be failing."
        " Nothing is concluded about what was not read yet.",
        "Look at the connection and at the system's log; then run the same command again.",
    ),
    error(
        "FIX-024",
        "A check is overdue",
        None,
        "A package was not read in full within the time that the policy promises. It may be intact;"
        " nobody has looked.",
        "Run `preserve audit --due`; if a timer should have done so, see `preserve schedule show`.",
    ),
    warning(
        "FIX-025",
        "The policy cannot be kept",
        None,
        "With the limits that are set, not every byte can be read in the time that is promised.",
        "Allow more time or a higher rate, or promise a longer period in preserve.toml.",
    ),
    undecided(
        "FIX-026",
        "Nothing was read",
        None,
        "Something was to be read, and the limits that were set left room for nothing.",
        "Raise --max-time or --max-bytes, so that the largest package fits.",
    ),
    warning(
        "FIX-027",
        "The latest run did not finish",
        None,
        "It was interrupted. What it had put on record counts; the rest was not read.",
        "Run the audit again: it goes on where that run stopped.",
    ),
    warning(
        "FIX-028",
        "A check is dated in the future",
        None,
        "The clock of this machine was wrong, then or now. How old that check is cannot be told, so"
        " it counts as due.",
        "Check the clock, then run `preserve audit --due`.",
    ),
    undecided(
        "FIX-051",
        "The policy in preserve.toml cannot be understood",
        None,
        "Nothing is assumed in its place: a slip of the pen must not become another promise.",
        "Mend the line that is named, then run again.",
    ),
    error(
        "FIX-052",
        "The change cannot be accepted",
        None,
        "What lies there now is on record already, or is not something that can be put on record.",
        "See the reason; `preserve audit PACKAGE` tells what differs.",
    ),
    warning(
        "FIX-053",
        "An incident is not closed",
        None,
        "Somebody still has to look at it, say what was done, and close it.",
        "`preserve incident show ID`, then `preserve incident close ID --by NAME --why REASON`.",
    ),
    error(
        "FIX-054",
        "The incident cannot be closed",
        None,
        "An incident ends when an audit has found its package whole again, or changed on record.",
        "Restore what is damaged or accept the change, audit the package, then close the incident.",
    ),
    warning(
        "FIX-055",
        "Somebody could not be told",
        None,
        "The result is right and on record, but a message did not go out.",
        "Check the [notify] part of preserve.toml and the server it names.",
    ),
    undecided(
        "FIX-056",
        "The schedule could not be set up",
        None,
        "Nothing runs by itself until it is.",
        "See what the system said; `preserve schedule show` tells what is in place.",
    ),
    info(
        "FIX-057",
        "Digests were added",
        "PREMIS 3 message digest calculation",
        "While the recorded digests were verified, the same bytes were digested under a further"
        " algorithm; both are on record.",
        "Nothing needs to be done.",
    ),
    error(
        "FIX-058",
        "The sender's digest does not match",
        "PREMIS 3 fixity check",
        "The bytes are not the ones that the sender spoke of: the transfer was not whole, or it is"
        " another version.",
        "Ask the sender for the file again, and for its digest.",
    ),
    error(
        "FIX-059",
        "The fire drill failed",
        None,
        "A fault that was put into a copy on purpose was not found, or nobody would be told.",
        "Do not rely on the audits until this is mended; report it with the table of the drill.",
    ),
    warning(
        "FIX-060",
        "The report is not on record",
        None,
        "The files were written, but the history does not hold their digest: a later reader cannot"
        " prove that they are unchanged.",
        "Write it where the ledger can be written and the archive's own key is at hand.",
    ),
    error(
        "FIX-061",
        "Nothing audits the archive by itself",
        None,
        "On this machine no schedule for it is in place, or the one that is in place cannot run.",
        "Run `preserve schedule install`; it tells what it writes, and how to undo it.",
    ),
    warning(
        "FIX-062",
        "Audits seem to have stopped",
        None,
        "Nothing is overdue yet, but no audit has run for longer than was set. What is found late"
        " was damaged for longer.",
        "See `preserve schedule show`; where audits run less often, say so with run_every_days in"
        " preserve.toml.",
    ),
    warning(
        "FIX-063",
        "The article itself was changed",
        "PREMIS 3 modification",
        "The change that is accepted is one of the bytes as received. From then on audits hold the"
        " package against the changed words, and nobody is warned of them again.",
        "Be sure that this is meant. The package's WARC, or a copy of the package, may still hold"
        " the words as they were received.",
    ),
)
