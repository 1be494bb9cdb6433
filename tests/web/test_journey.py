"""A new evaluation goes from draft to published through four accounts, as a person would do it:
by pages and forms alone, with one return on the way.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from models.database import Database
from models.queries.trail import list_latest_events
from tests.support.app import PageForm, Site, Visitor, find_form

WAY = [
    ("filer", "create", "none", "draft"),
    ("filer", "fill", "draft", "draft"),
    ("filer", "score", "draft", "draft"),
    ("filer", "fill", "draft", "draft"),
    ("filer", "attach", "draft", "draft"),
    ("filer", "submit", "draft", "self_scored"),
    ("head", "return", "self_scored", "draft"),
    ("filer", "fill", "draft", "draft"),
    ("filer", "submit", "draft", "self_scored"),
    ("head", "approve", "self_scored", "unit_approved"),
    ("chief", "comment", "unit_approved", "unit_approved"),
    ("chief", "rescore", "unit_approved", "unit_approved"),
    ("chief", "review", "unit_approved", "finance_reviewed"),
    ("second_chief", "publish", "finance_reviewed", "published"),
]


def test_an_evaluation_is_carried_from_draft_to_published(
    database: Database, tmp_path: Path
) -> None:
    site = Site(database, tmp_path)
    filer, head, chief, publisher = (
        site.visitor(login) for login in ("filer", "head", "chief", "second_chief")
    )
    evaluation = site.begin(filer, title="社保卡制卡")
    page = f"/evaluations/{evaluation}"

    fill_in(filer, page)
    filer.upload(evaluation, "佐证材料.pdf", b"%PDF-1.7 proof")
    filer.send(page, {"text": "请审核"}, ending="/submit")

    back = {"reason": "绩效分析写得太简单", "due_on": in_days(10)}
    head.send(page, back, ending="/return")
    for place in (page, f"{page}/fill/narrative"):
        note = filer.get(place).text.partition('id="returned"')[2].partition("</div>")[0]
        for told in ("绩效分析写得太简单", "head", "单位负责人", back["due_on"]):
            assert told in note, (place, told)
    assert "已退回" in filer.get("/inbox").text

    form = find_form(filer.get(f"{page}/fill/narrative"), "/narrative")
    written = {name: f"{text}（补充）" for name, text in form.fields.items() if "section-" in name}
    filer.send_form(form, written, button="save")
    filer.send(page, ending="/submit")
    assert 'id="returned"' not in filer.get(page).text
    head.send(page, {"text": "同意上报"}, ending="/approve")
    chief.send(page, {"text": "资料齐全"}, ending="/comment")

    first = first_score(chief, page)
    changed = {f"score-{first}": "7.50", f"reason-{first}": "目标偏低"}
    chief.send(f"{page}/review", changed, button="rescore")
    kept = find_form(chief.get(f"{page}/review"), "/review").fields
    assert (kept[f"score-{first}"], kept[f"reason-{first}"]) == ("7.50", "目标偏低")
    chief.send(f"{page}/review", {"comment": "复核完毕"}, button="review")
    publisher.send(f"{page}/publish", {"text": "可以公开"})

    public = site.visitor().get(f"/published/{evaluation}").text
    assert "社保卡制卡" in public
    assert "复核完毕" not in public
    assert read_way(site, evaluation) == WAY
    assert_said(filer.get(f"{page}/trail").text)


def assert_said(trail: str) -> None:
    """Everything that was said on the way stands in the trail."""
    for said in ("请审核", "绩效分析写得太简单", "同意上报", "资料齐全", "复核完毕", "可以公开"):
        assert said in trail
    assert "目标偏低" in trail


def fill_in(filer: Visitor, page: str) -> None:
    """Fill in funds, scores and texts, one section after the other."""
    amounts = {"original": "1688.91", "revised": "１，６８８．９１", "actual": "1550.59"}
    form = find_form(filer.get(f"{page}/fill/funds"), "/funds")
    fields = [name for name in form.fields if "-" in name]
    typed = dict.fromkeys(fields, "0")
    # The whole stands first and is one of its parts, or it would not be their sum.
    typed |= {name: amounts[name.partition("-")[0]] for name in fields[: 2 * len(amounts)]}
    assert filer.send_form(form, typed, button="next").headers["Location"].endswith("/indicators")
    form = find_form(filer.get(f"{page}/fill/indicators"), "/indicators")
    filer.send_form(form, score_everything(form), button="next")
    form = find_form(filer.get(f"{page}/fill/narrative"), "/narrative")
    texts = {name: "已按年初目标完成。" for name in form.fields if name.startswith("section-")}
    filer.send_form(form, texts, button="save")
    assert "还差" not in filer.get(f"{page}/fill/narrative").text


def score_everything(form: PageForm) -> dict[str, str]:
    """Type an actual value, a score and a reason into every row."""
    words = {"actual": "完成", "score": "5", "reason": "按年初目标评分"}
    return {name: words[name.partition("-")[0]] for name in form.fields if "-" in name}


def first_score(visitor: Visitor, page: str) -> str:
    """The id of the first row of the review."""
    form = find_form(visitor.get(f"{page}/review"), "/review")
    return next(name.removeprefix("score-") for name in form.fields if name.startswith("score-"))


def in_days(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


def read_way(site: Site, evaluation: UUID) -> list[tuple[str, str, str, str]]:
    """Who did what, from where to where, in the order of the trail."""
    with site.database.reading() as session:
        events = list_latest_events(session, evaluation, since_seq=0, limit=100)
    return [(each.actor_name, each.action, each.from_state, each.to_state) for each in events[::-1]]
