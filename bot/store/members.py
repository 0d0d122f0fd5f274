"""What members decided for themselves."""

from __future__ import annotations

from sqlalchemy import select

from bot.core.notify import Notify
from bot.store.database import Database
from bot.store.tables import members


class MemberStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def notify(self, user_id: int) -> Notify:
        query = select(members.c.notify).where(members.c.user_id == user_id)
        async with self._database.read() as db:
            found = (await db.execute(query)).scalar_one_or_none()
        return Notify(found) if found else Notify.REPLY

    async def set_notify(self, user_id: int, notify: Notify) -> None:
        async with self._database.write() as db:
            await db.execute(members.delete().where(members.c.user_id == user_id))
            await db.execute(members.insert().values(user_id=user_id, notify=notify.value))
