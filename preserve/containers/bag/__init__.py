"""BagIt (RFC 8493): parse, check, write. Bytes and listings come in, values go out.

To check a bag: `check.tag_files_to_read`, `check.inspect`, `check.comparison_for` and
`check.conclude`, with the reading done by the caller in between; `profile.check_profile` for a
profile. To write one: `refusals.refusals` on the source, then `write.tag_files`. Only
`second_opinion` touches a disk, through the bagit library; `known_differences` says where bagit is
known to judge otherwise.

The rules, one module each: `text` (encodings, lines), `parse` (bagit.txt, bag-info.txt),
`manifest`, `fetch`, `tree` (kinds and names of entries), `completeness`, `tag_rules`,
`info_rules`, `verify` (digests, verdict). A bag that came packed: `serialized`.
What a finding means: `preserve.model.catalogue.bag`.
"""
