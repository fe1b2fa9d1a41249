"""Everybody who judges what packages hold, loaded at once."""

from typing import Final

from preserve.containers.warc.check import check_warc
from preserve.workflows.check_contents import check_description_file, check_package
from preserve.workflows.validate import Checkers
from preserve.workflows.validate_file import validate_file

ALL: Final = Checkers(check_package, check_warc, check_description_file, validate_file)
