"""Findings by the million: the first of each code are kept, the rest is counted."""

from preserve.containers.bag.collected import MOST_OF_A_KIND, Collected
from preserve.containers.bag.parse import parse_declaration, parse_info
from preserve.containers.bag.text import tag_text
from preserve.model.catalogue import finding
from preserve.model.finding import Where


def found(code: str, line: int):
    return finding(code, f"Line {line} is odd.", Where(file="a.txt", line=line))


def test_a_few_findings_are_all_kept_in_their_order():
    items = [found("BAG-070", 3), found("BAG-084", 1), found("BAG-070", 2)]
    assert Collected(items).findings() == tuple(items)


def test_of_many_the_first_are_kept_and_the_rest_is_counted_for_each_code():
    collected = Collected()
    for line in range(MOST_OF_A_KIND + 7):
        collected.add(found("BAG-070", line))
    collected.add(found("BAG-084", 1))
    *kept, last = collected.findings()
    assert len(kept) == MOST_OF_A_KIND + 1
    assert kept[-1].code == "BAG-084"
    assert (last.code, last.where) == ("BAG-070", Where(file="a.txt"))
    assert last.message.startswith("7 more of this kind: ")
    assert last.weight == kept[0].weight


def test_exactly_as_many_as_are_kept_need_no_count():
    collected = Collected(found("BAG-070", line) for line in range(MOST_OF_A_KIND))
    assert len(collected.findings()) == MOST_OF_A_KIND


def test_what_was_not_read_of_bag_info_makes_it_no_fault():
    text = tag_text("bag-info.txt", b"A: b\n" * 150_000, "UTF-8")
    info = parse_info(text, is_strict=True)
    assert len(info.elements) == 100_000
    (only,) = info.findings
    assert (only.code, only.weight, only.where.line) == ("BAG-085", 3, 100_001)
    assert "read up to line 100001" in only.message


def test_bag_info_of_exactly_the_most_lines_is_read_whole():
    text = tag_text("bag-info.txt", b"A: b\n" * 99_999 + b"Z: last", "UTF-8")
    info = parse_info(text, is_strict=True)
    assert info.elements[-1].label == "Z"
    assert {item.code for item in info.findings} == {"BAG-083"}


def test_few_lines_of_bagit_txt_are_looked_at():
    declared = parse_declaration(
        [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" + b"x\n" * 9999]
    )
    assert (declared.version, declared.encoding) == ("1.0", "UTF-8")
    messages = [item.message for item in declared.findings]
    assert "bagit.txt has 8 or more lines instead of two." in messages
    assert len(messages) < 12


def test_a_label_in_another_case_is_a_fault_and_is_understood():
    declared = parse_declaration([b"bagit-version: 0.97\nTag-File-Character-Encoding: UTF-8\n"])
    assert declared.version == "0.97"
    assert [item.message for item in declared.findings] == [
        "Line 1 of bagit.txt misspells BagIt-Version."
    ]
