"""Findings about copies elsewhere, replicas and partners' proofs: `XCH-070` to `XCH-079`."""

from preserve.model.catalogue.kind import Kind, error, undecided, untrusted, warning

EXCHANGE_REPLICAS: tuple[Kind, ...] = (
    undecided(
        "XCH-070",
        "a replica is not there",
        None,
        "The disk is not connected or does not answer, or what is connected is not this replica of"
        " this archive. Nothing is concluded about the copies on it.",
        "Connect it, or mend its path in preserve.toml, then run the same command again.",
    ),
    undecided(
        "XCH-071",
        "a copy cannot be read or written",
        None,
        "The disk is full, read-only, or does not answer as it should. What was copied before is"
        " whole and on record; nothing is concluded about the rest.",
        "See to the disk, then run the same command again: it goes on where it stopped.",
    ),
    error(
        "XCH-072",
        "a package is damaged here",
        None,
        "What lies in this archive is not what is on record. It was not copied, and nobody else's"
        " copy is judged by it.",
        "Run `preserve audit` for the particulars, then repair the package from a whole copy.",
    ),
    undecided(
        "XCH-073",
        "a proof cannot be judged",
        None,
        "A partner's answer can only be held against our own bytes as they were when it was asked"
        " for. They cannot be read now, or the package was changed since. Nothing is concluded.",
        "Have our own copy read and sound, then run `preserve replica challenge` again.",
    ),
    error(
        "XCH-074",
        "something else lies in a replica",
        None,
        "Something lies where a copy belongs, or beside the copies, that is not what is on record."
        " It was not touched.",
        "Look at it. `preserve replica sync NAME --set-aside` moves a copy that differs to the"
        " replica's quarantine and copies anew; move away yourself what belongs to nobody.",
    ),
    error(
        "XCH-075",
        "a copy is damaged",
        None,
        "The copy is there, and is not what is on record: it was read here and differs, or the"
        " partner says so itself. It does not count as a copy any more.",
        "Replica: `preserve replica sync NAME --set-aside`. Partner: telephone, offer your own copy"
        " for its repair, and challenge again.",
    ),
    error(
        "XCH-076",
        "a copy is gone",
        None,
        "No copy is where one was: the disk was there and the package was not, or the partner says"
        " that it does not have it. It does not count as a copy any more.",
        "Replica: `preserve replica sync NAME` copies it again. Partner: telephone, and send the"
        " package once more.",
    ),
    untrusted(
        "XCH-077",
        "a partner's proof is wrong",
        None,
        "The partner says that it holds the package, and what it sent cannot come from its bytes:"
        " the copy was lost or changed without anybody noticing, or the answer is not honest. It"
        " does not count as a copy any more.",
        "Telephone the partner and have it audit the package; challenge again afterwards. Until"
        " then, see to another copy.",
    ),
    error(
        "XCH-078",
        "too few proven copies",
        None,
        "There are fewer whole copies than the policy wants, or copies elsewhere were not proven"
        " for longer than the policy allows.",
        "`preserve replica list` shows which. `replica sync` and `send` make copies, `replica"
        " challenge --due` proves those that are there.",
    ),
    warning(
        "XCH-079",
        "a challenge has no proof",
        None,
        "The partner has not answered yet, refused, or left packages out. Nothing is concluded: the"
        " last proof stands until it is too old.",
        "Ask the partner to run `preserve receive`; by hand, carry the messages there and back.",
    ),
)
