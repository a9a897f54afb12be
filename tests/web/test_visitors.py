"""Where a request comes from, by CloudFront's headers or by the connection."""

import pytest
from django.test import RequestFactory

from musicweb.visitors import country_of, network_of


@pytest.mark.parametrize(
    ("said", "connection", "expected"),
    [
        ("198.51.100.10:46532", "10.0.0.1", "198.51.100.10"),
        ("2001:db8:1:2:3:4:5:6:46532", "10.0.0.1", "2001:db8:1:2::/64"),
        ("", "203.0.113.7", "203.0.113.7"),
        ("", "2001:db8::1", "2001:db8::/64"),
        ("nonsense:1", "203.0.113.7", ""),
        ("", "", ""),
    ],
)
def test_the_network_that_limits_count(said, connection, expected):
    headers = {"CloudFront-Viewer-Address": said} if said else {}
    assert network_of(RequestFactory(REMOTE_ADDR=connection).get("/", headers=headers)) == expected


@pytest.mark.parametrize(("said", "expected"), [("vn", "VN"), ("VN", "VN"), ("", ""), ("<b>", ""), ("VNM", "")])
def test_the_country_is_two_letters_or_unknown(said, expected):
    assert country_of(RequestFactory().get("/", headers={"CloudFront-Viewer-Country": said})) == expected
