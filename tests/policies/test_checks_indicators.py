"""The checks of the indicators: what each finds, and what it leaves in peace."""

from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Category
from policies.checking import FundLine, Passage, Sheet, SheetRow
from policies.checking.indicators import CHECKS
from policies.scoring import FAMILIES, Target
from policies.scoring.family import Family
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_leaf,
    make_row,
    make_sheet,
    make_terms,
    number,
)
from tests.support.effort import count_looks

WANTED = frozenset({"outcome", "satisfaction", "cost", "timeliness"})
Rows = tuple[SheetRow, ...]


def lay_hubei(**changes: object) -> Sheet:
    """Case 004: ten leaves under two headings, every one with full points."""
    stable = ("信息系统运行稳定", "每年故障少于2次", "每年故障少于2次", 10)
    secure = "每年被通报漏洞或安全事故少于2次"
    cards = ("持卡人数5917万(当年制卡人数300万张)", "持卡人数6085万(当年制卡人数300万张)")
    quantity = [
        ("I1", ("社保卡制卡人数", *cards, 5)),
        ("I9", ("网上办件事项", "15个", "85个", 5)),
        ("I10", ("试行综合柜员制数据的市州数量", "省级和6个市州", "省级和6个市州", 5)),
    ]
    quality = [
        ("I2", stable),
        ("I3", ("网络稳定性", stable[1], stable[2], 8)),
        ("I4", ("数据丢失率", "0", "0", 8)),
        ("I5", ("故障处理响应时间", "6小时以内", "6小时以内", 9)),
        ("I6", stable),
        ("I7", ("信息安全保障", secure, secure, 10)),
        ("I8", stable),
    ]
    rows = [make_row("O", name="产出指标", weight=80, category=Category.OUTPUT)]
    for heading, name, measures, listed in (
        ("O1", "数量指标", "quantity", quantity),
        ("O2", "质量指标", "quality", quality),
    ):
        rows.append(make_row(heading, name=name, parent_id="O", category=Category.OUTPUT))
        for key, (title, target, actual, points) in listed:
            rows.append(
                make_leaf(
                    key,
                    name=title,
                    parent_id=heading,
                    category=Category.OUTPUT,
                    measures=measures,
                    weight=points,
                    score=points,
                    target_text=target,
                    actual_text=actual,
                    family="ratio_forward" if measures == "quantity" else "ratio_reverse",
                    rule_text="定量指标计分原则：得分=权重*B/A",
                )
            )
    total = FundLine(
        id="F",
        name="年度财政资金总额",
        is_total=True,
        original=number("1779.83"),
        revised=number("1688.91"),
        actual=number("1550.59"),
    )
    terms = make_terms(asks_for=WANTED, actuals_required=True)
    return make_sheet(*rows, **{"terms": terms, "year": 2020, "lines": (total,), **changes})


