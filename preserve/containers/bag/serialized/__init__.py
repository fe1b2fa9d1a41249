"""Serialized bags: zip, tar and tar.gz read where they lie, never unpacked (BagIt 0.97 4).

Bytes come in through `source.Source`, values go out. `formats` tells what a file is; `zip`, `tar`
and `tar_gz` list its members into a `table`, under `caps`; `layout` makes a bag's listing of them.
`write` makes such files, and `unpack` reads ours back.

The readers are our own. Python's `tarfile` allocates what a header declares and goes on behind
damage; `zipfile` believes the central directory and never holds a local header against it. Of the
standard library only the decompressors are used, a bounded piece at a time.

7z is told and not read: its listing is itself packed, mostly as one solid block, with dictionary
sizes that the sender chooses and a reader has to allocate; no library for it reads under limits.
"""
