"""A house with many evaluations, so that lists are measured on tables as they grow."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from models.vocabulary import LIFECYCLE, Action, Kind
from tests.benchmarks.reference_store import find_address
from tests.support.app import Site

MANY = 100_000
SECTIONS, UNITS, YEARS = 20, 2_000, 5
"""The first section and the first unit are those of the people who look at the pages."""
CHAIN = (Action.CREATE, Action.SUBMIT, Action.APPROVE, Action.REVIEW, Action.PUBLISH)
"""The events of an evaluation of the crowd, one for each state that it has reached."""

OFFICES = (
    """
INSERT INTO finance_section (id, code, name)
SELECT gen_random_uuid(), 'crowd-' || n, '第' || n || '财政业务科室'
FROM generate_series(2, %(sections)s) n
""",
    """
INSERT INTO unit (id, code, name, region, section_id)
SELECT gen_random_uuid(), 'crowd-' || n, '第' || n || '预算单位', '湖北省', s.id
FROM generate_series(2, %(units)s) n
JOIN (SELECT id, row_number() OVER (ORDER BY id <> %(section)s, id) - 1 AS number
      FROM finance_section) s ON s.number = n %% %(sections)s
""",
    """
INSERT INTO cycle (id, name, fiscal_year, scheme_id, opens_at, closes_at)
SELECT gen_random_uuid(), 'crowd', c.fiscal_year - n, c.scheme_id,
    c.opens_at - n * interval '1 year', c.closes_at - n * interval '1 year'
FROM generate_series(0, %(years)s - 1) n, cycle c WHERE c.id = %(cycle)s
""",
)

# The newest year is on its way through all states, the years before are published.
EVALUATIONS = """
INSERT INTO evaluation (id, unit_id, cycle_id, scheme_id, kind, title, state, state_since, version,
    content_version, round, head)
SELECT gen_random_uuid(), u.id, c.id, c.scheme_id, %(kind)s, '信息系统运行维护项目 ' || n,
    (%(states)s::text[])[reached], c.opens_at + n * interval '1 second', reached, reached, 1,
    repeat('0', 64)
FROM generate_series(1, %(many)s) n
JOIN (SELECT id, row_number() OVER (ORDER BY id <> %(unit)s, id) - 1 AS number FROM unit) u
    ON u.number = n %% %(units)s
JOIN (SELECT *, row_number() OVER (ORDER BY fiscal_year DESC) - 1 AS number FROM cycle
      WHERE name = 'crowd') c ON c.number = n / %(units)s %% %(years)s,
LATERAL (SELECT CASE c.number WHEN 0 THEN 1 + n / %(units)s / %(years)s %% 5 ELSE 5 END reached) r
"""

EVENTS = """
INSERT INTO audit_event (evaluation_id, seq, prev_seq, action, from_state, to_state, actor_id, at,
    body, hash)
SELECT e.id, seq, nullif(seq - 1, 0), (%(actions)s::text[])[seq],
    coalesce((%(states)s::text[])[seq - 1], 'none'), (%(states)s::text[])[seq], %(actor)s,
    e.state_since, '{}', e.head
FROM evaluation e, generate_series(1, e.version) seq WHERE e.head = repeat('0', 64)
"""


# Budgets from ten thousand yuan to ten million, of which between 50 and 100 percent were spent.
LISTINGS = """
INSERT INTO evaluation_listing (evaluation_id, text, total, grade, self_total, review_total, budget,
    spent, codes, draft_seconds)
SELECT e.id, e.title || ' ' || u.name, CASE WHEN e.version > 1 THEN 85 + e.version END,
    CASE WHEN e.version > 1 THEN CASE e.version WHEN 5 THEN 'excellent' ELSE 'good' END END,
    CASE WHEN e.version > 1 THEN 87 + e.version END,
    CASE WHEN e.version > 3 THEN 85 + e.version END,
    10000 * (1 + n %% 1000), 100 * (1 + n %% 1000) * (50 + n %% 51),
    CASE WHEN e.version > 1 THEN 'F08 S06' END, CASE WHEN e.version > 1 THEN n END
FROM (SELECT *, row_number() OVER () n FROM evaluation WHERE head = repeat('0', 64)) e
    JOIN unit u ON u.id = e.unit_id
"""


def crowd(site: Site, *, many: int = MANY, events: bool = True) -> None:
    """Fill the tables with evaluations of other years and units, straight by SQL; without their
    `events` where nobody looks at these.

    The guards of the tables are off meanwhile: they let in only drafts, which then move event by
    event. Foreign keys hold, but bodies and hashes are empty, so that the trail of the crowd
    cannot be verified: this is for a database that is thrown away.
    """
    values = {
        "many": many,
        "sections": SECTIONS,
        "units": UNITS,
        "years": YEARS,
        "section": site.offices.offices["section"],
        "unit": site.offices.offices["center"],
        "cycle": site.cycles["national_project"],
        "actor": site.people["filer"],
        "kind": Kind.PROJECT,
        "states": list(LIFECYCLE),
        "actions": list(CHAIN),
    }
    with psycopg.connect(find_address(site.database.engine.url), autocommit=True) as connection:
        with unguarded(connection, "evaluation", "audit_event"), connection.transaction():
            if not events:
                # Else every evaluation would have to be the head of its log.
                connection.execute("SET LOCAL session_replication_role = replica")
            for statement in (*OFFICES, EVALUATIONS, *([EVENTS] if events else []), LISTINGS):
                connection.execute(statement, values)
        connection.execute("VACUUM ANALYZE")


@contextmanager
def unguarded(connection: psycopg.Connection, *tables: str) -> Iterator[None]:
    """Switch the guards of these tables off for the length of the block."""
    for table in tables:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    yield
    for table in tables:
        for (name,) in connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [table],
        ).fetchall():
            connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())
