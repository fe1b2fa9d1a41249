"""The pages for whoever finds an archive or a package without preserve."""

from collections.abc import Sequence

from preserve.containers.bag.write import OUR_MANIFESTS, Manifests

# The programs of every Unix system, the strongest digest first.
_PROGRAMS = {
    "sha512": "sha512sum",
    "sha384": "sha384sum",
    "sha256": "sha256sum",
    "sha224": "sha224sum",
    "sha1": "sha1sum",
    "md5": "md5sum",
}

ARCHIVE_PAGE = """\
HOW TO READ THIS ARCHIVE

This directory holds news articles that were preserved as testimony. Nothing in it needs the
program that made it.

bags/<package>/       one BagIt bag (RFC 8493) per article; each has a page like this one
archive-id            the identity of this archive; the same file lies in bags/
ledger/ledger.sqlite  the history, an SQLite database. Table `entry`, one row per event, each
                      the canonical JSON (RFC 8785) that was hashed: what was taken in, with the
                      size and the SHA-256 and SHA-512 of every file; every audit and its result.
ledger/checkpoint     a signed statement (C2SP signed note, Ed25519) of how many entries there are
                      and of their Merkle root (RFC 6962). Keep a copy of these few lines
                      elsewhere: it proves later that the history was not rewritten.
keys/archive.pub      the public key that verifies the checkpoint
keys/archive.former-<key id>.pub, .pem   keys of before; the ledger's entries "key change" say when
keys/archive.key      the private key; whoever holds it can write history
keys/partners/        the public keys of other archives, as NAME.pub (C2SP) and NAME.pem; keys of
                      before, for old receipts, as NAME.former-<key id>.pub and .pem
quarantine/           bytes that were found to be wrong, kept with their story
quarantine/exchange/  what came from elsewhere and is not, or not yet, part of the archive:
                      <archive id>/<exchange>/ from a partner, unsigned/ from anybody else
receipts/<exchange>/  receipts: what one archive has taken over from another, signed by it
outbox/               what this archive says to others, as it is carried to them: for-<archive>/
                      from-<archive>/<exchange>/, each message beside its signature, bags/, files/
parity/               where it is there: data of par2, by which damaged files can be rebuilt
reports/              reports for people

Whatever lies in outbox/, receipts/ and keys/partners/ can be lost: every message and every key is
in the ledger in full.

To check a package by hand, go into its directory and run

    sha512sum -c manifest-sha512.txt
    sha512sum -c tagmanifest-sha512.txt

Then compare the digest of tagmanifest-sha256.txt with the one in the package's entry in the
ledger: a package can be forged so that it agrees with itself, but not with the ledger.

To check a receipt by hand, take the key of the archive that signed it ("from" in the receipt) and
run in this directory (of a receipt of this archive's own: with keys/archive.key, without -pubin;
of one from before a change of key: with the .former-<key id>.pem that the signature fits)

    openssl pkeyutl -verify -rawin -pubin -inkey keys/partners/NAME.pem \\
      -in receipts/EXCHANGE/accepted-DIGITS.json \\
      -sigfile receipts/EXCHANGE/accepted-DIGITS.json.sig

It must say "Signature Verified Successfully". "packages" names each package with the SHA-256 of
its tagmanifest-sha256.txt, its number of files and its bytes: compare them with a package's own.
"possession" proves that its bytes were there and were read: with the 32 bytes of "nonce" (in hex)
and the 36 characters of the signer's archive id in a file N, run in the package's directory

    find . -type f | sed 's,^\\./,,' | LC_ALL=C sort | while IFS= read -r f; do
      printf '%s  %s\\n' "$(cat N "$f" | sha512sum | cut -c 1-128)" "$f"; done | sha512sum

and compare. (A percent sign, a line feed or a carriage return in a name is written %25, %0A or %0D
there, so such a name has to be written by hand.)
"""

_PACKAGE_PAGE = """\
HOW TO READ THIS PACKAGE

This is a BagIt bag (RFC 8493) that holds one news article, kept as testimony. Nothing in it needs
the program that made it.

data/original/                   the article's bytes, exactly as they were received
data/article.warc.gz             the same bytes in a WARC (ISO 28500), with the description. No web
                                 exchange was known, so none is claimed: the record is a resource
                                 named by its own SHA-256.
data/metadata/description.json   what the text says about itself: outlet, date, speakers,
                                 quotations, videos. Every value has a status and the characters
                                 that support it; "unknown" means that the text does not tell.
bag-info.txt                     who packed it, and when
manifest-*.txt, tagmanifest-*.txt   the digest of every file

{checks}
(A percent sign, a line feed or a carriage return in a file name is written as %25, %0A or %0D in
the manifests, as RFC 8493 asks; such a name has to be looked up by hand.)

To follow the evidence: "start" and "end" count Unicode characters from 0 in the text that the
description names under "text", decoded with the encoding it names under "source". The characters
from "start" up to, not including, "end" are the ones given as "exact".

The text is somebody else's. It is quoted here as evidence, not as the opinion of the archive.
"""

_CHECKS = """\
To check every file, run in this directory

{commands}
"""


def package_page(manifests: Manifests = OUR_MANIFESTS) -> str:
    """Return the page for whoever finds a package, with commands that this package allows."""
    commands = _command("manifest", manifests.payload) + _command("tagmanifest", manifests.tag)
    checks = _CHECKS.format(commands=commands).rstrip("\n") + "\n" if commands else ""
    return _PACKAGE_PAGE.format(checks=checks)


def _command(kind: str, algorithms: Sequence[str]) -> str:
    program = next((each for each in _PROGRAMS if each in algorithms), None)
    return f"    {_PROGRAMS[program]} -c {kind}-{program}.txt\n" if program else ""
