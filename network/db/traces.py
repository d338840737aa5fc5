"""What was deleted for good leaves its bytes nowhere in the files of the database.

SQLite overwrites deleted rows (`secure_delete`), but older pages wait in its journal until that is
begun anew. PostgreSQL does the like with its next vacuum.
"""

from network.db import connection, is_postgres


async def wipe() -> None:
    """Begin the journal anew; outside any transaction."""
    if not is_postgres():
        await connection().execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
