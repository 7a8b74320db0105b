"""After a restart of the database the first dead connection that is met empties the pool of the others.

Django's own check (CONN_HEALTH_CHECKS) throws dead connections away one by one, with a longer pause before each.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        found = super().get_new_connection(conn_params)
        if not self.pool:
            return found
        try:
            self.pool.check_connection(found)
        except psycopg.Error:
            self.pool.putconn(found)
            self.pool.drain()
            return super().get_new_connection(conn_params)
        return found
