import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from preserve.model.file import FileRecord
from preserve.report.premis import PremisAgent, PremisEvent, PremisPackage, premis_document
from preserve.report.premis_xml import EVENT_TYPES, file_identifier, leaf, term
from preserve.report.visible import visible
from tests.support.premis import all_of, faults, parsed, tag, text_in, texts_in

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOFTWARE = PremisAgent("software", "preserve-toolkit 0.1.0", "executing program")


def event(**changes):
    given_ = {
        "id": "preserve/x/1",
        "type": "fixity check",
        "at": AT,
        "detail": "compared",
        "outcome": "pass",
        "notes": ("intact",),
        "agents": (SOFTWARE,),
        "objects": ("a",),
    }
    return PremisEvent(**{**given_, **changes})


ONE = (PremisPackage("a"),)


def document(*events, packages=ONE, archive=None):
    return parsed(premis_document(archive, packages, events))


def test_an_archive_without_anything_is_one_object():
    root = document(packages=(), archive="preserve/x")
    assert [text_in(one, "objectIdentifierValue") for one in root] == ["preserve/x"]


def test_objects_then_events_then_each_agent_once():
    person = PremisAgent("person", "preserve-toolkit 0.1.0", "authorizer")
    root = document(
        event(), event(id="preserve/x/2", agents=(SOFTWARE, person)), archive="preserve/x"
    )
    assert [one.tag.rpartition("}")[2] for one in root] == ["object"] * 2 + ["event"] * 2 + [
        "agent"
    ] * 2
    agents = all_of(root, "agent")
    assert [text_in(one, "agentType") for one in agents] == ["software", "person"]
    assert texts_in(agents[0], "agentVersion") == ["0.1.0"]
    assert text_in(agents[0], "agentName") == "preserve-toolkit"
    assert text_in(agents[1], "agentName") == "preserve-toolkit 0.1.0", "a name is left whole"
    assert texts_in(agents[1], "agentVersion") == []


def test_a_file_with_every_digest_its_size_and_what_is_known_of_its_format():
    files = (
        FileRecord("data/a.TXT", 12, {"sha256": "00", "blake2b": "11", "sha3256": "22"}),
        FileRecord("data/b.bin", 0, {"md5": "33"}),
    )
    root = document(packages=(PremisPackage("a", "a.txt", files),))
    whole, first, second = all_of(root, "object")
    assert text_in(whole, "originalName") == "a.txt"
    assert texts_in(whole, "relatedObjectIdentifierValue") == ["a/data/a.TXT", "a/data/b.bin"]
    words = [(one.text, one.get("valueURI")) for one in first.iter(tag("messageDigestAlgorithm"))]
    assert [word for word, _ in words] == ["SHA-256", "BLAKE2b", "SHA3-256"]
    assert words[0][1].endswith("/cryptographicHashFunctions/sha256")
    assert [uri for _, uri in words[1:]] == [None, None], "no term is made up"
    assert texts_in(first, "messageDigest") == ["00", "11", "22"]
    assert [text_in(one, "size") for one in (first, second)] == ["12", "0"]
    assert text_in(first, "formatName") == "text/plain"
    assert (text_in(second, "formatName"), text_in(second, "formatNote")) == (
        "unknown",
        "not identified",
    )


@pytest.mark.parametrize("word", EVENT_TYPES)
def test_a_term_names_its_authority_and_its_own_address(word):
    element = ET.fromstring(term("eventType", word))
    base = "http://id.loc.gov/vocabulary/preservation/eventType"
    assert element.attrib == {
        "authority": "eventType",
        "authorityURI": base,
        "valueURI": f"{base}/{EVENT_TYPES[word]}",
    }
    assert element.text == word


def test_a_word_of_no_vocabulary_has_no_authority():
    assert term("eventOutcome", "pass") == "<eventOutcome>pass</eventOutcome>"
    assert term("eventOutcome", "<&>") == "<eventOutcome>&lt;&amp;&gt;</eventOutcome>"


# Surrogates and every control character included.
ANY = st.text(st.characters())


@given(ANY)
def test_any_text_is_well_formed_and_reads_back_as_what_people_are_shown(text):
    assert (ET.fromstring(leaf("x", text).encode()).text or "") == visible(text)


@given(ANY, ANY, ANY, ANY)
def test_any_names_and_texts_make_a_valid_document(name, path, words, person):
    agent = PremisAgent("person", person, "authorizer")
    files = (FileRecord(path, 1, {name: words}),)
    root = document(
        event(detail=words, notes=(path, words), outcome=name, agents=(agent,)),
        packages=(PremisPackage("a", name, files),),
    )
    (told,) = all_of(root, "event")
    assert text_in(told, "eventDetail") == visible(words)
    assert texts_in(told, "eventOutcomeDetailNote") == [visible(path), visible(words)]
    assert text_in(told, "eventOutcome") == visible(name)
    assert text_in(all_of(root, "agent")[0], "agentName") == visible(person)
    assert text_in(all_of(root, "object")[1], "originalName") == visible(path)


CLOSE = st.text(st.sampled_from("\\nxru05c\n\r\x1b\u202e\udc80"), max_size=6)


@given(CLOSE, CLOSE)
@example("\n", r"\n")
@example("\\\n", r"\\n")
@example("\\", r"\x5c")
def test_two_files_never_have_one_identifier(one, other):
    shown = [visible(file_identifier("a", path)) for path in (one, other)]
    assert (shown[0] == shown[1]) == (one == other)


def test_nothing_is_asked_for_before_it_is_written():
    def events():
        yield event()
        raise LookupError

    pieces = premis_document(None, [PremisPackage("a")], events())
    got = [next(pieces) for _ in range(3)]
    assert got[-1].startswith("<event>")
    with pytest.raises(LookupError):
        next(pieces)
    with pytest.raises(ET.ParseError):
        ET.fromstring("".join(got))


def test_the_checker_notices_what_is_out_of_place():
    lines = list(premis_document(None, [PremisPackage("a")], [event()]))
    whole = ET.fromstring("".join(lines).encode())
    assert not list(faults(whole))
    for parent in list(whole.iter()):
        children = list(parent)
        names = [child.tag for child in children]
        if len(set(names)) < 2:
            continue
        parent[:] = children[::-1]
        assert list(faults(whole)), names
        parent[:] = children
    whole.remove(all_of(whole, "object")[0])
    assert list(faults(whole)), "a document without an object"
