"""What a sender should do about each finding of a bag: words that can be copied into a mail.

The catalogue's `remedy` speaks to whoever received the bag; these words speak to whoever made it.
Every code that a received bag can raise has a row, in `SENDERS` or in `NOT_THEIRS`.
"""

_AGAIN = "Then write the tag manifests again."
_DECLARATION = (
    "Write bagit.txt as exactly two lines, in UTF-8 without a byte-order mark, and nothing else."
)
NEXT = "This bag can stay as it is; for the next one:"

_FORM: dict[str, str] = {
    "BAG-010": f"Put bagit.txt beside the data directory. {_DECLARATION}",
    "BAG-011": f"{_DECLARATION} {_AGAIN}",
    "BAG-012": (
        "Save bagit.txt as UTF-8 without a byte-order mark (some editors call it UTF-8, the other"
        f" form UTF-8 with BOM). {_AGAIN}"
    ),
    "BAG-013": (
        "State the version of BagIt that the bag was made by; 1.0 is the current one, and the bag"
        f" must keep its rules. {_AGAIN}"
    ),
    "BAG-014": (
        "Write each line of bagit.txt as the label, a colon, one space and the value, with no other"
        f" white space. {_AGAIN}"
    ),
    "BAG-015": (
        "Save all tag files (.txt beside the data directory) as UTF-8, and state UTF-8 in"
        f" bagit.txt. {_AGAIN}"
    ),
    "BAG-017": f"Save all tag files as UTF-8 and state UTF-8 in bagit.txt. {_AGAIN}",
    "BAG-016": f"{NEXT} save all tag files as UTF-8 and state UTF-8 in bagit.txt.",
    "BAG-020": (
        "Put the files that you hand over into a directory named `data` (lower case) beside"
        " bagit.txt, and list them in the manifests as data/…."
    ),
    "BAG-021": (
        "Write a manifest that lists every file below data, such as manifest-sha512.txt, one line a"
        " file: digest, two spaces, path."
    ),
    "BAG-022": (
        "Rename the manifest: the algorithm in lower-case letters and digits, nothing between them."
        f" {_AGAIN}"
    ),
    "BAG-023": (
        "Add a manifest of an algorithm that everybody can compute: manifest-sha512.txt and"
        " tagmanifest-sha512.txt."
    ),
    "BAG-024": (
        f"{NEXT} write manifest-sha512.txt (or sha256) besides or instead of md5 and sha1."
    ),
    "BAG-025": (
        f"{NEXT} if this was meant to be the tag file, give it the exact name, in small letters"
        " and ending in .txt."
    ),
    "BAG-026": "Rename the directory, and put the file of that name in its place.",
    "BAG-027": f"{NEXT} use sha256 or sha512.",
    "BAG-080": (
        "Save the file in the encoding that bagit.txt states, best UTF-8 for all of them. If a name"
        f" was garbled, write it again. {_AGAIN}"
    ),
    "BAG-081": f"Find out what wrote this line; no name or value is that long. {_AGAIN}",
    "BAG-082": f"Save the file as UTF-8 without a byte-order mark. {_AGAIN}",
    "BAG-083": (
        f"{NEXT} end the last line of each tag file. Please look whether the file was cut off."
    ),
    "BAG-085": f"Keep in bag-info.txt what describes the bag in a few lines. {_AGAIN}",
    "BAG-084": f"{NEXT} leave out empty lines in tag files.",
}  # fmt: skip  # one row a code

