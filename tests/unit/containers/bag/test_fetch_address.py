"""Which addresses a bag may send us to, and in which disguises the others come."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.fetch_address import Rules, address_problem, target_of

STRICT = Rules()
OPEN = Rules(allow_http=True, allow_private=True)


@pytest.mark.parametrize(
    ("url", "parts", "authority"),
    [
        ("https://example.org/a", ("https", "example.org", 443, "/a"), "example.org"),
        ("HTTPS://Example.ORG", ("https", "example.org", 443, "/"), "example.org"),
        ("https://example.org.:443/a", ("https", "example.org", 443, "/a"), "example.org"),
        ("https://example.org:8443/a", ("https", "example.org", 8443, "/a"), "example.org:8443"),
        ("https://example.org?q=1", ("https", "example.org", 443, "/?q=1"), "example.org"),
        ("https://example.org/a?q=/?#part", ("https", "example.org", 443, "/a?q=/?"), "example.org"),
        ("https://example.org/%20é", ("https", "example.org", 443, "/%20%C3%A9"), "example.org"),
        ("https://xn--e1afmkfd.example/", ("https", "xn--e1afmkfd.example", 443, "/"), "xn--e1afmkfd.example"),
        ("https://[2606:4700::1111]/", ("https", "2606:4700::1111", 443, "/"), "[2606:4700::1111]"),
        ("https://[2606:4700:0::1111]:8443/", ("https", "2606:4700::1111", 8443, "/"), "[2606:4700::1111]:8443"),
        ("https://93.184.216.34/", ("https", "93.184.216.34", 443, "/"), "93.184.216.34"),
        ("https://my_host.example.org/", ("https", "my_host.example.org", 443, "/"), "my_host.example.org"),
    ],
)  # fmt: skip
def test_addresses_that_are_taken(url, parts, authority):
    target = target_of(url, STRICT)
    assert (tuple(target), target.authority) == (parts, authority)
    assert target_of(target.url, STRICT) == target


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a",
        "file:///etc/passwd",
        "file://example.org/etc/passwd",
        "ftp://example.org/a",
        "data:text/plain,hello",
        "gopher://example.org/",
        "javascript:alert(1)",
        "jar:https://example.org/a",
        "HTTPSX://example.org",
        "//example.org/a",
        "/etc/passwd",
        "example.org/a",
        "",
        "https:",
        "https:/example.org",
        "https:example.org",
        "https:///a",
        "https://?a",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org:80@127.0.0.1/",
        "https://example.org\\@127.0.0.1/",
        "https://example.org\\.evil.example/",
        "https://example.org/a\\b",
        "https://example.org:0/",
        "https://example.org:22/",
        "https://example.org:25/",
        "https://example.org:65536/",
        "https://example.org:99999/",
        "https://example.org:/",
        "https://example.org:443443443/",
        "https://example.org:+443/",
        "https://example.org:４４３/",
        "https://exámple.org/",
        "https://ⓔxample.org/",
        "https://example。org/",
        "https://exam%70le.org/",
        "https://127.1/",
        "https://127.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://127.0.0.1./",
        "https://127.0.0.256/",
        "https://1.2.3.4.5/",
        "https://example.0x/",
        "https://example.123/",
        "https://１２７.0.0.1/",
        "https://[::1/",
        "https://[::1]x/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://[1.2.3.4]/",
        "https://[v1.a]/",
        "https://[]/",
        "https://-example.org/",
        "https://example-.org/",
        "https://example..org/",
        "https://.example.org/",
        "https://./",
        f"https://{'a' * 64}.org/",
        f"https://{'a.' * 127}example/",
        f"https://example.org/{'a' * 9000}",
        "https://example.org/a b",
        "https://example.org/a\r\nHost: evil",
        "https://example.org/\x00",
        "https://example.org/\x7f",
        "https://exa\tmple.org/",
        "https://example.org /",
        " https://example.org/",
        "\thttps://example.org/",
        "\ud800https://example.org/",
    ],
)  # fmt: skip
def test_addresses_that_are_not(url):
    with pytest.raises(ValueError) as caught:
        target_of(url, STRICT)
    assert "secret" not in str(caught.value)


def test_a_user_in_an_address_is_named_as_the_reason():
    with pytest.raises(ValueError, match="user or a password"):
        target_of("https://somebody@example.org/", STRICT)


def test_http_is_taken_where_it_is_allowed():
    assert target_of("http://example.org:80/", OPEN).authority == "example.org"
    for url in ("ftp://example.org/", "file:///a", "data:,a"):
        with pytest.raises(ValueError):
            target_of(url, OPEN)


@given(st.text(max_size=60) | st.text("htps:/@[].%\\?# \t\r\n019afx-", max_size=60))
def test_what_is_taken_can_break_no_request(text):
    for url in (text, f"https://{text}", f"https://example.org/{text}"):
        try:
            target = target_of(url, OPEN)
        except ValueError:
            continue
        assert all("!" <= letter <= "~" for letter in target.path + target.authority)
        assert target.path.startswith("/")
        assert target_of(target.url, OPEN) == target


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "2001::1", "5f00::1", "4000::1", "8000::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::",
        "2002:a00:1::1", "2002:c0a8:101::", "2002:808:808::1", "2001:0:7f00:1::1", "2606:4700::5efe:10.0.0.1",
        "2606:4700::200:5efe:127.0.0.1", "64:ff9b::224.0.0.1", "", "localhost", "1.2.3",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address):
    assert address_problem(address, STRICT) is not None


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
     "2a00:1450:4001::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2620:0:1::1"],
)  # fmt: skip
def test_what_is_public_is_taken(address):
    assert address_problem(address, STRICT) is None


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [("127.0.0.1", True), ("10.0.0.1", True), ("::1", True), ("fe80::1%eth0", True),
     ("fd00::1", True), ("100.64.0.1", True), ("224.0.0.1", False), ("ff02::1", False),
     ("0.0.0.0", False), ("::", False), ("255.255.255.255", False), ("::ffff:224.0.0.1", False),
     ("240.0.0.1", False)],
)  # fmt: skip
def test_private_addresses_are_taken_where_they_are_allowed_and_groups_never(address, is_taken):
    assert (address_problem(address, Rules(allow_private=True)) is None) is is_taken


def disguises(four):
    """Yield every IPv6 address that stands for an IPv4 address somewhere."""
    number = int(four)
    yield ipaddress.IPv6Address(0xFFFF << 32 | number)
    yield ipaddress.IPv6Address(number)
    yield ipaddress.IPv6Address(0x64FF9B << 96 | number)
    yield ipaddress.IPv6Address(0x2002 << 112 | number << 80)
    yield ipaddress.IPv6Address(0x2002 << 112 | number << 80 | 1)
    yield ipaddress.IPv6Address(0x20010000 << 96 | (number ^ 0xFFFFFFFF))
    yield ipaddress.IPv6Address(0x20010000 << 96 | number << 64 | 5)
    yield ipaddress.IPv6Address(0x26064700 << 96 | 0x5EFE << 32 | number)


@given(st.ip_addresses(v=4))
def test_an_address_that_is_not_global_is_refused_in_every_disguise(four):
    is_public = four.is_global and not four.is_multicast and not four.is_reserved
    found = address_problem(str(four), STRICT)
    if not is_public:
        assert found is not None
        for six in disguises(four):
            assert address_problem(six.compressed, STRICT) is not None, six
    elif found is not None:
        # Stricter than the library: documentation and relays, in whatever version of its table.
        assert four in ipaddress.IPv4Network("192.88.99.0/24") or four in ipaddress.IPv4Network(
            "192.0.0.0/24"
        )


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_taken_only_where_it_is_global(six):
    if address_problem(six.compressed, STRICT) is None:
        assert six.is_global or six in ipaddress.IPv6Network("64:ff9b::/96")
        assert not six.is_multicast
        assert not six.is_private


SPECIAL = st.sampled_from(
    ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
     "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"]
).flatmap(lambda network: st.ip_addresses(network=network))  # fmt: skip


@given(SPECIAL)
def test_special_networks_are_refused_in_every_disguise(four):
    for each in (four, *disguises(four)):
        assert address_problem(str(each), STRICT) is not None, each
