"""What the far ends saw: whether every promise was kept. The bot's own word counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.discord import LocalDiscord, Message
from bot.sandbox.discord.state import Channel
from bot.sandbox.videos import LocalVideos
from tests.chaos.wishes import LOST, TOLD, Crowd, Wish, films_in, has_ended, mark_in, number_on


@dataclass
class Story:
    """One wish, from outside."""

    wish: Wish
    creates: list[str]
    """Ids of the videos that were made, and charged, for it."""
    films: list[Message]
    """Messages that hold its film."""
    calls: int
    """Messages that mention its person because of it."""
    questions: int
    could_be_asked: bool
    """When a question was put, the provider's list told of the order by its words."""
    ended: bool
    """Its card holds the film or says why there is none, or the command was never answered."""
    wrong_film: bool

    @property
    def taken_away(self) -> bool:
        """Somebody wanted its card gone: it was taken down, or its person had all deleted."""
        return any(card.deleted for card in self.wish.cards)

    @property
    def answered(self) -> bool:
        return bool(self.wish.cards)

    @property
    def outcome(self) -> str:
        """In a word or two, for the docs."""
        if not self.answered:
            return "never answered, not ordered" if not self.creates else "UNANSWERED, ORDERED"
        asked = ", asked once" if self.questions else ""
        what = "film" if self.films else "says why" if self.ended else "LOST"
        if self.taken_away:
            what = "film, taken away"
        return f"{what}, ordered {len(self.creates)}x{asked}"


@dataclass
class Accounts:
    stories: list[Story]
    problems: list[str] = field(default_factory=list[str])

    def count(self, name: str) -> int:
        return len([one for one in self.problems if one.startswith(name + ":")])


def stories(crowd: Crowd, discord: LocalDiscord, videos: LocalVideos) -> list[Story]:
    said = [one for channel in discord.world.channels.values() for one in _messages(channel)]
    by_mark: dict[str, list[str]] = {}
    for create in videos.creates:
        by_mark.setdefault(mark_in(create.prompt), []).append(create.job_id)
    return [_story(wish, said, by_mark.get(wish.mark, []), videos) for wish in crowd.wishes]


def _messages(channel: Channel) -> Iterable[Message]:
    return (one for one in channel.messages.values() if not one.ephemeral)


def _story(wish: Wish, said: list[Message], creates: list[str], videos: LocalVideos) -> Story:
    cards = wish.cards
    about = [one for one in said if wish.mark in one.text]
    films = [one for one in about if films_in(one)]
    sizes = {videos.jobs[one].least_bytes for one in creates}
    return Story(
        wish=wish,
        creates=creates,
        films=films,
        calls=_calls(cards, said, wish),
        questions=max(wish.questioned, sum(len(_questions(card)) for card in cards)),
        could_be_asked=wish.kind.model == TOLD
        and any(
            videos.jobs[one].created_at < at
            for one in creates
            for card in cards
            for at in _questions(card)
        ),
        ended=not cards or all(has_ended(card) for card in cards),
        wrong_film=any(file.size not in sizes for one in films for file in films_in(one)),
    )


def _questions(card: Message) -> list[float]:
    """When the card began to ask whether to order again."""
    asks = [
        any(LOST.fullmatch(found) for found in _custom_ids(version.components))
        for version in card.versions
    ]
    pairs = zip([False, *asks], asks, card.versions, strict=False)
    return [version.at for before, now, version in pairs if now and not before]


def _custom_ids(components: object) -> list[str]:
    return re.findall(r"clapper:[a-z_]+:\d+", str(components))


def _calls(cards: list[Message], said: list[Message], wish: Wish) -> int:
    """Replies to its card, and direct messages that link to it, that mention its person."""
    calls = 0
    for card in cards:
        replies = [one for one in said if one.reference == card.id and "<@" in one.content]
        links = [one for one in said if one.content and f"/{card.id}" in one.content]
        calls += len(replies) + len(links)
    return calls


def judge(found: list[Story], discord: LocalDiscord, videos: LocalVideos) -> Accounts:
    """Every broken promise, beginning with its name in the table."""
    accounts = Accounts(found)
    for story in found:
        accounts.problems += [
            f"{what} (take {story.wish.number})" for what in _broken(story, videos)
        ]
    charged = sum(-one.micros for one in videos.movements if one.kind == "consume")
    if charged != sum(one.charged_micros for one in videos.creates):
        accounts.problems.append("money: the wallet and the creates tell different sums")
    known = {one for story in found for one in story.creates}
    if stray := [one.prompt for one in videos.creates if one.job_id not in known]:
        accounts.problems.append(f"paid twice: orders that nobody asked for: {stray}")
    if discord.unknown_routes or videos.unknown_routes:
        accounts.problems.append("routes: asked for something that the far ends do not have")
    return accounts


def _broken(story: Story, videos: LocalVideos) -> Iterable[str]:
    made = any(videos.jobs[one].status == "completed" for one in story.creates)
    if not story.ended:
        yield "lost: the card never said how it ended"
    elif story.answered and made and not (story.films or story.questions or story.taken_away):
        yield "lost: the film was made and never shown"
    if len(story.films) > 1:
        yield "doubled: two messages show the film"
    if story.wrong_film:
        yield "doubled: the card shows another film than was made for it"
    if story.calls > 1:
        yield f"told twice: {story.calls} calls"
    yield from _badly_paid(story)


def _badly_paid(story: Story) -> Iterable[str]:
    wish = story.wish
    if not story.answered and story.creates:
        yield "paid twice: paid for, though the command was never answered"
    allowed = 1 if wish.kind.model == TOLD else 1 + min(1, wish.said_again)
    if len(story.creates) > allowed:
        yield f"paid twice: {len(story.creates)} orders reached the provider"
    if story.questions > 1:
        yield f"questions: asked {story.questions} times"
    if story.questions and story.could_be_asked:
        yield "questions: asked a person about an order that stood in the provider's list"


def numbers(found: list[Story]) -> dict[str, Story]:
    """Stories by what the trail calls their job: the interactions' ids, and `#` with its number."""
    known: dict[str, Story] = {}
    for story in found:
        known |= {str(call.id): story for call in story.wish.calls + story.wish.presses}
        known |= {f"#{number}": story for card in story.wish.cards if (number := number_on(card))}
    return known