_MANIFEST: dict[str, str] = {
    "BAG-030": (
        "Write the line as digest, two spaces, path, or take it out: comments and headings are not"
        f" allowed. {_AGAIN}"
    ),
    "BAG-031": f"Take out all but one of the lines for this file. {_AGAIN}",
    "BAG-032": f"{NEXT} list each file once in a manifest.",
    "BAG-033": (
        "Compute the digest of the file anew from your own copy, keep the line that is right, and"
        f" take out the others. {_AGAIN}"
    ),
    "BAG-034": (
        "Take out the line, or write the path relative to the bag, with `/` between its parts, such"
        f" as data/name.txt. Please tell how the path came into the bag. {_AGAIN}"
    ),
    "BAG-035": (
        "Take the line out of the payload manifest: files outside data belong into the tag"
        f" manifests. {_AGAIN}"
    ),
    "BAG-036": f"Take out the line; list the files in the directory instead. {_AGAIN}",
    "BAG-037": f"{NEXT} write paths without `./`, `//` and `/./`.",
    "BAG-038": (
        f"{NEXT} write each line as digest, two spaces, path, without `*` before the path and"
        " without `\\` before the digest."
    ),
    "BAG-039": (
        f"{NEXT} write `%` in a path as %25, a line feed as %0A and a carriage return as %0D, and"
        " encode nothing else."
    ),
    "BAG-040": (
        "Send the file again, or send the bag again as a whole. If the file was never meant to be"
        f" in it, take its line out of every manifest. {_AGAIN}"
    ),
    "BAG-041": (
        "If the file belongs to the bag, add it to every payload manifest; if not, take it out of"
        f" data. Payload-Oxum must count what is left. {_AGAIN}"
    ),
    "BAG-042": (
        f"Add the file to the manifests that lack it: in BagIt 1.0 each lists every file. {_AGAIN}"
    ),
    "BAG-043": (
        "Please keep the file at the address in fetch.txt until the bag is confirmed as complete,"
        " or send the file itself."
    ),
    "BAG-044": (
        f"{NEXT} pack it (tar) before it is copied, so that no system rewrites the names, and use"
        " composed letters (NFC) in names and manifests."
    ),
    "BAG-045": f"{NEXT} give the two files names that differ by more than the form of a letter.",
    "BAG-046": f"{NEXT} give the two files names that differ by more than capital letters.",
    "BAG-050": (
        "Compare the file with your own copy. If yours has the digest of the manifest, send the"
        " file again; if the file was changed on purpose, write manifests and tag manifests anew"
        " and send the whole bag."
    ),
    "BAG-051": (
        "Compare the file with your own copy, and send it again; or, if it was changed on purpose,"
        " write the tag manifests again."
    ),
    "BAG-060": f"{NEXT} write a tag manifest beside each manifest, as tagmanifest-sha512.txt.",
    "BAG-061": "Add the payload manifest to every tag manifest.",
    "BAG-062": f"{NEXT} list every payload manifest in every tag manifest.",
    "BAG-063": "Take the line out: no tag manifest may be listed in a tag manifest.",
    "BAG-064": "Take the line out: files below data belong into the payload manifests.",
    "BAG-065": "Send the file again; or take its line out of the tag manifests.",
    "BAG-066": f"{NEXT} list every tag file in the tag manifests, except these themselves.",
    "BAG-067": f"{NEXT} list the same files in every tag manifest.",
    "BAG-068": f"{NEXT} use the same algorithms for manifests and tag manifests.",
}  # fmt: skip

_INFO: dict[str, str] = {
    "BAG-070": (
        "Write the line as label, colon, space, value; begin a line that continues a value with a"
        f" space. {_AGAIN}"
    ),
    "BAG-071": (
        "Write the line as label, colon, one space, value, with no space before the colon."
        f" {_AGAIN}"
    ),
    "BAG-072": (
        "Write the number of bytes below data, a full stop, and the number of files, such as"
        f" `Payload-Oxum: 279164.12`; or leave the line out. {_AGAIN}"
    ),
    "BAG-073": (
        "Count the files below data in your own copy. If files are missing here, send them again;"
        f" if all of them are here, correct the line. {_AGAIN}"
    ),
    "BAG-074": f"Keep the line that is right, and take out the others. {_AGAIN}",
    "BAG-075": f"{NEXT} spell the label as the standard does.",
    "BAG-076": f"{NEXT} give the label once.",
    "BAG-078": f"{NEXT} name the group in Bag-Group-Identifier.",
    "BAG-079": f"{NEXT} give the label a value, or leave it out.",
    "BAG-077": f"{NEXT} give the value in the form of the standard.",
}  # fmt: skip

