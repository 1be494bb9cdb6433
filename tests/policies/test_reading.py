"""What a target or an actual value says, for every spelling that was met in a form."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.limits import MAX_CELL
from policies.reading import Doubt, Reading, ValueKind, read_text

YEAR = 2021


def number(
    value: str, unit: str = "", operator: str = "", *doubts: Doubt, per: str = ""
) -> Reading:
    return Reading(
        kind=ValueKind.NUMBER,
        raw="",
        operator=operator,
        value=Decimal(value),
        unit=unit,
        per=per,
        doubts=doubts,
    )


def kind(word: str, *doubts: Doubt) -> Reading:
    return Reading(kind=ValueKind(word), raw="", doubts=doubts)


def day(year: int, month: int, of_month: int, *doubts: Doubt) -> Reading:
    until = date(year, month, of_month)
    return Reading(kind=ValueKind.DATE, raw="", until=until, doubts=doubts)


def answer(*doubts: Doubt, truth: bool) -> Reading:
    return Reading(kind=ValueKind.BOOLEAN, raw="", truth=truth, doubts=doubts)


def level(reached: int, share: str | None = None) -> Reading:
    percentage = None if share is None else Decimal(share)
    return Reading(kind=ValueKind.QUALITATIVE, raw="", level=reached, share=percentage)


def composite(*parts: Reading, stated: Reading | None = None) -> Reading:
    doubt = Doubt.SPLIT if stated is None else Doubt.FROM_SENTENCE
    return Reading(kind=ValueKind.COMPOSITE, raw="", parts=parts, stated=stated, doubts=(doubt,))


def without_raw(reading: Reading) -> Reading:
    stated = reading.stated
    return replace(
        reading,
        raw="",
        parts=tuple(map(without_raw, reading.parts)),
        stated=None if stated is None else without_raw(stated),
    )


UNREAD = kind("unread")
QUALITY = kind("qualitative")
SENTENCE, ROUGH, LOOK_ALIKE = Doubt.FROM_SENTENCE, Doubt.ROUGH, Doubt.LOOK_ALIKE
MAYBE_ZERO = kind("none", Doubt.NONE_OR_ZERO)

# Section 2 of the scoring design, in its order.
LISTED = {
    "≥266米": number("266", "米", "≥"),
    "≤90万元": number("90", "万元", "≤"),
    "=42个": number("42", "个", "="),
    "＝100%": number("100", "%", "="),
    "≥100百分比": number("100", "%", "≥"),
    ">= 98 %(百分比)": number("98", "%", "≥"),
    "≤10次": number("10", "次", "≤"),
    "20个": number("20", "个"),
    "15 个": number("15", "个"),
    "100%": number("100", "%"),
    "95%以上": number("95", "%", "≥"),
    "不少于12 种": number("12", "种", "≥"),
    "6小时以内": number("6", "小时", "≤"),
    "少于2次": number("2", "次", "<"),
    "每年故障少于2次": number("2", "次", "<"),
    "0": number("0"),
    "0起": number("0", "起"),
    "0件": number("0", "件"),
    "=0件": number("0", "件", "="),
    "400元/人、天": number("400", "元", per="人、天"),
    "1000元/人": number("1000", "元", per="人"),
    "25TB": number("25", "TB"),
    "5万": number("5", "万"),
    "10万": number("10", "万"),
    "620.82万元": number("620.82", "万元"),
    "2300.67": number("2300.67"),
    "1,688.91": number("1688.91"),
    "持卡人数5917万(当年制卡人数300万张)": composite(number("5917", "万"), number("300", "万张")),
    "5000吨稻谷、500吨成品粮": composite(number("5000", "吨"), number("500", "吨")),
    "省级和6个市州": composite(UNREAD, number("6", "个")),
    "9月前": day(2021, 9, 30, Doubt.DATE_END),
    "11月前": day(2021, 11, 30, Doubt.DATE_END),
    "2021年12月31日": day(2021, 12, 31),
    "2021年底": day(2021, 12, 31),
    "2021年1月-12月": day(2021, 12, 31),
    "全天候": QUALITY,
    "及时": QUALITY,
    "是": answer(truth=True),
    "高": QUALITY,
    "好坏": QUALITY,
    "无": MAYBE_ZERO,
    "良好": QUALITY,
    "显著提升": QUALITY,
    "逐步提高": QUALITY,
    "效果明显": QUALITY,
    "达成预期指标": level(1),
    "合规": QUALITY,
    "长期": QUALITY,
    "定性:基本建立": QUALITY,
    "已完成": answer(truth=True),
    "已达标": answer(truth=True),
    "": kind("empty"),
    "290%": number("290", "%", "", LOOK_ALIKE),
    "工5%": number("5", "%", "≥", LOOK_ALIKE),
    "^80%": number("80", "%", "≥", LOOK_ALIKE),
    "5=50%": number("50", "%", "≥", LOOK_ALIKE),
}

# Targets and actual values of cases 001 to 004 that are not in the list above.
IN_CASES = {
    "≤100%": number("100", "%", "≤"),
    "≤0": number("0", "", "≤"),
    "≥90%": number("90", "%", "≥"),
    "=100%": number("100", "%", "="),
    "85个": number("85", "个"),
    "每年被通报漏洞或安全事故少于2次": number("2", "次", "<"),
    "本年平均支出进度为38.12%": number("38.12", "%", "", SENTENCE),
    "自评得分97.74": number("97.74", "", "", SENTENCE),
    "到位率100%": number("100", "%", "", SENTENCE),
    "实际资金支出率为100%": number("100", "%", "", SENTENCE),
    "窗口工作人员满意度达90%": number("90", "%", "", SENTENCE),
    "三公经费合计0.29万元": number("0.29", "万元", "", SENTENCE),
    "已达标；正文“已办结业务的满意率超过90%”": number("90", "%", ">", SENTENCE),
    "实际支出数≤预算安排数": UNREAD,
    "得分填在社会效益行；经济效益、生态效益行空": UNREAD,
    "进一步推进业务网上办理": QUALITY,
    "本年未发生预算调剂和年中追加资金情况": answer(SENTENCE, Doubt.NONE_OR_ZERO, truth=False),
    "实际0.78万元，预算33.08万元": composite(number("0.78", "万元"), number("33.08", "万元")),
    "持卡人数6085万(当年制卡人数300万张)": composite(number("6085", "万"), number("300", "万张")),
    "17台高拍仪、17台扫描仪和15台台式电脑": composite(
        number("17", "台"), number("17", "台"), number("15", "台")
    ),
    "①数量：购置17台高拍仪、17台扫描仪和15台台式电脑；②时效：及时购置并分配；"
    "③质量：2021年正式上线使用省集中系统": composite(
        number("17", "台"), number("17", "台"), number("15", "台")
    ),
    "编制6人、实有10人（=166.67%）；说明栏“公招人员7人”": composite(
        number("6", "人"),
        number("10", "人"),
        number("166.67", "%", "="),
        number("7", "人"),
        stated=number("166.67", "%", "="),
    ),
    "固定资产666.27万元，其中在用666.27万元（=100%）": composite(
        number("666.27", "万元"),
        number("666.27", "万元"),
        number("100", "%", "="),
        stated=number("100", "%", "="),
    ),
    "实际下达2500万元，支出2445.41万元，支出率97.82%": composite(
        number("2500", "万元"),
        number("2445.41", "万元"),
        number("97.82", "%"),
        stated=number("97.82", "%"),
    ),
    "当年结余8.58（表列）；收入307.47、支出316.05；上年结转空": composite(
        number("8.58"), number("307.47"), number("316.05")
    ),
    "截至11月底，全省持卡人数累计11860万，普及率约99%，电子社保卡持卡人数5439万人，普及率约43%，"
    "超额完成年度目标": composite(
        number("11860", "万"),
        number("99", "%", "", ROUGH),
        number("5439", "万人"),
        number("43", "%", "", ROUGH),
    ),
}

NUMBERS = {
    "≧ 95 %": number("95", "%", "≥"),
    "⩾95%": number("95", "%", "≥"),
    "≦95%": number("95", "%", "≤"),
    "＞＝９８％": number("98", "%", "≥"),
    "=>98%": number("98", "%", "≥"),
    "<=98%": number("98", "%", "≤"),
    "＜２次": number("2", "次", "<"),
    "至少 3 次": number("3", "次", "≥"),
    "不低于95%": number("95", "%", "≥"),
    "不超过30天": number("30", "天", "≤"),
    "超过90%": number("90", "%", ">"),
    "高于90%": number("90", "%", ">"),
    "大于3次": number("3", "次", ">"),
    "低于5%": number("5", "%", "<"),
    "小于5%": number("5", "%", "<"),
    "不足5%": number("5", "%", "<"),
    "2次以上": number("2", "次", "≥"),
    "2次及以上": number("2", "次", "≥"),
    "95%（含）以上": number("95", "%", "≥"),
    "≥95%（含）": number("95", "%", "≥"),
    "3次以下": number("3", "次", "≤"),
    "5日内": number("5", "日", "≤"),
    "控制在5%以内": number("5", "%", "≤"),
    "≥95%以上": number("95", "%", "≥"),
    "满意度：≥90%": number("90", "%", "≥"),
    "2021年度满意度≥90%": number("90", "%", "≥"),
    "不合格率≤5%": number("5", "%", "≤"),
    "不应超过5%": number("5", "%", "≤"),
    "未超5%": number("5", "%", "≤"),
    "从未超过5次": number("5", "次", "≤"),
    "不能少于3次": number("3", "次", "≥"),
    "大于等于5个": number("5", "个", "≥"),
    "小于或等于5": number("5", "", "≤"),
    "不良率低于5%": number("5", "%", "<"),
    "400元/学期以内": number("400", "元", "≤", per="学期"),
    "每季度至少1次": number("1", "次", "≥", per="季度"),
    "4次/年": number("4", "次", per="年"),
    "20台（套）": number("20", "台(套)"),
    "10来个": number("10", "个", "", ROUGH),
    "≈5": number("5", "", "", ROUGH),
    "5个内设机构": number("5", "个", "", SENTENCE),
    "合约5份": number("5", "份", "", SENTENCE),
    "5增长": number("5", "", "", SENTENCE),
    "8‰": number("8", "‰"),
    "3个百分点": number("3", "百分点"),
    "9成以上": number("9", "成", "≥"),
    "百分之90": number("90", "%"),
    "95（%）": number("95", "%"),
    "1，688.91": number("1688.91"),
    "-5.11%": number("-5.11", "%"),
    "－5.11%": number("-5.11", "%"),
    "−5.11%": number("-5.11", "%"),
    "-0": number("0"),
    "05个": number("5", "个"),
    "100千克": number("100", "千克"),
    "5千人": number("5", "千人"),
    "30m2": number("30", "m2"),
    "0投诉": number("0", "投诉"),
    "12个工作日": number("12", "个工作日"),
    "50.87元/平方米": number("50.87", "元", per="平方米"),
    "零延误": number("0"),
    "零事故": number("0"),
    "100余人": number("100", "人", "", ROUGH),
    "100万余元": number("100", "万元", "", ROUGH),
    "20多个": number("20", "个", "", ROUGH),
    "10个左右": number("10", "个", "", ROUGH),
    "约500人": number("500", "人", "", ROUGH),
    "20个项目": number("20", "个", "", SENTENCE),
    "结余-8.58万元": number("-8.58", "万元", "", SENTENCE),
    "2021年底前完成3个项目": number("3", "个", "", SENTENCE),
    "A4纸20包": number("20", "", "", SENTENCE),
    "(1)5个": number("5", "个", "", SENTENCE),
    "未成年人不少于3人，每年检查": number("3", "人", "≥", SENTENCE),
    "未成年人少于3人": number("3", "人", "<", SENTENCE),
    "≥95\n\n%": number("95", "%", "≥"),
    "290%。": number("290", "%", "", LOOK_ALIKE),
    "工5%。": number("5", "%", "≥", LOOK_ALIKE),
    "工5%以下": number("5", "%", "≤"),
    "5=5号": number("5", "", "", SENTENCE),
    "^80%的学校": number("80", "%", "", SENTENCE),
    "工13800000000 5%": number("5", "%", "", SENTENCE),
    "约5投诉": number("5", "", "", SENTENCE, ROUGH),
    "30m2绿地": number("30", "m2", "", SENTENCE),
    "235.71%": number("235.71", "%"),
    "190%": number("190", "%"),
}

OTHERS = {
    "　 \t\n": kind("empty"),
    "13.15万元（占预算的65.75%）": composite(number("13.15", "万元"), number("65.75", "%")),
    "数量=5个，质量=90%": composite(number("5", "个", "="), number("90", "%", "=")),
    "-6.26%（上年12.62万元，本年11.83万元）": composite(
        number("-6.26", "%"),
        number("12.62", "万元"),
        number("11.83", "万元"),
        stated=number("-6.26", "%"),
    ),
    "12台（甲5台，乙7台）。": composite(
        number("12", "台"), number("5", "台"), number("7", "台"), stated=number("12", "台")
    ),
    "约12台（甲5台）": composite(number("12", "台", "", ROUGH), number("5", "台")),
    "≥12台（甲5台）": composite(number("12", "台", "≥"), number("5", "台")),
    "6人（=100%），10人（=90%）": composite(
        number("6", "人"), number("100", "%", "="), number("10", "人"), number("90", "%", "=")
    ),
    "学校与3个社区": composite(UNREAD, number("3", "个")),
    "1、完成5个项目；2、完成6个": composite(number("5", "个"), number("6", "个")),
    "2021-11-20": day(2021, 11, 20),
    "2021.11.20": day(2021, 11, 20),
    "２０２１年１１月２０日": day(2021, 11, 20),
    "2021年 12月 31日": day(2021, 12, 31),
    "≤2021年12月31日": day(2021, 12, 31),
    "2021年12月31日前完成": day(2021, 12, 31),
    "12月底": day(2021, 12, 31),
    "9月底前": day(2021, 9, 30),
    "2022年9月前": day(2022, 9, 30, Doubt.DATE_END),
    "2020年2月": day(2020, 2, 29),
    "年底前": day(2021, 12, 31),
    "上半年": day(2021, 6, 30),
    "第三季度末": day(2021, 9, 30),
    "下半年": day(2021, 12, 31),
    "上半年前": day(2021, 6, 30, Doubt.DATE_END),
    "第三季度末前": day(2021, 9, 30),
    "2022年第一季度": day(2022, 3, 31),
    "2022年底前": day(2022, 12, 31),
    "2022年前": day(2022, 12, 31, Doubt.DATE_END),
    "2021-11-20至12月": day(2021, 12, 31),
    "9月-9月": day(2021, 9, 30),
    "12月-1月": UNREAD,
    "6月上旬": day(2021, 6, 10),
    "6月上旬前": day(2021, 6, 10),
    "6月中旬前": day(2021, 6, 20),
    "6月下旬前": day(2021, 6, 30),
    "6月末前": day(2021, 6, 30),
    "6月初": day(2021, 6, 10, Doubt.DATE_END),
    "6月中": day(2021, 6, 20, Doubt.DATE_END),
    "于6月完成验收": day(2021, 6, 30, SENTENCE),
    "6月招标，9月验收": UNREAD,
    "实施2020-2022年度规划": UNREAD,
    "2021年1-12月": day(2021, 12, 31),
    "1-12月": day(2021, 12, 31),
    "2021年1月1日-12月31日": day(2021, 12, 31),
    "2021-01-01至2022-03-31": day(2022, 3, 31),
    "于2021年6月完成验收": day(2021, 6, 30, SENTENCE),
    "2022年1月-12月": day(2022, 12, 31),
    "2021年2月30日-12月31日": UNREAD,
    "支出率97.82%，共2500万元": composite(number("97.82", "%"), number("2500", "万元")),
    "收入5万元，支出率约98%": composite(number("5", "万元"), number("98", "%", "", ROUGH)),
    "支出率90%，到位率95%": composite(number("90", "%"), number("95", "%")),
    "5=50个": composite(number("5"), number("50", "个", "="), stated=number("50", "个", "=")),
    "٣项提升": UNREAD,
    "满意度≥良好": UNREAD,
    "2021年2月30日": UNREAD,
    "2021年13月": UNREAD,
    "2月30日": UNREAD,
    "2021年12月-1月": UNREAD,
    "否": answer(truth=False),
    "有": answer(truth=True),
    "没有": answer(truth=False),
    "建立": answer(truth=True),
    "未建立": answer(truth=False),
    "完成": answer(truth=True),
    "未完成": answer(truth=False),
    "尚未完成": answer(truth=False),
    "达标": answer(truth=True),
    "未达标": answer(truth=False),
    "达到": answer(truth=True),
    "按时完成": answer(truth=True),
    "未发生": answer(Doubt.NONE_OR_ZERO, truth=False),
    "已完成年度任务": answer(SENTENCE, truth=True),
    "未建立健全制度": answer(SENTENCE, Doubt.NONE_OR_ZERO, truth=False),
    "已完成，但质量一般": QUALITY,
    "基本完成": QUALITY,
    "不适用": Reading(kind=ValueKind.NONE, raw="", applies=False),
    "/": MAYBE_ZERO,
    "／": MAYBE_ZERO,
    "—": MAYBE_ZERO,
    "-": MAYBE_ZERO,
    "－": MAYBE_ZERO,
    "无。": MAYBE_ZERO,
    "无投诉": MAYBE_ZERO,
    "部分达成预期指标并具有一定效果": level(2),
    "未达成预期指标且效果较差": level(3),
    "部分达成 75%": level(2, "75"),
    "达成预期指标（95.5%）": level(1, "95.5"),
    "定性：达成预期指标": level(1),
    "一档": level(1),
    "二级": level(2),
    "第三档": level(3),
    "一档（级）": level(1),
    "第二档（级）": level(2),
    "三档（级）60%": level(3, "60"),
    "较好": QUALITY,
    "一般": QUALITY,
    "较差": QUALITY,
    "近千人": UNREAD,
    "十余人": UNREAD,
    "10-20个": UNREAD,
    "85%–95%": UNREAD,
    "3至5个": UNREAD,
    "90%→95%": UNREAD,
    "3/4": UNREAD,
    "1:3": UNREAD,
    "8:30": UNREAD,
    "8时30分": UNREAD,
    "7×24小时": UNREAD,
    "±5%": UNREAD,
    "≠0": UNREAD,
    "(5.11)": UNREAD,
    "不等于5": UNREAD,
    "!=5": UNREAD,
    "<>5": UNREAD,
    "==5": UNREAD,
    "1e5": UNREAD,
    "1.2.3": UNREAD,
    "0,5": UNREAD,
    "12,34": UNREAD,
    "9 5%": UNREAD,
    ".5": UNREAD,
    ">95%以上": UNREAD,
    "3个未完成": UNREAD,
    "还差5个": UNREAD,
    "第3条": UNREAD,
    "财办〔2021〕5号": UNREAD,
    "GB2312": UNREAD,
    "13800000000": UNREAD,
    "零售": UNREAD,
    "是/否": UNREAD,
    "三个": UNREAD,
    "٣": UNREAD,
    "≥": UNREAD,
    "%": UNREAD,
    "1" * 16: UNREAD,
    "1" * 14 + ".11": UNREAD,
    "1" * 1000: UNREAD,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [*LISTED.items(), *IN_CASES.items(), *NUMBERS.items(), *OTHERS.items()],
)
def test_a_text_is_read_as_what_it_says(text: str, expected: Reading) -> None:
    reading = read_text(text, year=YEAR)
    assert without_raw(reading) == expected
    assert reading.raw == text


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("9月前", (Doubt.DATE_END,)),
        ("12月底", ()),
        ("11月前", (Doubt.DATE_END,)),
        ("1-12月", ()),
        ("2月29日", ()),
    ],
)
def test_a_date_without_a_year_has_no_day(text: str, doubts: tuple[Doubt, ...]) -> None:
    reading = read_text(text)
    assert (reading.kind, reading.until, reading.doubts) == (ValueKind.DATE, None, doubts)


@pytest.mark.parametrize("year", [-1, 0, 10_000, 10**30])
def test_a_year_that_no_calendar_has_is_no_year(year: int) -> None:
    assert read_text("12月底", year=year).until is None


@pytest.mark.parametrize("year", [1, 9999])
def test_the_first_and_the_last_year_of_the_calendar_are_years(year: int) -> None:
    assert read_text("12月底", year=year).until == date(year, 12, 31)


def test_the_parts_of_a_composite_keep_the_words_before_their_number() -> None:
    parts = read_text("持卡人数5917万(当年制卡人数300万张)").parts
    assert [part.raw for part in parts] == ["持卡人数5917万", "当年制卡人数300万张"]
    words, count = read_text("省级和6个市州").parts
    assert (words.raw, count.raw) == ("省级", "6个")


@pytest.mark.parametrize(
    ("text", "raws"),
    [
        ("型号X和6个", ["型号X", "6个"]),
        ("省级和 6个", ["省级", "6个"]),
        ("6个、以及 其他与", ["6个", "其他与"]),
        ("6个和X光机", ["6个", "X光机"]),
        ("省级和6个和其他", ["省级", "6个", "其他"]),
    ],
)
def test_words_beside_a_number_are_values_of_their_own(text: str, raws: list[str]) -> None:
    reading = read_text(text)
    assert [part.raw for part in reading.parts] == raws
    assert (reading.kind, reading.doubts) == (ValueKind.COMPOSITE, (Doubt.SPLIT,))
    kinds = [part.kind for part in reading.parts]
    assert kinds == [ValueKind.NUMBER if raw == "6个" else ValueKind.UNREAD for raw in raws]


@pytest.mark.parametrize(("signs", "doubts"), [(40, ()), (41, (Doubt.FROM_SENTENCE,))])
def test_a_name_before_a_number_has_at_most_forty_signs(
    signs: int, doubts: tuple[Doubt, ...]
) -> None:
    assert read_text(f"2021年度{'甲' * signs}≥90%").doubts == doubts
    assert read_text("2021年度≥90%").doubts == ()


def test_as_many_digits_as_can_be_printed_are_read_exactly() -> None:
    assert read_text("0.12345678901234").value == Decimal("0.12345678901234")
    assert str(read_text("-0").value) == "0"
    assert read_text("999999999999999元").value == Decimal(999999999999999)


SIGNS = (
    "0123456789.,%‰≥≤<>=-+~/()（）：:；;、，。“”年月日万亿元个人次前底以上内约余和无未达成"
    " \n零第①一"
)
ANY_TEXT = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=SIGNS, max_size=40),
    st.text(alphabet=st.characters(codec=None), max_size=20),
    st.lists(st.sampled_from([*LISTED, *IN_CASES, *NUMBERS, *OTHERS]), max_size=4).map("".join),
)


@given(text=ANY_TEXT, year=st.one_of(st.none(), st.integers(1900, 2100)))
@example(text="\ud800", year=None)
@settings(max_examples=300)
def test_any_text_is_read_without_an_error_and_kept_as_it_was(text: str, year: int | None) -> None:
    reading = read_text(text, year=year)
    assert reading.raw == text
    assert (reading.value is None) == (reading.kind is not ValueKind.NUMBER)
    assert (reading.truth is None) == (reading.kind is not ValueKind.BOOLEAN)
    assert bool(reading.parts) == (reading.kind is ValueKind.COMPOSITE)
    assert reading.stated is None or reading.stated in reading.parts
    assert reading.kind is ValueKind.EMPTY or text.strip()


UNITS = (
    *(
        "%",
        "‰",
        "百分点",
        "成",
        "元",
        "万元",
        "亿元",
        "万",
        "亿",
        "人",
        "人次",
        "名",
        "个",
        "次",
        "起",
    ),
    *(
        "件",
        "项",
        "台",
        "套",
        "张",
        "万张",
        "吨",
        "公斤",
        "千克",
        "千瓦时",
        "米",
        "千米",
        "公里",
        "平方米",
    ),
    *(
        "㎡",
        "小时",
        "分钟",
        "天",
        "个月",
        "工作日",
        "年",
        "种",
        "类",
        "批",
        "期",
        "场次",
        "TB",
        "GB",
    ),
    *("km", "户", "亩", "公顷", "万笔", "℃"),
)
OPERATORS = {
    "": "", "≥": "≥", "≤": "≤", "＜": "<", "=": "=",
    "不少于": "≥", "不超过": "≤", "少于": "<", "超过": ">",
}  # fmt: skip
AMOUNTS = st.decimals(0, 999_999_999, places=2, allow_nan=False, allow_infinity=False)


@given(amount=AMOUNTS, unit=st.sampled_from(UNITS), word=st.sampled_from(sorted(OPERATORS)))
@settings(max_examples=300)
def test_operator_number_and_unit_come_back(amount: Decimal, unit: str, word: str) -> None:
    reading = read_text(f"{word}{amount}{unit}")
    assert (reading.kind, reading.doubts) == (ValueKind.NUMBER, ())
    assert (reading.operator, reading.value, reading.unit) == (OPERATORS[word], amount, unit)


@given(amount=AMOUNTS, unit=st.sampled_from(UNITS))
def test_separators_and_blanks_change_nothing(amount: Decimal, unit: str) -> None:
    plain = without_raw(read_text(f"≥{amount}{unit}"))
    assert without_raw(read_text(f"  ≥    {amount:,}   {unit}\n")) == plain
    assert without_raw(read_text(f"\u3000>={amount}{unit}。")) == plain


WIDE = str.maketrans({code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {0x20: "\u3000"})


@pytest.mark.parametrize("text", sorted({*LISTED, *IN_CASES, *NUMBERS, *OTHERS}))
def test_full_width_signs_read_the_same(text: str) -> None:
    narrow, wide = read_text(text, year=YEAR), read_text(text.translate(WIDE), year=YEAR)
    assert without_raw(narrow) == without_raw(wide)


def test_a_text_longer_than_a_cell_is_not_read() -> None:
    assert read_text("中" * (MAX_CELL - 5) + "≥5个").kind is not ValueKind.UNREAD
    assert read_text("中" * MAX_CELL + "≥5个").kind is ValueKind.UNREAD
    assert read_text("≥5个" + " " * 10_000).value == 5
    assert read_text("5" + " " * 10_000 + "个").kind is ValueKind.UNREAD


def test_no_reading_changes_with_what_was_read_before() -> None:
    first = read_text("9月前", year=2021)
    assert read_text("9月前", year=2022).until == date(2022, 9, 30)
    assert read_text("9月前").until is None
    assert read_text("9月前", year=2021) == first
    assert re.fullmatch(r"\d{4}-09-30", str(first.until))
