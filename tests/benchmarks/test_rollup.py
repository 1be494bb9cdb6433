import re
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from models.database import Database
from tests.benchmarks.crowd import crowd
from tests.benchmarks.reference_store import find_address
from tests.benchmarks.rollup import ADDRESS, add_up, read_aggregate
from tests.support.app import Site

FIGURE = re.compile(r'<span class="tag">([^<]*)</span> (?:<a [^>]*>)?([^<]*)')


@pytest.mark.pg
def test_the_page_says_what_the_bare_aggregate_says(
    migrated_postgres: Database, tmp_path: Path
) -> None:
    site = Site(migrated_postgres, tmp_path)
    crowd(site, many=3000, events=False)
    with psycopg.connect(find_address(migrated_postgres.engine.url), autocommit=True) as connection:
        whole = add_up(read_aggregate(connection))
    page = site.visitor("auditor").get(ADDRESS).text
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    told = {name: shown.strip("%").replace(",", "") for name, shown in FIGURE.findall(foot)}
    number, scored, score, budget, spent, _, weight, weighed, _, _, _, *grades = whole
    assert number == 3000
    assert {name: Decimal(told[name]) for name in list(told)[:7]} == {
        "评价数": number,
        "全年预算": round(budget / 10_000, 2),
        "执行数": round(spent / 10_000, 2),
        "执行率": round(spent / budget * 100, 2),
        "有总分": scored,
        "平均分": round(score / scored, 2),
        "加权平均分": round(weighed / weight, 2),
    }
    assert [int(each) for each in list(told.values())[7:]] == [*grades, number - sum(grades)]