_FILES: dict[str, str] = {
    "BAG-100": (
        "Put the file itself in place of the link, and list it in the manifests. Many copying"
        " programs do it when asked to follow links."
    ),
    "BAG-101": "Take it out of the bag: only files and directories can be handed over.",
    "BAG-103": (
        f"{NEXT} delete such files before the bag is made, and switch off what makes them on the"
        " disk on which bags are made."
    ),
    "BAG-104": (
        f'{NEXT} avoid in names < > : " | ? * \\ and a space or full stop at the end, and names'
        " such as CON, NUL or LPT1."
    ),
    "BAG-105": f"{NEXT} keep names below 255 bytes and paths below 255 characters.",
    "BAG-106": (
        f"{NEXT} rename the file to a name in UTF-8, and list it under that name."
    ),
    "BAG-107": f"{NEXT} avoid control characters, and spaces at the ends of names.",
    "BAG-110": f"Write the line as address, length in bytes (or -), path. {_AGAIN}",
    "BAG-111": f"Write the whole address, such as https://archive.example/name. {_AGAIN}",
    "BAG-112": (
        "Take the line out and put the file itself into the bag: only files below data may be"
        f" fetched. {_AGAIN}"
    ),
    "BAG-113": f"Add the file to every payload manifest, with its digest. {_AGAIN}",
    "BAG-114": f"Keep the line with the address that holds, and take out the others. {_AGAIN}",
    "BAG-115": f"{NEXT} state the length that the file has, or `-`.",
}  # fmt: skip

_FETCHING: dict[str, str] = {
    "BAG-116": (
        "Give an https address of a public server, without a user or a password in it, or send the"
        f" file in the bag. {_AGAIN}"
    ),
    "BAG-117": "Put the file that the manifests list back at its address, or send a new bag.",
    "BAG-118": "Put the file that the manifests list back at its address, or send a new bag.",
    "BAG-170": (
        "Give the address where the file itself lies; it may send on to public https addresses,"
        f" at most five times. {_AGAIN}"
    ),
    "BAG-172": (
        "Make the file available at its address without a login, or send it in the bag."
    ),
    "BAG-173": (
        "Make the server send the file as it is: whole, not packed, with its true length."
    ),
    "BAG-174": "Give the server a certificate of its own name that is valid now.",
    "BAG-175": f"Add a manifest with sha256 or sha512 digests. {_AGAIN}",
    "BAG-176": f"Take out of the bag what lies in the place of the file. {_AGAIN}",
}  # fmt: skip

_SERIALIZED: dict[str, str] = {
    "BAG-150": "Pack the bag's directory anew from the directory above it, by its name alone.",
    "BAG-151": "Put the files themselves in place of links, and pack the bag anew.",
    "BAG-152": "Take it out of the bag, and pack the bag anew: only files can be handed over.",
    "BAG-153": "Pack the bag anew in one go; do not add to an archive that is there.",
    "BAG-154": "Pack the bag anew in one go; do not add to an archive that is there.",
    "BAG-155": "Pack the bag's directory alone, one bag in one archive.",
    "BAG-156": "Pack the bag's directory itself, not the files in it.",
    "BAG-157": f"{NEXT} call the archive as the bag's directory is called.",
    "BAG-158": "Please explain how the archive was made, or send the bag without compression.",
    "BAG-159": "Send the bag in smaller parts, or agree on the size before.",
    "BAG-160": "Rename what has such a long name, and pack the bag anew.",
    "BAG-161": "Send the archive again, whole; best with its digest in the mail.",
    "BAG-162": "Send the archive again; if it is the same with you, pack the bag anew.",
    "BAG-163": "Pack the bag anew with another program.",
    "BAG-164": "Send the bag without encryption, in a way that is safe by itself.",
    "BAG-165": "Send the bag as a plain zip, tar or tar.gz.",
    "BAG-166": "Pack the bag anew; please tell what made the archive.",
    "BAG-167": "Send the archive again; it is empty.",
    "BAG-168": "Give the archive the ending of what it is, and send it again.",
    "BAG-169": "Send the bag as zip, tar or tar.gz.",
}  # fmt: skip

