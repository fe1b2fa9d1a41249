"""What a librarian reads after sending."""

from preserve.model.catalogue import finding
from preserve.report.risk_words import risk_words
from preserve.report.send_text import SentPackage, SentWords, send_text


def words(**changes) -> str:
    shown = {
        "partner": "far",
        "conversation": None,
        "packages": [],
        "carried": [],
        "findings": [],
    }
    return send_text(SentWords(**{**shown, **changes}))


def package(status, name="p-0123456789ab", size=0, risks=None):
    return SentPackage(name, status, size, risks or {})


def test_an_offer_in_a_place_of_exchange():
    shown = words(conversation="C", packages=[package("offered", size=20480)], carried=["Left."])
    assert shown.splitlines() == [
        "offered             p-0123456789ab (20 kB)",
        "Packages for far: 1 offered.",
        "The exchange is called C.",
        "Left.",
        "Next: far runs `preserve receive`; then run `preserve confirm` here.",
    ]


def test_nothing_new():
    assert words() == "Nothing new is to be carried to far."
    assert words(carried=["Left."]) == "Left."


def test_an_offer_that_is_over_is_not_taken_back():
    assert (
        words(conversation="C").splitlines()[-1] == "Nothing of it can be taken back: it is over."
    )


def test_risks_and_a_refusal():
    packages = [package("not-sent", risks={"minor": 1, "alive": 3})]
    shown = words(packages=packages, findings=[finding("XCH-032", "There are risks.")])
    assert "    Risks: somebody who may be under age, somebody who may be alive and" in shown
    assert "(3 passages)" in shown
    assert "XCH-032" in shown
    assert "Packages go together or not at all" in shown


def test_a_thousand_packages_are_counted():
    shown = words(packages=[package("offered")] * 1000)
    assert shown.splitlines()[0] == "Packages for far: 1,000 offered."


def test_every_status_and_every_kind_of_risk_has_words():
    statuses = (
        "offered", "would-be-offered", "with-partner", "not-sent", "faulty", "unreadable",
        "withdrawn", "would-be-withdrawn", "not-withdrawn",
    )  # fmt: skip
    assert len(words(packages=[package(status) for status in statuses]).splitlines()) >= 10
    kinds = ("minor", "location", "alive", "asked_anonymity")
    assert risk_words(dict.fromkeys(kinds, 1)).count(",") == 3


def test_a_name_from_hell_is_shown_harmless():
    assert "\x1b" not in words(partner="\x1b[2J")
