"""Rules of which a form gives only the words: the family they plainly mean, or none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.scoring import RuleSpec, ScoreInput, WhyNot, compute_score
from policies.scoring.from_text import name_full_points, read_rule_words

PLAIN = [
    ("完成值达到指标值记满分；未达到的，按完成值与指标值的比例记分", "≥3600人次", "ratio_forward"),
    ("达到目标值得满分，未达到按比例得分", "≥85%", "ratio_forward"),
    ("完成指标值的得10分，未完成的按 实际完成值/指标值×分值 计分", "≥85%", "ratio_forward"),
    ("完成指标值记满分，未完成的按 B/A×分值 记分，得分不得突破分值", "80座", "ratio_forward"),
    ("完成年度目标任务得满分，未完成的按实际完成比例计分", "≥90个", "ratio_forward"),
    ("得分=完成率×权重，完成率超过100%的按100%计", "≥1.2万亩", "ratio_forward"),
    ("实际完成率×分值，超额完成按满分计", "≥8,000人次", "ratio_forward"),
    ("实际完成÷计划×分值，满分封顶", "≥42.5公里", "ratio_forward"),
    ("完成率×10分，不超过10分", "=16座", "ratio_forward"),
    ("按完成比例计分", "18座", "ratio_forward"),
    ("超过目标值得满分，未超过的按比例得分", "＞5个百分点", "ratio_forward"),
    ("完成率≥100%得满分，完成率<100%的按完成率×权重计分", "20个", "ratio_forward"),
    ("实际完成值≥目标值，得满分；实际完成值<目标值，得分=实际完成值/目标值×分值", "20个",
     "ratio_forward"),
    ("按实际完成数与计划数的比率计分，超过100%按100%计", "20个", "ratio_forward"),
    ("得分＝（实际完成数/计划完成数）×指标分值", "20个", "ratio_forward"),
    ("完成指标值的，记该指标所赋全部分值；未完成的，按照完成值与指标值的比例记分。", "20个",
     "ratio_forward"),
    ("全部完成得满分，未完成的按比例得分", "20个", "ratio_forward"),
    ("90%（含）以上得满分；80%（含）-90%得8分；80%以下不得分", "≥90%", "step_bands"),
    ("不超过目标值得满分，超过的按 目标值÷实际值×权重 计", "≤30‰", "ratio_reverse"),
    ("等于或小于指标值得满分，大于指标值的按指标值/实际完成值×分值计分", "≤42元", "ratio_reverse"),
    ("达到目标值得满分，否则不得分", "≥5个", "threshold_ge"),
    ("不高于目标值得10分，高于的不得分", "≤5个", "threshold_le"),
    ("未发生得满分，发生一起及以上不得分", "0起", "zero_target"),
    ("按时开工得10分；每延迟10天扣1分，扣完为止", "2021年4月10日前", "deadline"),
    ("按期完成得10分，否则不得分", "2021年4月10日前", "deadline"),
    ("在规定时间内交付得满分，每逾期1个月扣5分", "2021年9月底前", "deadline"),
    ("在时限内支付得满分；超过时限的，每超1个工作日扣0.5分，扣完为止", "15个工作日内",
     "linear_deduction_over"),
    ("以100%为标准。控制率不超过100%计10分；每超过一个百分点扣0.5分，扣完为止。", "",
     "linear_deduction_over"),
    ("控制率≤100%计10分，每超1个百分点扣1分，扣完为止。", "", "linear_deduction_over"),
    ("利用率不低于96%得10分；低于96%的，每低一个百分点扣0.3分，不足一个百分点按比例扣，扣完为止",
     "", "linear_deduction_under"),
    ("满意度90%以上得满分，每降低1个百分点扣1分", "≥90%", "linear_deduction_under"),
    ("账实相符、处置规范，发现一例不符合要求的扣1分，扣完为止", "", "per_occurrence"),
    ("每发生一次安全事故扣5分，扣完为止", "", "per_occurrence"),
    ("覆盖率100%得10分；90%（含）—100%得4分；80%（含）—90%得2分；80%以下不得分。", "100%",
     "step_bands"),
    ("满意度≥90%得10分，80%≤满意度<90%得8分，满意度<80%得0分", "", "step_bands"),
    ("①按规定内容公开，得5分；②按规定时限公开，得5分。", "", "checklist"),
    ("①制度健全，5分；②执行有效，5分，每发现一处不合规扣1分。", "", "checklist_with_deductions"),
    ("是，得10分；否，不得分", "是", "boolean"),
    ("得分=执行率×10分", "100%", "coefficient"),
    ("无结余，得10分；有结余，但不超过上年结转，得5分；结余超过上年结转，不得分", "", "case"),
    ("达到目标值得10分，否则得0分", "≥5个", "threshold_ge"),
    ("完成率×权重", "100%", "ratio_forward"),
    ("达到目标值得满分，未达到按比例得分.", "≥85%", "ratio_forward"),
    ("按计划时间支付得10分，每超1天扣1分", "15天内", "linear_deduction_over"),
    ("按计划时间支付得满分；超过合同约定的支付日期的，每超1天扣1分，扣完为止", "15天内",
     "linear_deduction_over"),
]  # fmt: skip
FOR_A_PERSON = [
    ("", "≥5个"),
    ("根据工作完成情况酌情打分", "进一步提升"),
    ("达标得满分，未达标酌情扣分", "≥5个"),
    ("达到目标值得满分，未达到60%不得分，其余按比例得分", "≥5个"),
    ("不高于指标值得满分，高于的按比例扣减", "≤18万元"),
    ("超过目标值得满分，未超过的按比例得分", "5个"),
    ("完成率×权重", "≥95%"),
    ("完成率≥100%得满分，完成率<100%的按完成率×权重计分", "≥95%"),
    ("完成率≥95%得满分，完成率<95%的按完成率×权重计分", "20个"),
    ("全部或基本完成得满分，其他酌减", "20个"),
    ("90%（含）以上得满分；80%（含）-90%得12分；80%以下不得分", "≥90%"),
    ("完成率×8分，不超过8分", "=16座"),
    ("达到目标值得5分，未达到按比例得分", "≥5个"),
    ("按时完成得满分", "2021年4月10日前"),
    ("按时完成得满分，逾期不得分", "及时"),
    ("发现一例不符合要求的扣1分", ""),
    ("每缺少一项扣1分，扣完为止", "10项"),
    ("每发现一例扣1分，发现重大问题不得分", ""),
    ("满意度90%以上得8分，90%以下不得分", ""),
    ("①按规定内容公开，得1.5分；②按规定时限公开，得1.5分。", ""),
    ("①制度健全；②执行有效；③全部符合得10分", ""),
    ("①任一项符合得5分；②其余得5分", ""),
    (
        "达成预期指标、部分达成预期指标、未达成预期指标三档，分别按100-80%、80-60%、60-0%确定分值",
        "",
    ),
    ("无结余，得8分；有结余，但不超过上年结转，得5分；结余超过上年结转，不得分", ""),
    ("达到目标值得满分，未达到按比例得分X", "≥5个"),
    ("按计划时间支付得10分，每超1天扣1分", "15个"),
    ("按计划时间支付得10分，质量不合格扣2分，每超1天扣1分", "15天内"),
    ("按时完成得10分，逾期的扣1分，每超1天扣0.5分", "15天内"),
    ("按时完成得10分，逾期不得分，每超1天扣0.5分", "15天内"),
    ("按时完成得10分，逾期5天以上的，每超1天扣0.5分", "15天内"),
    ("按时完成得10分，每超1天扣0.1分，逾期30天不得分", "15天内"),
    ("达到目标值得满分，未达到按比例得分" + "。" * 10 + "酌情" * 200, "≥5个"),
]


def read_family(text: str, target: str) -> str:
    rule = read_rule_words(text, target_text=target, weight=Decimal(10))
    return rule.family if rule else ""


@pytest.mark.parametrize(("text", "target", "family"), PLAIN)
def test_plain_words_name_their_family_and_stay_with_the_rule(
    text: str, target: str, family: str
) -> None:
    missed = {"missed": "zero"} if family.startswith("threshold") else {}
    rule = RuleSpec(family, missed, name_full_points(text, weight=Decimal(10)))
    assert read_rule_words(text, target_text=target, weight=Decimal(10)) == rule


@pytest.mark.parametrize(("signs", "family"), [(300, "step_bands"), (301, "")])
def test_words_are_read_up_to_three_hundred_signs_without_punctuation(
    signs: int, family: str
) -> None:
    bands = [f"{low}%—{low + 10}%得{low // 10}分" for low in range(80, 0, -10)]
    bands = ["90%以上得10分", *bands, "10%以下不得分"]
    each, more = divmod(signs - len("".join(bands)), len(bands))
    text = "；".join("率" * (each + (place < more)) + band for place, band in enumerate(bands))
    assert read_family(text, "≥90%") == family


@pytest.mark.parametrize(("text", "target"), FOR_A_PERSON)
def test_other_words_are_left_to_a_person(text: str, target: str) -> None:
    assert read_family(text, target) == ""


@pytest.mark.parametrize(("text", "target", "family"), PLAIN)
def test_a_row_without_points_has_no_rule_by_words(text: str, target: str, family: str) -> None:
    assert family
    assert read_rule_words(text, target_text=target, weight=None) is None


@pytest.mark.parametrize(
    ("text", "target", "actual", "points"),
    [
        ("按完成比例计分", "18座", "17座", "9.44"),
        ("达到目标值得满分，否则不得分", "≥5个", "4个", "0"),
        ("不高于目标值得满分，高于的不得分", "≤5个", "4个", "10"),
        ("按时开工得10分；每延迟10天扣1分，扣完为止", "2021年4月10日前", "2021-04-06", "10"),
        ("按时开工得10分；每延迟10天扣1分，扣完为止", "2021年4月10日前", "2021-04-26", None),
        ("在时限内支付得满分；每超1个工作日扣0.5分，扣完为止", "15个工作日内", "18个工作日", "8.5"),
        ("在时限内支付得满分；每超1个工作日扣0.5分，扣完为止", "15个工作日内", "20小时", None),
        ("①按规定内容公开，得5分；②按规定时限公开，得5分。", "", "①是；②否", "5"),
        ("覆盖率100%得10分；90%（含）—100%得4分；90%以下不得分。", "100%", "100%", "10"),
        ("覆盖率100%得10分；90%（含）—100%得4分；90%以下不得分。", "100%", "105%", None),
        ("账实相符，发现一例不符合要求的扣1分，扣完为止", "", "0例", "10"),
        ("90%（含）以上得满分；80%（含）-90%得8分；80%以下不得分", "≥90%", "95%", "10"),
        ("达到目标值得满分，未达到按比例得分", "≤20个", "18个", None),
    ],
)
def test_a_family_of_the_words_computes(
    text: str, target: str, actual: str, points: str | None
) -> None:
    rule = read_rule_words(text, target_text=target, weight=Decimal(10))
    assert rule is not None
    done = compute_score(rule=rule, row=ScoreInput(Decimal(10), target, actual), places=2)
    assert done.score == (None if points is None else Decimal(points))


def test_what_is_late_by_a_span_nobody_counts_is_not_guessed() -> None:
    rule = read_rule_words(
        "按时开工得10分；每延迟10天扣1分", target_text="2021年4月10日前", weight=Decimal(10)
    )
    row = ScoreInput(Decimal(10), "2021年4月10日前", "2021-04-26")
    assert compute_score(rule=rule, row=row, places=2).why_not is WhyNot.PARAM_MISSING


@given(
    text=st.text(
        alphabet="达到目标值得满分未按比例每超一天扣0.5完为止①②是否%，；。（）≥", max_size=80
    ),
    target=st.sampled_from(["", "≥5个", "2021年底", "15天内", "100%"]),
)
def test_no_words_make_it_fail(text: str, target: str) -> None:
    rule = read_rule_words(text, target_text=target, weight=Decimal(10))
    done = compute_score(rule=rule, row=ScoreInput(Decimal(10), target, "5个"), places=2)
    assert done.score is None or 0 <= done.score <= 10
