"""What a server says about the words of a film, and that it refused one."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from bot.core.audit import refusal_of
from bot.core.job import Job
from bot.core.refused import Refused
from bot.core.storyboard import words_of
from bot.core.to_review import review_of
from bot.core.wordfilter import denied, first_denied
from bot.store.audit import AuditStore
from bot.store.houses import HouseStore
from bot.store.words import WordStore


class Screening:
    def __init__(self, houses: HouseStore, audit: AuditStore, words: WordStore) -> None:
        self._houses = houses
        self._audit = audit
        self._words = words

    async def of(self, draft: Job) -> Job:
        """The job as it may be written down: with the review that it needs, if any.

        What the server does not allow to be said is refused before anything is kept: raises
        Refused, and the server's log has it.
        """
        words = await self._words.of(draft.home)
        hit = first_denied(words, words_of(draft.prompt))
        if hit is not None:
            await self.refuse(draft, Refused(denied(hit)))
        try:
            review = review_of(await self._houses.get(draft.home), draft, words)
        except Refused as refused:
            await self.refuse(draft, refused)
        return replace(draft, review=review)

    async def refuse(self, draft: Job, refused: Refused) -> NoReturn:
        """Write the refusal down, and raise it."""
        await self._audit.note(refusal_of(draft, refused))
        raise refused
