"""What the ledger has of one server, and who its members are, as far as that is still known."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.spending import Spent
from bot.store.database import Database
from bot.store.house_tables import ledger
from bot.store.ledger import HOME
from bot.store.pseudonym import Pseudonyms
from bot.store.tables import jobs


class SpendingStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = Pseudonyms()

    async def since(self, guild_id: int, moment: float) -> list[Spent]:
        """Every entry of a server that counts for a moment since then."""
        columns = (ledger.c.member, ledger.c.at, ledger.c.films, ledger.c.charged, ledger.c.spent)
        query = select(*columns).where(ledger.c.guild_id == guild_id, ledger.c.at >= moment)
        async with self._database.read() as db:
            return [Spent(*row) for row in await db.execute(query)]

    async def members(self, guild_id: int, moment: float) -> dict[int, int]:
        """By their number in the ledger, who asked for films since then: Discord's numbers.

        Who had their data deleted is not among them.
        """
        query = (
            select(jobs.c.owner_id)
            # The column first (hence noqa): a number on the left has no operator of SQLAlchemy's.
            .where(jobs.c.created_at >= moment, HOME == guild_id)  # noqa: SIM300
            .distinct()
        )
        async with self._database.read() as db:
            found = [int(owner) for owner in (await db.execute(query)).scalars()]
            return {await self._names.of(db, owner): owner for owner in found if owner}
