"""PostgreSQL with one repair to the stock engine: a task cancelled while its transaction begins
gives its connection back to the pool.
"""

import asyncio
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionContext, TransactionContextPooled
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class _TransactionContext(TransactionContextPooled):
    async def __aenter__(self) -> Any:
        await self.ensure_connection()
        pool = self.client._parent._pool  # noqa: SLF001
        borrowed = await pool.acquire()
        try:
            self.client._connection = borrowed  # noqa: SLF001
            await self.client.begin()
        except BaseException:
            await asyncio.shield(pool.release(borrowed))
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


class Client(AsyncpgDBClient):
    def _in_transaction(self) -> TransactionContext:
        return _TransactionContext(TransactionWrapper(self), self._pool_init_lock)

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError) as error:
            raise OperationalError(error) from error
        except (asyncpg.InterfaceError, OSError) as error:
            raise OperationalError(error) from error


client_class = Client
