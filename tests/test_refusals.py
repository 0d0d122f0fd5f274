"""The page of refusals is the code's own, and every refusal has a test that reads it."""

from __future__ import annotations

from tests.refusals import PAGE, is_read, page, refusals, said_in_tests

CANNOT_BE_MET = {
    "Films are made in servers. Use this command in a channel of one.":
        "Discord offers the commands in servers only",
    "Choose what to set from the list.": "Discord takes a choice of the list only",
    "There is nothing to undo any more.": "the button carries the entry, and entries stay",
    "Only whoever may manage this server can choose its moderators.":
        "the list is shown in private to who may",
    "This belongs to another version of me and no longer works.":
        "no button of this version is one of another's",
    "This is no storyboard.": "it is caught where it is raised: the prompt is an ordinary one",
    "Probably ready {when}.": "no refusal: the card says it",
}  # fmt: skip
"""Sentences for what only a forged request can bring about, or that are no refusal."""


def test_the_page_is_made_from_the_code():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.refusals`"


def test_every_refusal_is_read_by_a_test():
    said = said_in_tests()

    unread = [each.text for each in refusals() if not is_read(each.text, said)]

    assert [text for text in unread if text not in CANNOT_BE_MET] == []
    assert len(refusals()) > 130
