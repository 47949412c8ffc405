"""What may be said about a bucket, and what is refused before anything is asked of it."""

from __future__ import annotations

import pytest

from service.errors import SettingsError
from service.store.s3 import S3Options, check, get_completed, get_origin, open_bucket, read_address

KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("s3://audio", ("audio", "")),
        ("s3://audio/", ("audio", "")),
        ("s3://audio/site", ("audio", "site")),
        ("s3://a.b-c/site/two_2/", ("a.b-c", "site/two_2")),
    ],
)
def test_an_address_names_a_bucket_and_a_folder_in_it(address: str, place: tuple[str, str]) -> None:
    assert read_address(address) == place


@pytest.mark.parametrize(
    "address",
    ["s3:audio", "s3://", "s3://ab", "s3://Audio", "s3://audio//x", "s3://audio/../x", "s3://audio/a b", "s3://audio/.x",
     "s3://user:pass@audio", "s3://audio?x", "s3://-audio", "s3://audio/x\n", "s3://" + "a" * 64, "s3://audio/é"],
)  # fmt: skip
def test_another_address_is_refused_and_told_what_would_be_right(address: str) -> None:
    with pytest.raises(SettingsError, match="(?s)'store' is .* write s3:// and the name of a bucket"):
        read_address(address)


@pytest.mark.parametrize("endpoint", ["s3.example.org", "https://s3.example.org/path", "https://a:b@s3.org", "ftp://a"])
def test_another_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(SettingsError, match="'store_endpoint' is .* write it as https://s3.example.org"):
        check(S3Options(endpoint))


def test_plain_http_goes_to_this_machine_alone_unless_it_is_allowed() -> None:
    for endpoint in ("http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000", "https://s3.example.org"):
        check(S3Options(endpoint))
    for endpoint in ("http://10.0.0.5:9000", "http://127.0.0.1.example.org", "http://store"):
        with pytest.raises(SettingsError, match="store_plain_http"):
            check(S3Options(endpoint))
        check(S3Options(endpoint, allows_plain_http=True))


def test_half_a_key_is_refused() -> None:
    with pytest.raises(SettingsError, match="belong together"):
        check(S3Options(key_id="id"))


def test_the_usual_variables_fill_what_the_settings_leave_open_and_no_more() -> None:
    known = KEYS | {
        "AWS_REGION": "eu-north-1",
        "AWS_ENDPOINT_URL": "https://one",
        "AWS_ENDPOINT_URL_S3": "https://two/",
    }
    found = get_completed(S3Options(region=""), known)
    assert (found.endpoint, found.region) == ("https://two", "eu-north-1")
    assert (found.key_id, found.key_secret, found.session_token) == ("id", "secret", "token")
    own = get_completed(S3Options("https://own", "eu-west-1", "own", "own"), known)
    assert own == S3Options("https://own", "eu-west-1", "own", "own")
    assert get_completed(S3Options(region=""), {}).region == "us-east-1"


def test_a_key_is_never_shown() -> None:
    assert "hidden" not in repr(S3Options(key_id="hidden", key_secret="hidden", session_token="hidden"))


@pytest.mark.parametrize(
    ("options", "origin"),
    [
        (S3Options("https://s3.example.org"), "https://s3.example.org"),
        (S3Options("https://s3.example.org:9000", is_bucket_in_host=True), "https://audio.s3.example.org:9000"),
        (S3Options(region="eu-west-1"), "https://s3.eu-west-1.amazonaws.com"),
        (S3Options(region="eu-west-1", is_bucket_in_host=True), "https://audio.s3.eu-west-1.amazonaws.com"),
    ],
)
def test_signed_addresses_are_where_the_origin_says(
    options: S3Options, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in KEYS.items():
        monkeypatch.setenv(variable, value)
    assert get_origin("s3://audio/site", options) == origin
    address = open_bucket("s3://audio/site", options).get_signed_address("o/ab/x.mp3", 60)
    assert address.startswith(f"{origin}/site/" if options.is_bucket_in_host else f"{origin}/audio/site/o/ab/x.mp3?")
    assert "X-Amz-Expires=60" in address
    assert "secret" not in address
