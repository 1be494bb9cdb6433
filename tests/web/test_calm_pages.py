"""Pages say what matters once: no reds before anything is wrong, no dead buttons."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from models.vocabulary import Action, Category, Source, State
from tests.support.app import PASSWORD, find_form
from tests.support.drafts import Desk
from tests.support.scenes import Scene
from web.door import House, act
from web.passwords import hash_password
from workflow.data import Attempt, NewEvaluation, NewIndicator, NewLine
from workflow.ids import new_id
from workflow.people import write_password


def begin(desk: Desk, *targets: str) -> UUID:
    """A draft with one row for each target value."""
    rows = [
        NewIndicator(
            category=Category.OUTPUT, name=f"指标{at}", weight=Decimal(50), target_text=text
        )
        for at, text in enumerate(targets)
    ]
    data = NewEvaluation(
        unit_id=desk.site.offices.offices["center"],
        cycle_id=desk.site.cycles["national_project"],
        title="两行",
        rows=tuple(rows),
        lines=(NewLine(name="合计", is_total=True),),
    )
    return act(
        House(settings=desk.site.settings, database=desk.site.database),
        Attempt(
            action=Action.CREATE,
            evaluation_id=new_id(),
            actor_id=desk.site.people["filer"],
            data=data,
            at=datetime.now(UTC),
            source=Source.PAGE,
        ),
    ).evaluation_id


def test_a_fresh_draft_has_work_to_do_and_no_errors(desk: Desk) -> None:
    for path in ("", "/fill/indicators"):
        page = desk.filer.get(f"{desk.page}{path}").text
        assert "S10" not in page
        assert "I10" not in page
    page = desk.filer.get(desk.page).text
    left = re.search(r'<a href="[^"]*/fill/indicators#score-[^"]*">还差 (\d+) 项</a>', page)
    assert left is not None
    assert "现有核对规则未发现矛盾" not in page
    assert "填写之后才能核对有没有矛盾" in page


def test_the_panel_and_the_parts_of_the_form_count_the_same(desk: Desk) -> None:
    """What is to be filled in and the errors to be explained; and every one of them is named."""
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), address)
    first = next(name for name in form.fields if name.startswith("score-"))
    reported = {"reported_total": "3", "reported_grade": "excellent"}
    desk.filer.send_form(form, {first: "1"}, button="save", expect=303)
    narrative = f"{desk.page}/fill/narrative"
    form = find_form(desk.filer.get(narrative), narrative)
    desk.filer.send_form(form, reported, button="save", expect=303)
    page = desk.filer.get(narrative).text
    tabs, panel = (page.partition(f'id="{each}"')[2] for each in ("tabs", "checks"))
    in_tabs = re.findall(r"还差 (\d+) 项", tabs.partition("</nav>")[0])
    panel = panel.partition("</section>")[0]
    (in_panel,) = re.findall(r"还差 (\d+) 项", panel)
    assert sum(map(int, in_tabs)) == int(in_panel)
    reasons = panel.partition('<ul class="reasons">')[2].partition("</ul>")[0]
    assert reasons.count("<li>") == int(in_panel)
    assert "另有" not in desk.filer.get(desk.page).text


def test_a_message_names_its_row_once(desk: Desk) -> None:
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), address)
    first, second = [name for name in form.fields if name.startswith("score-")][:2]
    answer = desk.filer.send_form(form, {first: "999", second: "abc"}, button="save", expect=422)
    links = {
        found[1]: re.sub("<[^>]*>", "", found[2])
        for found in re.finditer(r'<li><a href="#([^"]+)">(.*?)</a></li>', answer.text, re.DOTALL)
    }
    assert re.fullmatch(r"“[^”]+”的得分 999.00 应在 0 到 [0-9.]+ 之间", links[first].strip())
    assert " · 自评得分：请只填数字" in links[second]


def test_a_published_evaluation_offers_no_dead_buttons(desk: Desk) -> None:
    scene = Scene(desk.site.database)
    evaluation = scene.walk(State.PUBLISHED)
    with desk.site.database.writing() as session:
        write_password(
            session,
            user_id=scene.people["chief"],
            password_hash=hash_password(PASSWORD),
            actor_id=None,
            at=datetime.now(UTC),
        )
    visitor = desk.site.visitor()
    visitor.sign_in(f"chief-{scene.mark}")
    page = visitor.get(f"/evaluations/{evaluation}").text
    assert "评价已公开，内容不再改动。" in page
    assert f'href="/evaluations/{evaluation}/correct"' in page
    assert "disabled" not in page


def test_a_discarded_draft_offers_no_dead_buttons(desk: Desk) -> None:
    typed = {"reason": "重复创建"}
    desk.filer.send(f"{desk.page}/discard", typed)
    page = desk.filer.get(desk.page).text
    assert 'id="discarded"' in page
    assert "disabled" not in page
    assert "/fill/" not in page


@pytest.mark.parametrize(("targets", "shown"), [(("", ""), False), (("≥15次", "建立制度"), True)])
def test_targets_have_a_column_where_there_are_any(
    desk: Desk, targets: tuple[str, str], *, shown: bool
) -> None:
    evaluation = begin(desk, *targets)
    for path in ("", "/fill/indicators"):
        # On a phone the rows of the form are cards, whose cells say what they are.
        page = desk.filer.get(f"/evaluations/{evaluation}{path}").text.replace(
            ' data-label="目标值"', ""
        )
        assert (">目标值</th>" in page) is shown
        if shown:
            assert '<td class="v"><bdi lang="zh-Hans">≥15次</bdi></td>' in page
            assert '<td class="v words"><bdi lang="zh-Hans">建立制度</bdi></td>' in page


def test_what_must_be_written_is_marked_at_its_label(desk: Desk) -> None:
    page = desk.filer.get(f"{desk.page}/fill/narrative").text
    labels = re.findall(r'<label for="section-[^"]+">(.*?)</label>', page)
    assert any("（必填）" in label for label in labels)
    # It may be saved without.
    assert not re.search(r'<textarea id="section-[^>]* required', page)


def test_an_english_page_names_sections_in_english(desk: Desk) -> None:
    desk.filer.get("/language/en", expect=302)
    page = desk.filer.get(desk.page).text
    assert "narrative section “" in page
    assert not re.search("narrative section “[^”]*[\u4e00-\u9fff]", page)
