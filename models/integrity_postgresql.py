"""The guards of a PostgreSQL database as its catalogue tells them."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection

COLUMNS = """
SELECT 'column ' || c.relname || '.' || a.attname,
    format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || CASE a.attidentity WHEN 'a' THEN ' always identity' ELSE '' END
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND c.relname <> 'alembic_version' AND a.attnum > 0 AND NOT a.attisdropped
"""

# The definition also says whether a constraint is deferred and whether it holds for old rows.
# NOT NULL is told with its column: as a constraint it exists from PostgreSQL 18 on.
CONSTRAINTS = """
SELECT 'constraint ' || c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'
    AND k.contype IN ('c', 'f', 'p', 'u', 'x')
"""

UNIQUE_INDEXES = """
SELECT 'index ' || c.relname,
    pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND t.relname <> 'alembic_version'
"""

TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled, t.tgtype, t.tgqual IS NULL AND t.tgattr = '',
    p.proname, p.prosrc, array_to_string(p.proconfig, '; ')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
"""

# Foreign keys and deferred checks are triggers of the database's own; a superuser can disable them.
ASLEEP = """
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND t.tgisinternal AND t.tgenabled <> 'O'
ORDER BY 1
"""

# An owner may do everything to its tables anyway, so it is not asked about them.
GRANTS = """
SELECT c.relname, p.privilege
FROM pg_class c, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND pg_get_userbyid(c.relowner) <> current_user
    AND CASE p.privilege
        WHEN 'UPDATE' THEN has_any_column_privilege(c.oid, p.privilege)
        ELSE has_table_privilege(c.oid, p.privilege)
    END
"""

IDENTITY_GRANTS = """
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''
    AND pg_get_userbyid(c.relowner) <> current_user
    AND has_column_privilege(c.oid, a.attnum, 'INSERT')
"""


def observe_guards(connection: Connection) -> dict[str, str]:
    """Every column, constraint, unique index and trigger of the schema public, and settings."""
    observed: dict[str, str] = {}
    for query in (COLUMNS, CONSTRAINTS, UNIQUE_INDEXES):
        observed.update((guard, form) for guard, form in connection.exec_driver_sql(query))
    for table, name, enabled, kind, always, function, body, settings in connection.exec_driver_sql(
        TRIGGERS
    ):
        told = hashlib.sha256(body.encode()).hexdigest()
        scope = "every row" if always else "some rows"
        observed[f"trigger {table}.{name}"] = (
            f"{enabled} {kind} {scope} {function} [{settings}] {told}"
        )
    asleep = connection.exec_driver_sql(ASLEEP).scalars().all()
    observed["foreign key triggers"] = f"disabled on {', '.join(asleep)}" if asleep else "enabled"
    role = connection.exec_driver_sql("SHOW session_replication_role").scalar()
    observed["setting session_replication_role"] = str(role)
    return observed


def find_excessive_grants(connection: Connection, expected: Mapping[str, str]) -> list[str]:
    """Name what the current user could do to guarded tables although it does not own them.

    Which tables are guarded, and how, is read from the triggers that the manifest expects.
    """
    forbidden = {
        "refuse_change": {"UPDATE", "DELETE", "TRUNCATE", "TRIGGER"},
        "refuse_delete": {"DELETE", "TRUNCATE", "TRIGGER"},
    }
    excessive = [
        f"{privilege} on {table} is granted to the current user"
        for table, privilege in connection.exec_driver_sql(GRANTS)
        if any(
            f"trigger {table}.{trigger}" in expected and privilege in privileges
            for trigger, privileges in forbidden.items()
        )
    ]
    dated_back = [
        f"INSERT of {table}.{column} is granted to the current user"
        for table, column in connection.exec_driver_sql(IDENTITY_GRANTS)
    ]
    return excessive + dated_back
