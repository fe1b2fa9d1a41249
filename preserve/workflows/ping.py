"""Ping a monitor: it raises the alarm when no word comes, which nothing on this machine can do."""

import urllib.error
import urllib.request
from enum import StrEnum
from urllib.parse import SplitResult, urljoin, urlsplit

from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.model.policy import Notify
from preserve.report.visible import visible
from preserve.workflows.archive import SOFTWARE
from preserve.workflows.reach import Reach, reach

_SCHEMES = ("http", "https")
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_HOPS = 5
_AGENT = SOFTWARE.replace(" ", "/")
_UNUSABLE = "The address in ping_url cannot be used, and no ping was sent: "


class Phase(StrEnum):
    """What a ping says, and what stands for it behind the address."""

    START = "/start"
    SUCCESS = ""
    FAIL = "/fail"

    @staticmethod
    def after(exit_code: int) -> "Phase":
        """Return what the end of a run says: only 0 is a good end."""
        return Phase.FAIL if exit_code else Phase.SUCCESS


def ping(notify: Notify, phase: Phase, how: Reach) -> tuple[Finding, ...]:
    """Ping, if an address is set; return a finding if no ping arrived, and never raise.

    The path of such an address is often its only secret: no finding names more than the host. A
    proxy is not used, even where the environment names one; the answer's body is not read.
    """
    if notify.ping_url is None:
        return ()
    try:
        parts = _parts(notify.ping_url)
    except ValueError as unusable:
        return (finding("FIX-055", f"{_UNUSABLE}{unusable}."),)
    problem = _get(_address(parts, phase), how)
    if problem is None:
        return ()
    words = f"The monitor at {visible(f'{parts.scheme}://{parts.netloc}')} {problem}"
    return (finding("FIX-055", f"{words}: it was not told {_TOLD[phase]}."),)


_TOLD = {
    Phase.START: "that a run begins",
    Phase.SUCCESS: "that a run ended well",
    Phase.FAIL: "that a run ended badly",
}


def _parts(url: str) -> SplitResult:
    """Return the parts of an address that can be pinged.

    Raises:
        ValueError: it cannot be, with a reason that holds nothing of it.
    """
    if not (url.isascii() and url.isprintable()) or " " in url:
        raise ValueError("it holds a character that no address can hold")
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError as problem:
        raise ValueError("its host or port cannot be understood") from problem
    if parts.scheme not in _SCHEMES or not is_whole:
        raise ValueError("it must be http://... or https://... with the name of a host")
    if "@" in parts.netloc:
        raise ValueError("it holds a user or a password, which would not be sent")
    return parts


def _address(parts: SplitResult, phase: Phase) -> str:
    """Return the address of a phase; the query stays behind the path."""
    return parts._replace(path=f"{parts.path.rstrip('/')}{phase.value}").geturl()


def _get(address: str, how: Reach) -> str | None:
    refused: list[int] = []

    def work() -> None:
        code = _answer(_opener(how), address, how.answer_seconds)
        refused.extend([] if code is None else [code])

    problem = reach(work, how.whole_seconds)
    return f"answered {refused[0]}" if refused else problem


def _answer(opener: urllib.request.OpenerDirector, address: str, seconds: float) -> int | None:
    """Return None when an address, or where it redirects to, took the ping; else its answer.

    Raises:
        OSError: there was no answer.
    """
    code = None
    for _ in range(_HOPS):
        request = urllib.request.Request(address, headers={"User-Agent": _AGENT})  # noqa: S310
        try:
            opener.open(request, timeout=seconds).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            code = answer.code
            onward = _onward(address, answer)
            if onward is None:
                return code
            address = onward
        else:
            return None
    return code


def _onward(address: str, answer: urllib.error.HTTPError) -> str | None:
    """Return where a redirection leads: to http and https alone, and from https to nothing less.

    Raises:
        ValueError: it leads to something that is no address.
    """
    place = answer.headers.get("Location")
    if answer.code not in _REDIRECTIONS or place is None:
        return None
    onward = urljoin(address, place)
    allowed = ("https",) if urlsplit(address).scheme == "https" else _SCHEMES
    return onward if urlsplit(onward).scheme in allowed else None


def _opener(how: Reach) -> urllib.request.OpenerDirector:
    """Return what opens http and https, and nothing else: no proxy, no file, no password."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=how.tls()),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