_PROFILE: dict[str, str] = {
    "BAG-120": "If the profile is yours, please correct it; the bag was held against it as it is.",
    "BAG-121": (
        f"Name the profile in bag-info.txt with a line `BagIt-Profile-Identifier: …`. {_AGAIN}"
    ),
    "BAG-122": "Make the bag by a version of BagIt that the profile takes; best 1.0.",
    "BAG-123": "Send the bag in one of the forms that the profile takes.",
    "BAG-124": f"Add the tag to bag-info.txt, with a value. {_AGAIN}",
    "BAG-125": f"Use one of the values that the profile takes. {_AGAIN}",
    "BAG-126": f"Give the tag once. {_AGAIN}",
    "BAG-127": "Add the manifest that the profile asks for.",
    "BAG-128": f"Take out the manifest, and keep one that the profile takes. {_AGAIN}",
    "BAG-129": (
        "Put the files themselves into the bag instead of naming them in fetch.txt; or, where the"
        " profile requires fetch.txt, add it."
    ),
    "BAG-130": "Add the file beside data, and list it in the tag manifests.",
    "BAG-131": f"Take the file out of the bag, or move it below data. {_AGAIN}",
    "BAG-132": f"Add the file or directory below data, and list it in the manifests. {_AGAIN}",
    "BAG-133": f"Take the file out of data and of the manifests. {_AGAIN}",
    "BAG-134": f"Send no payload with a bag of this profile, or one empty file. {_AGAIN}",
    "BAG-135": f"{NEXT} spell the label as the profile does.",
    "BAG-136": "If the profile is yours, please take the key out, or say what it asks for.",
    "BAG-137": f"{NEXT} give the tag a value, if you know it.",
    "BAG-139": "Pack the bag in a directory named as the file without its ending.",
}  # fmt: skip

SENDERS: dict[str, str] = {
    **_FORM,
    **_MANIFEST,
    **_INFO,
    **_FILES,
    **_FETCHING,
    **_SERIALIZED,
    **_PROFILE,
}

NOT_THEIRS: dict[str, str] = {
    **dict.fromkeys(
        [f"BAG-00{number}" for number in range(1, 9)],
        "Found before a bag is written, in one's own files.",
    ),
    **dict.fromkeys(
        [f"BAG-09{number}" for number in range(5)],
        "Found where the bag is read; the bag itself may be in order.",
    ),
    "BAG-102": "Found on the disk where the bag lies now.",
    **dict.fromkeys(
        [f"BAG-14{number}" for number in range(5)], "What another program says of the bag."
    ),
    "BAG-119": "Nothing of a bag was looked at.",
    **dict.fromkeys(
        ["BAG-171", "BAG-177", "BAG-178", "BAG-179"],
        "It is about the run that fetched, or about the place where the bag lies now.",
    ),
    "BAG-138": "A matter of whoever publishes the profile.",
    "BAG-186": "Found where the bag is read; the bag itself may be in order.",
    **dict.fromkeys(
        [f"BAG-18{number}" for number in range(6)], "Found where a bag is made to fit a profile."
    ),
    "BAG-145": "Found beside the bag, where it lies now.",
    **dict.fromkeys(
        [f"BAG-19{number}" for number in range(10)],
        "Said of the new bag that is written here; what the old one lacks has a code of its own.",
    ),
}
"""Codes about which a sender has nothing to do, with the reason."""
