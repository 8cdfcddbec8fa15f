"""What chats wish to hear about: at most one subscription for each chat and forum thread.

All functions that write are to be called within a writing transaction, and may be repeated:
asking for the same thing twice changes nothing.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Subscription
from bot.storage.owed import drop_owed
from bot.storage.rows import insert_new
from bot.storage.tables import ChatRow, CriterionRow, SubscriptionRow


async def get(
    session: AsyncSession, chat_id: int, thread_id: int | None = None
) -> Subscription | None:
    """Give the subscription of one place, or None when it has none."""
    row = await session.get(SubscriptionRow, (chat_id, thread_id or 0))
    return await _value(session, row) if row else None


async def of_chat(session: AsyncSession, chat_id: int) -> list[Subscription]:
    """Give the subscriptions of all threads of a chat."""
    query = select(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id)
    rows = await session.scalars(query.order_by(SubscriptionRow.thread_id))
    return [await _value(session, row) for row in rows.all()]


async def follow_everything(
    session: AsyncSession, chat_id: int, thread_id: int | None = None, *, kind: str, now: datetime
) -> Subscription:
    """Subscribe a place to all releases; single topics are not needed any more, mutes stay."""
    row = await _ensure(session, chat_id, thread_id, kind=kind, now=now)
    row.everything = True
    await _drop(session, row, muted=False)
    return await _value(session, row)


async def follow(
    session: AsyncSession,
    chat_id: int,
    thread_id: int | None,
    criteria: Collection[str],
    *,
    kind: str,
    now: datetime,
) -> Subscription:
    """Subscribe a place to *criteria*, beside those it follows; "everything" ends with it."""
    row = await _ensure(session, chat_id, thread_id, kind=kind, now=now)
    row.everything = False
    await _mark(session, row, criteria, muted=False)
    return await _value(session, row)


async def unfollow(
    session: AsyncSession, chat_id: int, thread_id: int | None, criteria: Collection[str]
) -> Subscription | None:
    """Take *criteria* out of what a place follows; following everything, it mutes them.

    Gives None, and forgets the subscription, when nothing is followed any more.
    """
    row = await session.get(SubscriptionRow, (chat_id, thread_id or 0))
    if row is None:
        return None
    if row.everything:
        await _mark(session, row, criteria, muted=True)
        return await _value(session, row)
    await _drop(session, row, muted=False, only=criteria)
    left = await _value(session, row)
    if left.follows:
        return left
    await end(session, chat_id, thread_id)
    return None


async def mute(
    session: AsyncSession, chat_id: int, thread_id: int | None, criteria: Collection[str]
) -> Subscription | None:
    """Keep releases that meet *criteria* from a place, whatever else they meet."""
    row = await session.get(SubscriptionRow, (chat_id, thread_id or 0))
    if row is None:
        return None
    await _mark(session, row, criteria, muted=True)
    return await _value(session, row)


async def unmute(
    session: AsyncSession, chat_id: int, thread_id: int | None, criteria: Collection[str]
) -> Subscription | None:
    """Take *criteria* out of what a place has muted."""
    row = await session.get(SubscriptionRow, (chat_id, thread_id or 0))
    if row is None:
        return None
    await _drop(session, row, muted=True, only=criteria)
    return await _value(session, row)


async def end(session: AsyncSession, chat_id: int, thread_id: int | None = None) -> bool:
    """End the subscription of one place, with all it is owed; tell whether there was one."""
    row = await session.get(SubscriptionRow, (chat_id, thread_id or 0))
    if row is None:
        return False
    for found in (await _criteria(session, row)).values():
        await session.delete(found)
    await session.delete(row)
    await session.flush()
    await drop_owed(session, chat_id, thread_id=thread_id or 0, reason="unsubscribed")
    return True


async def distinct_criteria(session: AsyncSession) -> frozenset[str]:
    """Give every criterion that some chat follows or has muted."""
    return frozenset(await session.scalars(select(CriterionRow.criterion).distinct()))


async def _ensure(
    session: AsyncSession, chat_id: int, thread_id: int | None, *, kind: str, now: datetime
) -> SubscriptionRow:
    """Find or make the subscription of a place and its chat, which is heard from just now."""
    chats = [{"chat_id": chat_id, "kind": kind, "created_at": now}]
    await insert_new(session, ChatRow, chats)
    here = {"chat_id": chat_id, "thread_id": thread_id or 0, "created_at": now}
    await insert_new(session, SubscriptionRow, [here])
    chat = await session.get_one(ChatRow, chat_id)
    chat.kind, chat.active, chat.gone, chat.not_found = kind, True, "", 0
    return await session.get_one(SubscriptionRow, (chat_id, thread_id or 0))


async def _criteria(session: AsyncSession, row: SubscriptionRow) -> dict[str, CriterionRow]:
    query = select(CriterionRow).where(
        CriterionRow.chat_id == row.chat_id, CriterionRow.thread_id == row.thread_id
    )
    return {found.criterion: found for found in await session.scalars(query)}


async def _mark(
    session: AsyncSession, row: SubscriptionRow, criteria: Collection[str], *, muted: bool
) -> None:
    """Set *criteria* down as muted or followed, whichever they were before."""
    known = await _criteria(session, row)
    for criterion in sorted(set(criteria)):
        if criterion in known:
            known[criterion].muted = muted
            continue
        session.add(
            CriterionRow(
                chat_id=row.chat_id, thread_id=row.thread_id, criterion=criterion, muted=muted
            )
        )
    await session.flush()


async def _drop(
    session: AsyncSession,
    row: SubscriptionRow,
    *,
    muted: bool,
    only: Collection[str] | None = None,
) -> None:
    for criterion, found in (await _criteria(session, row)).items():
        if found.muted is muted and (only is None or criterion in only):
            await session.delete(found)
    await session.flush()


async def _value(session: AsyncSession, row: SubscriptionRow) -> Subscription:
    criteria = (await _criteria(session, row)).values()
    return Subscription(
        chat_id=row.chat_id,
        thread_id=row.thread_id or None,
        everything=row.everything,
        follows=frozenset(found.criterion for found in criteria if not found.muted),
        muted=frozenset(found.criterion for found in criteria if found.muted),
    )
