"""Have the system's cache let go of every file below some directories: not of names and sizes.

drop_cache.py DIRECTORY...
"""

import os
import sys

for root in sys.argv[1:]:
    for directory, _, names in os.walk(root):
        for name in names:
            descriptor = os.open(f"{directory}/{name}", os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)
