"""A reply's JSON is read by the faster reader where it can, and tells the same by the slower."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.provider.loose import parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def slower(body: bytes) -> object | None:
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except ValueError:
        return None


@given(VALUES, st.booleans())
def test_any_json_is_read_as_it_was_written(value: object, ascii_only: bool):
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace")) == slower(
        json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace")
    )


@given(st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()[:-1]))
def test_what_is_no_json_is_none_by_both(body: bytes):
    assert parse(body) == slower(body)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'\xef\xbb\xbf{"id": "x"}', {"id": "x"}),
        (b'{"id": "\xc3"}', {"id": "\ufffd"}),
        (b'{"id": "\\ud83d"}', {"id": "\ud83d"}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b"[" * 100_000, None),
        (b"[" * 100_000 + b"]" * 100_000, None),
        (b"", None),
    ],
    ids=["a mark first", "broken UTF-8", "half a character", "twice", "deep", "very deep", "empty"],
)
def test_what_the_faster_one_refuses_is_read_if_it_can_be(body: bytes, found: object):
    assert parse(body) == found