def find_all(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [found for check in CHECKS.values() for found in describe_found(check, sheet)]


def test_case_004_holds_what_its_readers_found_and_nothing_else() -> None:
    copied = ("I10", "I2", "I3", "I5", "I6", "I7", "I8")
    assert sorted(find_all(lay_hubei())) == sorted(
        [
            ("I01", "E", "I2"),
            ("I01", "W", "I3"),
            ("I02", "W", "I5"),
            ("I03", "W", "I9"),
            *((code, "W", "indicators") for code in ("I04", "I05", "I06", "I07")),
            *(("I09", "W", where) for where in copied),
            ("I12", "W", "I1"),
        ]
    )


def test_the_numbers_of_case_004() -> None:
    sheet = lay_hubei()
    error, warning = list_found(CHECKS["I01"], sheet)
    assert (error.numbers["count"], error.numbers["points"]) == ("3", "30")
    assert (warning.numbers["name"], warning.numbers["other"]) == ("网络稳定性", "信息系统运行稳定")
    (over,) = list_found(CHECKS["I03"], sheet)
    assert over.numbers["ratio"] == "566.67"
    assert over.numbers["deviation"] == "466.67"
    assert (over.numbers["target"], over.numbers["actual"]) == ("15个", "85个")
    assert (over.numbers["score"], over.numbers["weight"]) == ("5", "5")
    (parts,) = list_found(CHECKS["I12"], sheet)
    assert parts.numbers["count"] == "2"


def leaf(target: str = "", actual: str = "", **changes: object) -> Rows:
    return (make_leaf("1", **{"target_text": target, "actual_text": actual, **changes}),)


def twins(target: str, *names: str) -> Rows:
    return tuple(
        make_leaf(str(place), name=name, target_text=target) for place, name in enumerate(names, 1)
    )


FOUND: list[tuple[str, str, str, Rows]] = [
    ("I01", "E", "1", twins("≥95%", "合格率", "合格率")),
    ("I01", "E", "1", twins("≥95%", "合格率", "合 格 率")),
    ("I01", "W", "2", twins("每年故障少于2次", "系统甲稳定", "网络乙稳定")),
    ("I02", "W", "1", leaf("四期", name="四期期刊印制", measures="quality")),
    ("I02", "W", "1", leaf("107个", name="107个公共网络服务平台的轮检", measures="quality")),
    ("I02", "W", "1", leaf("90%", name="服务对象满意度", measures="quality")),
    ("I02", "W", "1", leaf(name="公平性（服务对象满意度）")),
    ("I02", "W", "1", leaf("24小时以内", name="报修办结时间", measures="quality")),
    ("I02", "W", "1", leaf("100%", name="发放及时率", measures="quantity")),
    ("I02", "W", "1", leaf("5万元", name="设备单价", measures="quantity")),
    ("I03", "W", "1", leaf("100人", "130人", name="培训人数")),
    ("I03", "I", "1", leaf("100人", "129人", name="培训人数")),
    ("I03", "I", "1", leaf("100人", "110.01人", name="培训人数")),
    ("I03", "W", "1", leaf("≥50%", "96%", name="覆盖率")),
    ("I08", "W", "1", leaf(category=Category.OUTCOME)),
    ("I08", "W", "1", leaf("", "提高了群众的满意度。", category=Category.SATISFACTION)),
    ("I08", "W", "1", leaf("进一步推进业务网上办理", "是", category=Category.OUTCOME)),
    ("I08", "W", "1", leaf("窗口工作人员满意度达90%", "已达标")),
    ("I08", "W", "1", leaf("107个", "已完成。")),
    ("I08", "W", "1", leaf("四期期刊印制", "已完成")),
    ("I09", "W", "1", leaf("≥95%", "≥95%")),
    ("I09", "W", "1", leaf("≥95%", "≥ 95％")),
    ("I09", "W", "1", leaf("=42个", "=42个")),
    ("I09", "W", "1", leaf("省级和6个市州", "省级和6个市州")),
    ("I10", "W", "1", leaf("≥95%", "无")),
    ("I11", "W", "1", leaf("≤4个", name="建设数量")),
    ("I11", "W", "1", leaf("≤6个", name="建设核心示范区", measures="quantity")),
    ("I11", "W", "1", leaf("≤90%", name="社区覆盖率")),
    ("I11", "W", "1", leaf("≥5%", name="故障率")),
    ("I12", "W", "1", leaf("17台高拍仪、17台扫描仪和15台台式电脑")),
    ("I13", "E", "1", leaf("（此处填写目标值）", "85个")),
    ("I13", "E", "1", leaf("85个", "请填写实际完成值")),
    ("I13", "E", "1", leaf("85个", "……")),
    ("I13", "E", "1", leaf("85个", "85个", name="×××培训人数")),
    ("I13", "E", "1", leaf("85个", "85个", reason="XXX")),
    ("I14", "E", "1", leaf("≥95%", "120人")),
    ("I14", "W", "1", leaf("≥95%", "0.96")),
    ("I14", "W", "1", leaf("5万人", "50000人")),
]


@pytest.mark.parametrize(("code", "severity", "where", "rows"), FOUND)
def test_a_form_with_one_fault_has_one_inconsistency(
    code: str, severity: str, where: str, rows: Rows
) -> None:
    assert describe_found(CHECKS[code], make_sheet(*rows)) == [(code, severity, where)]


SILENT: list[tuple[str, Rows]] = [
    ("I01", twins("≥95%", "合格率", "优良率")),
    ("I01", twins("2次以内", "故障", "事故")),
    ("I01", twins("2021年12月31日前完成", "设备采购", "系统验收")),
    ("I01", twins("达成预期指标", "社会效益", "生态效益")),
    ("I01", twins("有效提升", "社会效益", "生态效益")),
    ("I01", twins("无", "无", "无")),
    ("I01", twins("每年故障少于2次", "系统甲稳定", "每年故障少于2次")),
    ("I01", twins("", "管理制度健全性", "管理制度健全性")),
    ("I02", leaf("6小时以内", name="故障处理响应时间", measures="timeliness")),
    ("I02", leaf("6小时以内", name="故障处理响应时间")),
    ("I02", leaf("24小时以内", name="报修办结时间", measures="timeliness")),
    ("I02", leaf("≥30%", name="办结时间压缩比例", measures="quality")),
    ("I02", leaf("6小时以内", name="业务办理时限", measures="outcome")),
    ("I02", leaf("少于2次", name="系统故障次数", measures="quality")),
    ("I02", leaf("100%", name="107个平台验收合格率", measures="quality")),
    ("I02", leaf("90%", name="服务对象满意度", measures="outcome")),
    ("I02", leaf("2次", name="公平性")),
    ("I03", leaf("100人", "110人", name="培训人数")),
    ("I03", leaf("100人", "200人", name="培训人数", reason="上级追加任务")),
    ("I03", leaf("≤100人", "200人", name="培训人数")),
    ("I03", leaf("90万元", "120万元", name="项目成本")),
    ("I03", leaf("2次", "4次", name="系统故障次数")),
    ("I03", leaf("2次", "4次", name="指标", family="ratio_reverse")),
    ("I03", leaf("0", "4", name="培训人数")),
    ("I03", leaf("5万人", "50000人", name="培训人数")),
    ("I08", leaf("", "", category=Category.PROCESS)),
    ("I08", leaf("", "", category=Category.OUTCOME, family="qualitative")),
    ("I08", leaf("", "满意率96%", category=Category.SATISFACTION)),
    ("I08", leaf("", "", category=Category.OUTCOME, rule_text="显著得5分，一般得3分")),
    ("I08", leaf("显著提升", "显著提升", family="qualitative")),
    ("I08", leaf("及时", "及时")),
    ("I08", leaf("2021年底", "已完成")),
    ("I08", leaf("是", "已完成")),
    ("I08", leaf("107个", "已完成107个")),
    ("I08", leaf("开展一次宣传", "已完成")),
    ("I08", leaf("完成第三期工程", "已完成")),
    ("I09", leaf("100%", "100%")),
    ("I09", leaf("20个", "20个")),
    ("I09", leaf("0", "0")),
    ("I09", leaf("≥95%", "95%")),
    ("I09", leaf("≥95%", "≥97%")),
    ("I09", leaf("2021年底", "2021年底")),
    ("I09", leaf("及时", "及时")),
    ("I10", leaf("≥95%", "不适用")),
    ("I10", leaf("有", "无", family="boolean")),
    ("I10", leaf("≥95%", "无", reason="本年没有此项业务")),
    ("I10", leaf("≥95%", "")),
    ("I11", leaf("≥4个", name="建设数量")),
    ("I11", leaf("4个", name="建设数量")),
    ("I11", leaf("≥6个", name="建设核心示范区", measures="quantity")),
    ("I11", leaf("≤6个", name="建设核心示范区", measures="timeliness")),
    ("I11", leaf("≤6个月", name="建设核心示范区", measures="quantity")),
    ("I11", leaf("≤6亩", name="建设占用耕地", measures="quantity")),
    ("I11", leaf("≤6场", name="举办会议", measures="quantity")),
    ("I11", leaf("≤6处", name="改造返工点", measures="quantity")),
    ("I11", leaf("≤5%", name="故障率")),
    ("I11", leaf("≥5%", name="故障率下降幅度")),
    ("I11", leaf("≤12个月", name="建设工期")),
    ("I11", leaf("≤100%", name="三公经费控制率")),
    ("I11", leaf("≤200万元", name="建设成本控制数")),
    ("I12", leaf("省级和6个市州")),
    ("I12", leaf("5917万张")),
    ("I13", leaf("85个", "85个", rule_text="请填写××")),
    ("I13", leaf("85个", "[填报人]")),
    ("I13", leaf("85个", "完成85个……")),
    ("I13", leaf("X光机3台", "3台")),
    ("I14", leaf("≥95%", "96%")),
    ("I14", leaf("15个", "85")),
    ("I14", leaf("≥95%", "及时")),
    ("I14", leaf("≥95%", "全年共培训120人，效果很好")),
]


@pytest.mark.parametrize(("code", "rows"), SILENT)
def test_a_near_form_without_the_fault_is_left_in_peace(code: str, rows: Rows) -> None:
    assert describe_found(CHECKS[code], make_sheet(*rows)) == []


def test_satisfaction_below_a_heading_of_fairness_is_found() -> None:
    rows = (
        make_row("4.2", name="公平性"),
        make_leaf("4.2.1", name="服务对象满意度", parent_id="4.2"),
    )
    assert describe_found(CHECKS["I02"], make_sheet(*rows)) == [("I02", "W", "4.2.1")]


PRESENT: list[tuple[str, str, dict[str, object]]] = [
    ("I04", "outcome", {"measures": "outcome"}),
    ("I04", "outcome", {"category": Category.OUTCOME}),
    ("I04", "outcome", {"name": "社会效益"}),
    ("I05", "satisfaction", {"category": Category.SATISFACTION}),
    ("I05", "satisfaction", {"name": "群众满意度"}),
    ("I05", "satisfaction", {"name": "公平性（群众满意度）", "measures": "outcome"}),
    ("I06", "cost", {"measures": "cost"}),
    ("I06", "cost", {"name": "单位成本"}),
    ("I07", "timeliness", {"measures": "timeliness"}),
    ("I07", "timeliness", {"name": "发放及时率"}),
]


@pytest.mark.parametrize(("code", "wanted", "changes"), PRESENT)
def test_a_kind_that_is_asked_for_is_there(
    code: str, wanted: str, changes: dict[str, object]
) -> None:
    terms = make_terms(asks_for=frozenset({wanted}))
    without = make_sheet(*leaf("100%", name="设备购置"), terms=terms)
    assert describe_found(CHECKS[code], without) == [(code, "W", "indicators")]
    there = make_leaf("2", target_text="100%", **changes)
    assert describe_found(CHECKS[code], replace(without, rows=(*without.rows, there))) == []
    waived = replace(there, target_text="无")
    assert describe_found(CHECKS[code], replace(without, rows=(*without.rows, waived))) != []
    assert describe_found(CHECKS[code], replace(without, complete=False)) == []
    assert describe_found(CHECKS[code], replace(without, terms=make_terms())) == []
    assert describe_found(CHECKS[code], replace(without, rows=())) == []


@pytest.mark.parametrize("measures", ["quality", "quantity"])
def test_a_time_below_another_heading_is_no_indicator_of_timeliness(measures: str) -> None:
    terms = make_terms(asks_for=frozenset({"timeliness"}))
    sheet = make_sheet(*leaf("6小时以内", name="响应时间", measures=measures), terms=terms)
    assert describe_found(CHECKS["I07"], sheet) == [("I07", "W", "indicators")]


def test_an_actual_value_that_is_required_is_there() -> None:
    check, terms = CHECKS["I10"], make_terms(actuals_required=True)
    sheet = make_sheet(*leaf("≥95%", " "), terms=terms)
    assert describe_found(check, sheet) == [("I10", "E", "1")]
    reasoned = make_sheet(*leaf("≥95%", reason="不详"), terms=terms)
    assert [item.explained for item in list_found(check, reasoned)] == [False]
    assert describe_found(check, replace(sheet, complete=False)) == []
    assert describe_found(check, make_sheet(*leaf("≥95%", "96%"), terms=terms)) == []
    assert describe_found(check, make_sheet(*leaf(computed=10), terms=terms)) == []
    assert describe_found(check, make_sheet(*leaf(computed=None), terms=terms)) != []
    execution = make_sheet(*leaf(category=Category.EXECUTION), terms=terms)
    assert describe_found(check, execution) == []
    detail = make_row("1.1", parent_id="1", actual_text="96%")
    assert describe_found(check, make_sheet(*leaf(), detail, terms=terms)) == []


def outputs(*scores: int, revised: str = "100", actual: str = "79.99", reason: str = "") -> Sheet:
    rows = [
        make_leaf(str(place), category=Category.OUTPUT, score=score)
        for place, score in enumerate(scores)
    ]
    line = FundLine(
        id="F",
        name="总额",
        is_total=True,
        revised=number(revised),
        actual=number(actual),
        reason=reason,
    )
    return make_sheet(*rows, lines=(line,))


def test_complete_outputs_and_low_spending_do_not_fit() -> None:
    check = CHECKS["I15"]
    assert describe_found(check, outputs(10, 10)) == [("I15", "W", "indicators")]
    assert describe_found(check, outputs(10, actual="30")) == [("I15", "W", "indicators")]
    (found,) = list_found(check, outputs(10, actual="29.99"))
    assert (found.severity.value, found.numbers["rate"]) == ("E", "29.99")
    for fitting in (
        outputs(10, 9),
        outputs(10, actual="80"),
        outputs(10, revised="0"),
        outputs(10, reason="合同约定次年付尾款"),
        outputs(),
        replace(outputs(10), lines=()),
    ):
        assert describe_found(check, fitting) == []


def test_outputs_of_a_form_without_points_are_compared_by_their_values() -> None:
    check, terms = CHECKS["I15"], make_terms(scored=False)
    rows = (
        make_row("1", category=Category.OUTPUT, target_text="20个", actual_text="20个"),
        make_row("2", category=Category.OUTPUT, target_text="≥95%", actual_text="99%"),
    )
    sheet = replace(outputs(), rows=rows, terms=terms)
    assert describe_found(check, sheet) == [("I15", "W", "indicators")]
    missed = replace(rows[0], actual_text="19个")
    assert describe_found(check, replace(sheet, rows=(missed, rows[1]))) == []


def test_a_prompt_left_in_a_passage_is_found_once() -> None:
    for text in ("（请填写存在的问题）", "填写说明：简述成效", "成效：\n……\n结束", "××县××局"):
        sheet = make_sheet(sections=(Passage(key="section.a", text=text),))
        assert describe_found(CHECKS["I13"], sheet) == [("I13", "E", "section.a")]
    rule = "此三项指标为设置部门整体支出绩效评价指标时必须考虑的共性要素"
    for text in (
        rule,
        "填报人：[填报人]\n联系电话：[电话已删]",
        "省略……等等",
        "签字：____",
        "…" * 90,
    ):
        sheet = make_sheet(sections=(Passage(key="section.a", text=text),))
        assert describe_found(CHECKS["I13"], sheet) == []


def test_thresholds_are_those_of_the_scheme() -> None:
    rows = leaf("100人", "140人", name="培训人数")
    mild = make_terms(far_over_target=number(150), over_target=number(140))
    assert describe_found(CHECKS["I03"], make_sheet(*rows, terms=mild)) == []


def test_an_explanation_is_seen() -> None:
    sheet = make_sheet(*leaf("≥95%", "120人"), explained=frozenset({("I14", "1")}))
    assert [item.explained for item in list_found(CHECKS["I14"], sheet)] == [True]
    assert [
        item.explained for item in list_found(CHECKS["I14"], replace(sheet, explained=frozenset()))
    ] == [False]


def test_a_well_made_form_yields_no_alarm() -> None:
    good = [
        ("系统运维数量", "quantity", Category.OUTPUT, "≥20个", "20个"),
        ("培训场次", "quantity", Category.OUTPUT, "4场", "4场"),
        ("验收合格率", "quality", Category.OUTPUT, "100%", "100%"),
        ("系统故障次数", "quality", Category.OUTPUT, "≤2次", "1次"),
        ("资金支付及时率", "timeliness", Category.OUTPUT, "100%", "100%"),
        ("完成时间", "timeliness", Category.OUTPUT, "2021年12月底前", "2021年11月20日"),
        ("运维成本", "cost", Category.OUTPUT, "≤90万元", "88.2万元"),
        ("业务网上办理率", "outcome", Category.OUTCOME, "≥80%", "85%"),
        ("系统正常运行时间", "outcome", Category.OUTCOME, "长期", "长期"),
        ("服务对象满意度", "satisfaction", Category.SATISFACTION, "≥90%", "96.4%"),
    ]
    rows = [
        make_leaf(
            str(place),
            name=name,
            measures=kind,
            category=category,
            target_text=target,
            actual_text=actual,
        )
        for place, (name, kind, category, target, actual) in enumerate(good)
    ]
    terms = make_terms(asks_for=WANTED, actuals_required=True)
    assert find_all(make_sheet(*rows, terms=terms, year=2021)) == []


WORDS = (
    *("", "无", "0", "≥95%", "≤2次", "95%", "120人", "15个", "85个", "已完成", "显著提升", "……"),
    *("持卡人数5917万(当年制卡人数300万张)", "6小时以内", "2021年底", "不适用", "XXX", "9" * 50),
)
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=20))
POINTS = st.none() | st.decimals(min_value=-10, max_value=200, places=2)
NAMES = st.sampled_from(
    ("满意度", "建设数量", "故障率", "响应时间", "公平性（满意度）", "社会效益", "单位成本")
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Forms of a few rows below one heading, with any texts."""
    count = draw(st.integers(0, 6))
    rows = [make_row("H", name=draw(TEXTS))]
    rows += [
        make_row(
            f"r{place}",
            name=draw(NAMES | TEXTS),
            parent_id=draw(st.sampled_from((None, "H", "r0", "missing"))),
            category=draw(st.sampled_from(Category)),
            measures=draw(st.sampled_from(("", "quality", "quantity", "cost"))),
            is_leaf=draw(st.booleans()),
            weight=draw(POINTS),
            score=draw(POINTS),
            target_text=draw(TEXTS),
            actual_text=draw(TEXTS),
            reason=draw(st.sampled_from(("", "有原因"))),
            family=draw(st.sampled_from(("", "boolean", "ratio_reverse", "qualitative"))),
        )
        for place in range(count)
    ]
    lines = [
        FundLine(id="F", name="总额", is_total=True, revised=draw(POINTS), actual=draw(POINTS))
    ]
    return make_sheet(
        *rows,
        lines=tuple(lines),
        terms=make_terms(asks_for=WANTED, actuals_required=True, scored=draw(st.booleans())),
        sections=(Passage(key="section.a", text=draw(TEXTS)),),
        complete=draw(st.booleans()),
    )


@settings(max_examples=60)
@given(sheet=sheets(), data=st.data())
def test_the_order_of_the_rows_changes_nothing_but_which_twin_is_named(
    sheet: Sheet, data: st.DataObject
) -> None:
    shuffled = replace(sheet, rows=tuple(data.draw(st.permutations(sheet.rows))))
    for code, check in CHECKS.items():
        found = [describe_found(check, form) for form in (sheet, shuffled)]
        if code == "I01":
            found = [[(code, severity, "") for code, severity, _ in listed] for listed in found]
        assert sorted(found[0]) == sorted(found[1])


@settings(max_examples=60)
@given(sheet=sheets())
def test_every_number_of_a_sentence_is_a_text_and_every_place_is_of_the_form(sheet: Sheet) -> None:
    places = {row.id for row in sheet.rows} | {"indicators", "section.a"}
    for code, check in CHECKS.items():
        for item in check(sheet):
            assert (item.code, item.where in places) == (code, True)
            assert all(isinstance(value, str) for value in item.numbers.values())


@pytest.mark.parametrize(
    "hostile", ["（" * 100_000, "…" * 100_000, "9" * 100_000, " \n" * 50_000, "×" * 100_000]
)
def test_hostile_text_takes_little_time(hostile: str) -> None:
    rows = leaf(hostile, hostile, name=hostile)
    sheet = make_sheet(*rows, sections=(Passage(key="section.a", text=hostile),))
    assert count_looks(lambda: find_all(replace(sheet))) < 1500


def tell(*texts: str, title: str = "") -> tuple[Passage, ...]:
    """Passages of the narrative in their order."""
    return tuple(
        Passage(key=f"s{place}", title=title, text=text) for place, text in enumerate(texts)
    )


QUOTED = "社会效益指标的年度指标值设为“进一步推进业务网上办理”，未对三级指标进行量化考核。"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (QUOTED, 1),
        (QUOTED * 2, 1),
        ("目标值设定为“逐步提升”", 1),
        ("年度指标值设为“≥95%”", 0),
        ("年度指标值设为“办理业务50万件，有效提升”", 0),
        ("年度指标值设为“及时办理”", 0),
        ("建议进一步推进“网上办理”，设为“提升”", 0),
    ],
)
def test_a_target_that_a_finding_quotes_is_read(text: str, count: int) -> None:
    sheet = make_sheet(sections=tell(text))
    assert describe_found(CHECKS["I08"], sheet) == [("I08", "W", "s0")] * count


def test_a_quoted_target_is_told_once_and_not_beside_its_own_row() -> None:
    found = (Passage(key="f", text=QUOTED),)
    both = make_sheet(sections=tell(QUOTED), findings=found)
    assert describe_found(CHECKS["I08"], both) == [("I08", "W", "f")]
    row = make_leaf("1", target_text="进一步推进业务网上办理", actual_text="是")
    assert describe_found(CHECKS["I08"], make_sheet(row, findings=found)) == [("I08", "W", "1")]


DONE = "进驻事项239项。已累计上线165项，下线9项，移交科技厅4项。"


@pytest.mark.parametrize(
    ("targets", "title", "results", "count"),
    [
        (DONE, "产出指标完成情况", f"2021年{DONE}", 1),
        (DONE, "产出指标完成情况", "进驻事项239项。已累计上线165项。", 0),
        (DONE, "产出指标完成情况", "进驻事项240项。累计上线160项，下线8项，移交科技厅5项。", 0),
        (DONE, "产出指标完成情况", "进驻窗口239项。申请注销165项，公示9项，移交卫健委4项。", 0),
        (DONE, "单位职能", DONE, 0),
        (DONE.replace("已累计", "计划"), "产出指标完成情况", DONE.replace("已累计", "计划"), 0),
    ],
)
def test_targets_written_as_results_are_found_by_three_equal_figures(
    targets: str, title: str, results: str, count: int
) -> None:
    sections = (
        Passage(key="wanted", title="部门整体支出绩效目标", text=targets),
        Passage(key="reached", title=title, text=results),
    )
    found = describe_found(CHECKS["I09"], make_sheet(sections=sections))
    assert found == [("I09", "W", "wanted")] * count


def test_a_passage_about_how_targets_were_met_is_no_passage_of_targets() -> None:
    sections = (
        Passage(key="a", title="绩效目标完成情况", text=DONE),
        Passage(key="b", title="产出指标完成情况", text=DONE),
    )
    assert describe_found(CHECKS["I09"], make_sheet(sections=sections)) == []


def test_the_one_empty_actual_value_of_a_form_is_found_where_rows_are_cut_too() -> None:
    filled = [make_leaf(str(place), target_text="≥9人", actual_text="9人") for place in range(3)]
    empty = make_leaf("e", target_text="≥90%")
    for complete in (True, False):
        sheet = make_sheet(*filled, empty, complete=complete)
        assert describe_found(CHECKS["I10"], sheet) == [("I10", "E", "e")]
    for silent in (
        make_sheet(*filled[:2], empty),
        make_sheet(*filled, empty, replace(empty, id="f")),
        make_sheet(*filled, replace(empty, target_text="")),
        make_sheet(*filled, replace(empty, score=None)),
    ):
        assert describe_found(CHECKS["I10"], silent) == []


@pytest.mark.parametrize(
    ("target", "actual", "count"),
    [
        ("≤89元/人", "89元/人", 1),
        ("≤89元/人", "90元/人", 0),
        ("<3次", "3次", 0),
        ("<3次", "2次", 1),
        (">3次", "3次", 0),
        ("2023年11月30日前", "2023年11月20日", 1),
        ("2023年11月30日前", "2023年12月20日", 0),
        ("≥65%", "3120人", 1),
        ("≥65%", "", 0),
    ],
)
def test_an_output_without_points_is_full_by_the_direction_of_its_target(
    target: str, actual: str, count: int
) -> None:
    rows = (
        make_row("1", category=Category.OUTPUT, target_text="20个", actual_text="20个"),
        make_row("2", category=Category.OUTPUT, target_text=target, actual_text=actual),
    )
    sheet = replace(outputs(), rows=rows, terms=make_terms(scored=False))
    assert len(list_found(CHECKS["I15"], sheet)) == count


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (Target.MORE, {"I03", "I08"}),
        (Target.LESS, {"I08"}),
        (Target.NUMBER, {"I03", "I08"}),
        (Target.ANYTHING, {"I03"}),
    ],
)
def test_a_new_family_says_itself_what_a_target_is_to_it(
    monkeypatch: pytest.MonkeyPatch, target: Target, found: set[str]
) -> None:
    new = replace(FAMILIES["ratio_forward"], target=target)
    monkeypatch.setitem(cast("dict[str, Family]", FAMILIES), "invented", new)
    sheet = make_sheet(
        make_leaf("a", target_text="15个", actual_text="85个", family="invented"),
        make_leaf("b", target_text="进一步提升", actual_text="已提升", family="invented"),
    )
    assert {code for code in ("I03", "I08") if list_found(CHECKS[code], sheet)} == found
