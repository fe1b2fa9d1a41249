"""What preserve.toml of a new archive says of itself: every table that a person may fill in.

Partners and replicas get their tables from `preserve partner add` and `preserve replica add`.
"""

from typing import Final


def settings_text() -> str:
    """Return the end of preserve.toml for a new archive: every key, commented out, explained.

    Taking the # away from any one of them, or from all, is right: no line is a header. (Some
    keys of [notify] need another one, and say so.)
    """
    return _TEXT


_TEXT: Final = """
# What this archive promises. Take the # away from a line to change it; what is written there
# now, or in brackets behind it, is what holds without it.
[policy]
# every_days = 90                   # every byte is read at least once in so many days
# run_every_days = 1                # how often the audit runs by itself
# max_time = "4h"                   # of one run: s, m, h or d (no limit)
# max_bytes = "200 GB"              # of one run: kB, MB, GB, TB, KiB, MiB, GiB or TiB (no limit)
# max_bytes_per_second = "20 MB"    # all reads together (no limit)
# sample_packages = 0               # so many more in each run, drawn at random
# algorithms = ["sha256", "sha512"] # a further one is added to every file as it is read
# stall_time = "2m"                 # a store that does not answer for so long is said to hang
# copies = 1                        # whole copies of each package that there are to be, ours too
# challenge_days = 90               # each copy elsewhere is proven at least once in so many days
# stores.bags.every_days = 30       # another promise for one store (none)
# collections.aleppo = { packages = ["*aleppo*"], every_days = 30 } # for some packages (none)

# Who is told (nobody).
[notify]
# ping_url = "https://ping.example.org/abc"     # called at the start and at the end of each run
# mail_to = ["librarian@example.org"]
# mail_from = "archive@example.org"             # (smtp_user, or the first of mail_to)
# smtp_host = "mail.example.org"                # (none: the program sendmail is used)
# smtp_port = 587                               # (25; 587 with starttls, 465 with tls)
# smtp_security = "starttls"                    # none, starttls or tls (none)
# smtp_user = "archive"                         # needs smtp_password_file
# smtp_password_file = "/etc/preserve/password" # it holds the password alone
# sendmail = "/usr/sbin/sendmail"
# digest_every_days = 7                         # a mail at least that often, when all is well too
# prometheus_file = "/var/lib/node_exporter/preserve.prom"

# What is let in from partners, before anything of it is copied.
[exchange]
# max_package_bytes = "100 GB"      # of one package, as it comes and unpacked
# max_delivery_bytes = "1 TB"       # of all packages of one offer
# max_packages = 10000              # of one offer
# quarantine_days = 0               # so many days later a package is judged and scanned again
# clamd = "unix:/run/clamav/clamd.ctl" # the virus scanner, or "tcp:localhost:3310" (none)
# scan_limit_bytes = "25 MiB"       # larger files are not given to it: never more than it takes
# scan = "if-possible"              # with clamd, "required" takes nothing that was not scanned

# How partners are reached stands in tables [partners.NAME], made by `preserve partner add`; where
# replicas are, in tables [replicas.NAME], made by `preserve replica add`.
"""
