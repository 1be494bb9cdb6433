"""The checks of the narrative: what each finds, and what it leaves in peace."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Grade
from policies.checking import FundLine, Passage, Sheet
from policies.checking.narrative import CHECKS
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_leaf,
    make_row,
    make_sheet,
    number,
)
from tests.support.effort import count_looks

DENIAL = "我中心本年未发生预算调剂和年中追加资金情况。"
CLAIM = "较上年增加1982.16万元，主要原因是因人员调整，年中人员经费追加使用。"
COVERAGE = (
    "截至 11 月底，全省持卡人数累计 11860 万，普及率约 99%，"
    "电子社保卡持卡人数 5439 万人，普及率约 43%，超额完成了年度目标。"
)


def tell(*texts: str, **changes: object) -> Sheet:
    """A form of 2021 with these sections, named from a to f."""
    passages = tuple(
        Passage(key=f"section.{'abcdef'[place]}", text=text) for place, text in enumerate(texts)
    )
    return make_sheet(**{"sections": passages, "year": 2021, **changes})


def fund(name: str = "年度财政资金总额", **amounts: str) -> FundLine:
    printed: dict[str, Any] = {key: number(value) for key, value in amounts.items()}
    return FundLine(id="F", name=name, **printed)


def test_case_001_holds_what_its_readers_found() -> None:
    rows = (
        make_row("A1.1", actual_text="粤省事已累计进驻165项，预计年底新增上线46项"),
        make_row("A1.2", actual_text=COVERAGE),
        make_row("B2", actual_text="本年未发生预算调剂和年中追加资金情况"),
    )
    sheet = tell(CLAIM, COVERAGE, DENIAL, rows=rows, reported_grade=Grade.EXCELLENT)
    found = [item for check in CHECKS.values() for item in describe_found(check, sheet)]
    assert sorted(found) == sorted(
        [
            *(("N01", "W", where) for where in ("B2", "section.c")),
            *(("N02", "W", where) for where in ("A1.1", "A1.2", "section.b")),
            *(("N07", "W", where) for where in ("A1.2", "section.b")),
        ]
    )
    (bases, _) = list_found(CHECKS["N07"], sheet)
    assert (bases.numbers["count"], bases.numbers["share"]) == ("11860万", "99%")
    assert (bases.numbers["other_count"], bases.numbers["other_share"]) == ("5439万人", "43%")
    assert bases.numbers["base"].startswith("119797979.8")
    assert bases.numbers["other_base"].startswith("126488372.09")


FOUND: list[tuple[str, str, Sheet]] = [
    ("N01", "section.a", tell(DENIAL, lines=(fund(original="100", revised="120"),))),
    ("N01", "section.a", tell(DENIAL * 2, lines=(fund(original="100", revised="120"),))),
    ("N01", "section.a", tell("全年无预算调整。", lines=(fund(adjustment="-3"),))),
    ("N01", "section.a", tell("该项目未发生调整", lines=(fund(original="100", revised="90"),))),
    ("N01", "section.a", tell(DENIAL, "年中追加预算84.72万元，全部用于运维。")),
    ("N01", "section.a", tell("该项目完成度良好。", reported_grade=Grade.EXCELLENT)),
    ("N01", "section.a", tell("该项目完成度优秀。", reported_total=number("83.48"))),
    ("N01", "section.a", tell("完成度良好", rows=(make_leaf("1", weight=100, score="90.8"),))),
    ("N02", "section.a", tell("截至11月底，已完成85项。")),
    ("N02", "section.a", tell("截至2021年6月30日，已完成85项。")),
    ("N02", "section.a", tell("预计年底新增上线46项。")),
    ("N02", "section.a", tell("预计2021年底完成。")),
    ("N02", "1", tell(rows=(make_row("1", target_text="2020年12月31日"),))),
    ("N02", "1", tell(rows=(make_row("1", actual_text="截至9月，共85项"),))),
    ("N07", "section.a", tell(COVERAGE)),
    (
        "N07",
        "section.a",
        tell("覆盖110个，占全县行政村的84.6%；到达78个，占全县行政村的65%。"),
    ),
    ("N07", "section.a", tell(COVERAGE * 3)),
    ("N07", "section.a", tell("持卡11860万人，普及率109%，电子卡5439万人，普及率43%。")),
    *(
        ("N07", "section.a", tell(f"发卡11860万张，{of}109%；已激活5439万张，{other}43%。"))
        for of, other in (
            ("相当于常住人口的", "占常住人口的"),
            ("达到常住人口的", "为常住人口的"),
            ("占常住人口", "占常住人口"),
            ("等于全省总人数的", "相当于全省总人数的"),
        )
    ),
    ("P01", "section.a", tell("联系人：张三，电话13812345678。")),
    ("P01", "section.a", tell("填报人：[填报人]\n联系电话：[电话已删]")),
    ("P01", "section.a", tell("联系人\n[信息中心主任]\n联络电话\n[电话已删]")),
    ("P01", "section.a", tell("填报人（签名）：张三")),
    ("P01", "section.a", tell("本中心（联系人：张三）")),
    ("P01", "section.a", tell("身份证号11010519491231002X。")),
    ("P01", "section.a", tell("联系电话：0731-84123456")),
    ("P01", "section.a", tell("张三（0731）84123456")),
    ("P01", "section.a", tell("李四 0731－84123456")),
    ("P01", "1", tell(rows=(make_row("1", actual_text="经办人手机13812345678"),))),
    ("P01", "finding-1", tell(findings=(Passage(key="finding-1", text="电话：13812345678"),))),
]


@pytest.mark.parametrize(("code", "where", "sheet"), FOUND)
def test_a_text_with_one_fault_has_one_inconsistency(code: str, where: str, sheet: Sheet) -> None:
    severity = "I" if code == "P01" else "W"
    assert describe_found(CHECKS[code], sheet) == [(code, severity, where)]


SILENT: list[tuple[str, Sheet]] = [
    ("N01", tell(DENIAL)),
    ("N01", tell(DENIAL, lines=(fund(original="100", revised="100"),))),
    ("N01", tell(DENIAL, lines=(fund(original="100"),))),
    ("N01", tell(DENIAL, "资金不得追加使用，严禁调剂使用。")),
    ("N01", tell(DENIAL, "2020年年中追加预算84.72万元。")),
    ("N01", tell(DENIAL, "建议年中追加预算84.72万元。")),
    ("N01", tell("2020年未发生预算调剂。", lines=(fund(original="100", revised="120"),))),
    ("N01", tell("未经批准不得调剂。", lines=(fund(original="100", revised="120"),))),
    ("N01", tell("无需追加资金。", lines=(fund(original="100", revised="120"),))),
    ("N01", tell("因人员调整，支出增加。", lines=(fund(original="100", revised="120"),))),
    ("N01", tell(CLAIM, "年中追加预算84.72万元。")),
    ("N01", tell("该项目完成度良好。", reported_grade=Grade.GOOD)),
    ("N01", tell("该项目完成度良好。")),
    ("N01", tell("任务完成情况良好。", reported_grade=Grade.EXCELLENT)),
    ("N01", tell("上年项目完成度良好。", reported_grade=Grade.EXCELLENT)),
    ("N02", tell("截至12月底，已完成85项。")),
    ("N02", tell("2020年（截至12月20日），共办理8万笔")),
    ("N02", tell("截至2022年3月底，尾款付清。")),
    ("N02", tell("截至2020年11月底，已有80项。")),
    ("N02", tell("上年截至11月底为80项。")),
    ("N02", tell("截止目前，13个系统已打通。")),
    ("N02", tell("计划年底新增上线46项。")),
    ("N02", tell("截至2021年6月30日", year=None)),
    ("N02", tell(rows=(make_row("1", target_text="2020年12月31日"),), year=None)),
    ("N02", tell(rows=(make_row("1", target_text="85个"),))),
    ("N02", tell(rows=(make_row("1", target_text="2021年12月31日"),))),
    ("N02", tell(rows=(make_row("1", target_text="2022年12月31日"),))),
    ("N07", tell("持卡人数1000万，普及率50%，签发人数800万，普及率40%。")),
    ("N07", tell("甲县参保50万人，参保率95%，乙县参保30万人，参保率60%。")),
    ("N07", tell("城镇参保500万人，参保率95%，农村参保520万人，参保率96%。")),
    ("N07", tell("覆盖110个，占全县行政村的84.6%；到达78个，占全县行政村的60%。")),
    ("N07", tell("覆盖110个，占全县行政村的84.6%；到达78个，占全市行政村的65%。")),
    ("N07", tell("覆盖行政村110个，占全县行政村的84.6%。到达78个，占全县行政村的65%。")),
    ("N07", tell("持卡11860万，普及率99%；电子卡5439万，普及率43%。")),
    ("N07", tell("计划甲类100个，完成率95%，乙类120个，完成率99%。")),
    ("N07", tell("持卡11860万，普及率99%。", "电子卡5439万，普及率43%。")),
    ("N07", tell("持卡11860万，普及率99%。电子卡5439万，普及率43%。")),
    ("N07", tell("持卡11860万人，普及率99%，发卡5439万张，普及率43%。")),
    ("N07", tell("持卡0万，普及率0%，发卡5万，普及率1%。")),
    *(
        ("N07", tell(f"发卡11860万张，{of}109%；已激活5439万张，{of}43%。"))
        for of in (
            *("同比增长", "完成率", "为上年人数的", "达到计划人数的", "相当于去年总量的"),
            *("为年度目标户数的", "达到应参保人数的", "为平均人数的", "占计划的", "达", "为"),
        )
    ),
    ("N07", tell("发卡11860万张，相当于常住人口的109%；已激活5439万张，占常住人口的50%。")),
    ("N07", tell("发卡11860万张，相当于常住人口的109%；已激活5439万张，占户籍人口的43%。")),
    ("P01", tell("12333咨询服务热线，12345政府服务热线，文号〔2010〕79号。")),
    ("P01", tell("合同号13812345678901，金额13812345678元。")),
    ("P01", tell("身份证号110105194912310021。")),
    ("P01", tell("填报人：\n联系电话：\n联系人\n联络电话\n人员编制\n6\n实有人数\n10")),
    ("P01", tell("填报人（签字）：  联系电话：____")),
    ("P01", tell("联系人：无\n联系电话：12333\n填报人：（签名）")),
    ("P01", tell("请填报人认真核对联系电话，电话咨询次数：5000次。")),
    ("P01", tell("2020-2022年度，1686台，74,250.00元，2021.05.25")),
    ("P01", tell(rows=(make_row("1", reason="电话13812345678"),))),
]


@pytest.mark.parametrize(("code", "sheet"), SILENT)
def test_a_near_text_without_the_fault_is_left_in_peace(code: str, sheet: Sheet) -> None:
    assert describe_found(CHECKS[code], sheet) == []


CARDS = make_row("1", name="网上办件事项", target_text="15个", actual_text="85个")
STABLE = make_row("2", name="网上办件事项", target_text="15个", actual_text="86个")


@pytest.mark.parametrize(
    "text",
    [
        "网上办件事项80个。",
        "2021年网上办件事项 80 个",
        "全年共完成网上办件事项达到80个。",
        "分别为系统稳定、网上办件事项为80个、其他",
        "年初未调整。网上办件事项80个",
    ],
)
def test_a_number_named_like_an_indicator_is_that_of_the_table(text: str) -> None:
    (found,) = list_found(CHECKS["N03"], tell(text, rows=(CARDS,)))
    assert (found.severity.value, found.where) == ("W", "section.a")
    assert found.numbers == {"name": "网上办件事项", "said": "80", "table": "85", "unit": "个"}


@pytest.mark.parametrize(
    "text",
    [
        "网上办件事项85个。",
        "网上办件事项80万个。",
        "网上办件事项80项。",
        "网上办件事项80%",
        "网上办件事项约80个。",
        "网上办件事项超过80个。",
        "网上办件事项80余个。",
        "网上办件事项80个以上。",
        "网上办件事项年初目标值为15个。",
        "年初目标已实现，网上办件事项15个。",
        "网上办件事项计划80个。",
        "2020年网上办件事项80个。",
        "上年网上办件事项80个。",
        "省级网上办件事项80个。",
        "网上办件事项增加80个。",
        "办件事项80个。",
        "网上办件事项得分80个",
        "",
    ],
)
def test_a_number_that_may_mean_something_else_is_left_in_peace(text: str) -> None:
    assert describe_found(CHECKS["N03"], tell(text, rows=(CARDS,))) == []


def test_a_name_with_several_numbers_or_none_is_compared_with_all_of_them() -> None:
    sheet = tell("网上办件事项86个", rows=(CARDS, STABLE))
    assert describe_found(CHECKS["N03"], sheet) == []
    (found,) = list_found(CHECKS["N03"], tell("网上办件事项80个", rows=(CARDS, STABLE)))
    assert found.numbers["table"] == "85、86"
    told = replace(STABLE, actual_text="全部完成")
    assert describe_found(CHECKS["N03"], tell("网上办件事项80个", rows=(CARDS, told))) == []
    counted_twice = replace(STABLE, actual_text="2次")
    for text in ("网上办件事项80个", "网上办件事项80次"):
        assert describe_found(CHECKS["N03"], tell(text, rows=(CARDS, counted_twice))) == []
    short = make_row("1", name="办件数", actual_text="85个")
    assert describe_found(CHECKS["N03"], tell("办件数80个", rows=(short,))) == []


def test_an_amount_named_like_a_line_of_funds_is_one_of_its_amounts() -> None:
    line = fund("其中：项目支出", original="1400", revised="1408.11", actual="1323.11")
    check = CHECKS["N03"]
    wrong = tell("其中项目支出1232.11万元。", lines=(line,))
    assert describe_found(check, wrong) == [("N03", "W", "section.a")]
    for text in (
        "其中项目支出1408.11万元，决算为1,323.11万元。",
        "项目支出1,323.11万元",
        "项目支出13231100元",
        "项目支出50万元用于运维",
        "上年项目支出1200万元",
        "项目支出占62%",
    ):
        assert describe_found(check, tell(text, lines=(line,))) == []


def test_personal_data_are_an_error_where_a_report_is_published() -> None:
    sheet = tell("张三，13812345678、13912345678、zhang@example.cn", publishing=True)
    assert describe_found(CHECKS["P01"], sheet) == [("P01", "E", "section.a")] * 2
    mobile, email = list_found(CHECKS["P01"], sheet)
    assert mobile.numbers == {"kind": "mobile", "text": "138***", "count": "2"}
    assert email.numbers["kind"] == "email"


def test_what_was_denied_and_what_speaks_against_it_are_quoted() -> None:
    (found,) = list_found(
        CHECKS["N01"], tell(DENIAL, lines=(fund(original="1779.83", revised="1688.91"),))
    )
    assert found.numbers == {
        "said": "我中心本年未发生预算调剂和年中追加资金情况",
        "against": "年度财政资金总额",
        "original": "1779.83",
        "revised": "1688.91",
    }
    (stale,) = list_found(CHECKS["N02"], tell("截至11月底80项，预计年底新增46项。"))
    assert stale.numbers == {"text": "截至11月底", "count": "2", "year": "2021"}


PIECES = st.sampled_from(
    (
        *(DENIAL, CLAIM, COVERAGE, "网上办件事项80个", "完成度良好", "截至11月底", "预计年底"),
        *(
            "\n",
            "。",
            "项目支出5万元",
            "13812345678",
            "0731-84123456",
            "2020年",
            "普及率5%",
            "9" * 30,
        ),
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=6).map("".join)


@settings(max_examples=80)
@given(texts=st.lists(TEXTS, max_size=4), actual=TEXTS, data=st.data())
def test_the_order_of_the_sections_changes_nothing(
    texts: list[str], actual: str, data: st.DataObject
) -> None:
    rows = (CARDS, make_row("3", name="项目支出情况", actual_text=actual))
    lines = (fund("项目支出", original="4", revised="6"),)
    sheet = tell(*texts, rows=rows, lines=lines, reported_grade=Grade.EXCELLENT)
    shuffled = replace(sheet, sections=tuple(data.draw(st.permutations(sheet.sections))))
    for code, check in CHECKS.items():
        assert sorted(describe_found(check, sheet)) == sorted(describe_found(check, shuffled))
        for item in check(sheet):
            assert item.code == code
            assert all(isinstance(value, str) for value in item.numbers.values())


@pytest.mark.parametrize(
    "piece",
    [COVERAGE, DENIAL, "网上办件事项为", "追", "年中", "无调", "截至1", "138", "9", " ", "为"],
)
def test_hostile_text_takes_little_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    sheet = tell(text, rows=(CARDS,), lines=(fund(original="4", revised="6"),))
    assert count_looks(lambda: [list_found(check, sheet) for check in CHECKS.values()]) < 1000
