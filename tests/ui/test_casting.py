"""The list of a server's characters, at its largest, and the form for a new one."""

from __future__ import annotations

from bot.core.cast import LONGEST_ADDRESS, LONGEST_NAME, MOST_PER_SERVER, JobCharacter, Listed
from bot.ui.casting import CastForm, cast_view
from bot.ui.words import words_for

WORDS = words_for("en-US")
LONG = "https://" + "x" * 60 + "." + "y" * 60 + ".example/" + "z" * LONGEST_ADDRESS


def longest() -> JobCharacter:
    return JobCharacter("W" * LONGEST_NAME, LONG[: LONGEST_ADDRESS - 4] + ".mp4", 3597.1, 3599.9)


def test_the_longest_list_fits_into_one_message():
    view = cast_view([Listed(longest(), 1, 2**63, 0.0)] * MOST_PER_SERVER, WORDS)

    assert view.content_length() <= 4_000
    assert view.total_children_count <= 40


def test_the_form_shows_what_was_typed_and_asks_for_consent_unticked():
    form = CastForm(longest(), WORDS).to_dict()

    fields = [row["component"] for row in form["components"]]
    assert [field.get("value") for field in fields[:4]] == [
        "W" * LONGEST_NAME, longest().url, "3597.1", "3599.9",
    ]  # fmt: skip
    assert len(fields) == 5
    assert not fields[4].get("default")
