"""The trail shows every text as it was and as it became."""

import re

from sqlalchemy import select

from models.queries.trail import MOST_TEXTS, find_texts
from models.tables import FreeText
from tests.support.app import find_form
from tests.support.drafts import Desk


def write(desk: Desk, section: str, typed: dict[str, str]) -> None:
    """Save these texts in the first field of each of these kinds."""
    form = find_form(desk.filer.get(f"{desk.page}/fill/{section}"), section)
    first = {
        prefix: next(name for name in form.fields if name.partition("-")[0] == prefix)
        for prefix in typed
    }
    named = {first[prefix]: text for prefix, text in typed.items()}
    desk.filer.send_form(form, named, button="save")


def read_pairs(desk: Desk, query: str = "") -> list[tuple[str, ...]]:
    """The texts before and after in the trail, the latest event first."""
    page = desk.site.visitor("auditor").get(f"{desk.page}/trail{query}").text
    quoted = r'<p class="said"><span class="soft">[前后]：</span><bdi lang="zh-Hans">([^<]*)</bdi>'
    found = re.findall(rf"{quoted}</p>\s*{quoted}", page)
    return [tuple(pair) for pair in found]


def test_the_trail_shows_texts_before_and_after(desk: Desk) -> None:
    for text in ("甲", "乙"):
        write(desk, "narrative", {"section": f"{text}段"})
        write(desk, "narrative", {"finding": f"{text}问题", "finding_category": "管理"})
        write(desk, "narrative", {"recommendation": f"{text}建议"})
        write(desk, "narrative", {"claim_reason": f"{text}差异"})
    assert read_pairs(desk) == [
        ("甲差异", "乙差异"),
        ("1. 甲建议", "1. 乙建议"),
        ("1. 管理 甲问题", "1. 管理 乙问题"),
        ("甲段", "乙段"),
        ("—", "甲差异"),
        ("—", "1. 甲建议"),
        ("—", "1. 管理 甲问题"),
        ("—", "甲段"),
    ]
    # What stood before is found though the search leaves out the event that wrote it.
    desk.filer = desk.site.visitor("second_filer")
    write(desk, "narrative", {"finding": "丙问题"})
    assert read_pairs(desk, f"?person={desk.site.people['second_filer']}") == [
        ("1. 管理 乙问题", "1. 管理 丙问题")
    ]


def test_the_trail_shows_reasons_before_and_after(desk: Desk) -> None:
    for reason in ("甲", "乙", ""):
        write(desk, "indicators", {"score": "5.00", "reason": reason})
    assert read_pairs(desk) == [("乙", "—"), ("甲", "乙")]


def test_a_page_asks_for_a_bounded_number_of_texts(desk: Desk) -> None:
    write(desk, "narrative", {"section": "甲段"})
    with desk.site.database.reading() as session:
        kept = session.scalars(select(FreeText.commitment).where(FreeText.text == "甲段")).one()
        many = [f"{number:064x}" for number in range(MOST_TEXTS)]
        assert find_texts(session, [kept, *many]) == {kept: "甲段"}
        assert find_texts(session, [*many, kept]) == {}
        assert find_texts(session, []) == {}
