"""What the cell of a row that knocks out answers: it happened, it did not, or nothing."""

from decimal import Decimal

import pytest

from policies.scoring import Computed, RuleSpec, ScoreInput, WhyNot, compute_score
from policies.scoring.knock_out import VetoState, find_veto


def score(actual: str) -> Computed:
    rule = RuleSpec("veto", {}, "发生违规使用资金的，等级评为差")
    return compute_score(rule=rule, row=ScoreInput(Decimal(5), "", actual), places=2)


@pytest.mark.parametrize(
    "actual",
    [
        *("是", "有", "√", "1次", "2", "发生1次"),
        *("发生", "已发生", "发生过", "有发生", "出现", "存在", "存在。", "存在此类情形"),
    ],
)
def test_it_happened(actual: str) -> None:
    assert find_veto(actual) is VetoState.HOLDS
    assert score(actual).score == 0


@pytest.mark.parametrize(
    "actual",
    [
        *("否", "没有", "没有发生", "未发生", "0", "0次", "零", "无违规", "未发生违规使用资金"),
        *("无", "无。", "不存在", "未出现", "没出现", "未发现", "无此情形", "无此类情况"),
        *("没有此类情形", "不存在该情形", "全年未发生", "经自查，不存在违规使用资金情形"),
    ],
)
def test_it_did_not_happen(actual: str) -> None:
    assert find_veto(actual) is VetoState.CLEAR
    assert score(actual).score == 5


@pytest.mark.parametrize(
    "actual",
    [
        *("/", "-", "空", "暂无", "≥1", "见附件", "部分存在", "是否发生", "约2次"),
        *("符合", "合格", "不合格", "已完成", "未完成整改", "存在一定风险", "发生与否待查"),
        "经自查，不存在违规使用资金情形，但存在挪用",
    ],
)
def test_what_answers_nothing_asks_for_an_answer(actual: str) -> None:
    assert find_veto(actual) is VetoState.UNKNOWN
    assert score(actual).why_not is WhyNot.VETO_UNANSWERED


def test_an_empty_cell_and_one_that_does_not_apply_say_so() -> None:
    assert score("").why_not is WhyNot.ACTUAL_MISSING
    assert score("不适用").why_not is WhyNot.NOT_APPLICABLE
