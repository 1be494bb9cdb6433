"""The allow-list, personal data and unfilled prompts. All numbers of persons are made up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.disclosure import PUBLISHED_FIELDS, disclose, find_personal_data, find_prompts


@pytest.mark.parametrize(
    ("text", "kind", "data"),
    [
        ("张三13812345678", "mobile", "13812345678"),
        ("138 1234 5678", "mobile", "138 1234 5678"),
        ("138-1234-5678。", "mobile", "138-1234-5678"),
        ("138－1234－5678", "mobile", "138－1234－5678"),
        ("138—1234—5678", "mobile", "138—1234—5678"),
        ("１３８１２３４５６７８", "mobile", "１３８１２３４５６７８"),
        ("𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "mobile", "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖"),
        ("138\u200b1234\u200b5678", "mobile", "138\u200b1234\u200b5678"),
        ("+86 13812345678", "mobile", "13812345678"),
        ("8613812345678", "mobile", "13812345678"),
        ("手机：1 3 8 1 2 3 4 5 6 7 8", "mobile", "1 3 8 1 2 3 4 5 6 7 8"),
        ("联系电话：\n\t1381 234 5678", "mobile", "1381 234 5678"),
        ("身份证11010519491231002X", "identity_number", "11010519491231002X"),
        ("11010519491231002x，", "identity_number", "11010519491231002x"),
        (
            "１１０１０５１９４９１２３１００２Ｘ",
            "identity_number",
            "１１０１０５１９４９１２３１００２Ｘ",
        ),
        ("110105 19491231 002X", "identity_number", "110105 19491231 002X"),
        ("联系电话：0731-8888888", "landline", "0731-8888888"),
        ("电话（0731）88888888", "landline", "（0731）88888888"),
        ("联系人李四，88888888", "landline", "88888888"),
        ("联络电话\n0730-8888888", "landline", "0730-8888888"),
        ("Tel: 010 88888888转123", "landline", "010 88888888转123"),
        ("邮箱 li.si@example.gov.cn。", "email", "li.si@example.gov.cn"),
        ("ｌｉｓｉ＠example．com", "email", "ｌｉｓｉ＠example．com"),
    ],
)
def test_personal_data_is_found(text: str, kind: str, data: str) -> None:
    (hit,) = find_personal_data(text)
    assert (hit.kind, text[hit.start : hit.end]) == (kind, data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "年初预算2,285.38万元，决算支出2,238.02万元，执行率94.43%",
        "购置经费一共¥249,379.00元",
        "代理服务费用23,632.00元，其中17,900.00元在“社保卡服务管理经费”中列支",
        "全省持卡人数累计11860万，电子社保卡持卡人数5439万人",
        "12345热线零延误，今年一共处理热线5000余起",
        "增加数量指标“12333电话咨询次数”",
        "全年接听咨询电话1234567次",
        "电话费88888888元",
        "预 算 编 码： 200002",
        "填报日期：2022.05.25 联系电话：",
        "2020年（截至12月20日）办理业务约8万笔，2021-06-27",
        "财预〔2020〕10号、鄂编办文〔2010〕79号、埔财绩[2022]4号",
        "社会信用代码 911101051949123100",
        "110105194912310021",
        "110105194913310029",
        "支出13812345678元",
        "支出13812345678.00元",
        "资产13,812,345,678.00元",
        "资产１３，８１２，３４５，６７８元",
        "支出1,138 1234 5678",
        "9138123456780",
        "系数0.13812345678",
        "得分 15 13 5 3 5 5 40 37 15 12 3 0",
        "1550.59÷1688.91×20=18.36",
        "0731-8888888",
        "合同金额 20220606 号",
    ],
)
def test_amounts_scores_counts_and_dates_are_not_personal(text: str) -> None:
    assert find_personal_data(text) == ()


def test_several_hits_stand_in_their_order_without_overlap() -> None:
    text = "a@b.cn；电话13812345678；11010519491231002X；13912345678"
    kinds = [hit.kind for hit in find_personal_data(text)]
    assert kinds == ["email", "mobile", "identity_number", "mobile"]


@pytest.mark.parametrize(
    "text",
    [
        "电话13812345678，13912345678",
        "13812345678,13912345678",
        "１３８１２３４５６７８，１３９１２３４５６７８",
        "１３８１２３４５６７８，139 1234 5678",
        "138-1234-5678，139-1234-5678，2人",
        "+86 13812345678,+86 13912345678",
    ],
)
def test_a_comma_does_not_make_two_numbers_an_amount(text: str) -> None:
    assert [hit.kind for hit in find_personal_data(text)] == ["mobile", "mobile"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("编号12，13812345678", "mobile"),
        ("13812345678，2022年已停用", "mobile"),
        ("第2，11010519491231002X", "identity_number"),
        ("联系电话：88888888，2022年已停用", "landline"),
    ],
)
def test_a_number_beside_a_comma_is_found(text: str, kind: str) -> None:
    assert [hit.kind for hit in find_personal_data(text)] == [kind]


@given(st.text(max_size=200))
def test_hits_lie_within_any_text(text: str) -> None:
    for hit in (*find_personal_data(text), *find_prompts(text)):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("自评结论：（请填写总体完成情况）", "（请填写总体完成情况）"),
        ("(请简要说明项目背景)", "(请简要说明项目背景)"),
        ("（简要说明项目概况）", "（简要说明项目概况）"),
        ("（不超过200字）", "（不超过200字）"),
        ("概述（500字以内）", "（500字以内）"),
        ("【此处填写】", "【此处填写】"),
        ("【请输入单位名称】", "【请输入单位名称】"),
        ("【…】", "【…】"),
        ("【 】", "【 】"),
        ("完成×××项目", "×××"),
        ("20XX年度", "XX"),
        ("XX年", "XX"),
        ("ＸＸ万元", "ＸＸ"),
        ("X年X月", "X年X月"),
        ("[填报人]", "[填报人]"),
        ("［联系电话］", "［联系电话］"),
        ("[电话已删]", "[电话已删]"),
        ("填报人：（填报人）", "（填报人）"),
        ("联系电话：（电话）", "（电话）"),
        ("签字：____", "____"),
    ],
)
def test_an_unfilled_prompt_is_found(text: str, prompt: str) -> None:
    (hit,) = find_prompts(text)
    assert (hit.kind, text[hit.start : hit.end]) == ("prompt", prompt)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "正向指标(即目标值为≥X,得分=权重*B/A)",
        "5×38.12%÷62.5%=3.05",
        "单价×数量，人数×月数×标准",
        "埔财绩[2022]4号，财预〔2020〕10号",
        "【2020】10号",
        "（请假人员除外）",
        "（以下简称“数据中心”）",
        "（截至12月20日）",
        "（公章）",
        "XXL号服装20套",
        "Linux、Excel、xxhash",
    ],
)
def test_ordinary_text_is_not_a_prompt(text: str) -> None:
    assert find_prompts(text) == ()


def test_only_listed_fields_become_public() -> None:
    indicator = {
        "id": "0190",
        "name": "网上办件事项",
        "category": "output",
        "weight": Decimal(5),
        "target_text": "15个",
        "actual_text": "85个",
        "self_score": Decimal(5),
        "computed_score": None,
        "review_score": Decimal(4),
        "self_reason": "internal",
    }
    snapshot = {
        "indicators": [{**indicator, "depth": 1}, "not a row"],
        "title": "信息化运行维护经费",
        "actor_id": "0190",
        "unit": {"name": "one value belongs here", "phone": "13812345678"},
        "grade": None,
        "sections": ({"key": "score", "title": "自评得分", "text": "98.36", "salt": "00"},),
        "comments": [{"text": "internal"}],
        "findings": "not a list",
        "total": 98.36,
    }
    public = {key: value for key, value in indicator.items() if key not in {"id", "self_reason"}}
    disclosed = disclose(snapshot)
    assert disclosed == {
        "title": "信息化运行维护经费",
        "indicators": [{"depth": 1, **public}],
        "grade": None,
        "sections": [{"key": "score", "title": "自评得分", "text": "98.36"}],
    }
    assert list(disclosed) == ["title", "indicators", "grade", "sections"]


def test_the_list_of_public_fields_is_this_one() -> None:
    """Adding a field to what is public is a decision, made here a second time."""
    assert sorted(PUBLISHED_FIELDS) == [
        *("edition", "findings", "fiscal_year", "funds", "grade", "indicators", "kind"),
        *("money_unit", "rate", "recommendations", "recomputable", "scheme", "sections", "steps"),
        *("title", "total", "unit"),
    ]
    fields = {key: sorted(shape) for key, shape in PUBLISHED_FIELDS.items() if shape is not None}
    assert fields == {
        "funds": ["actual", "is_total", "name", "original", "revised"],
        "indicators": [
            *("actual_text", "agreed_name", "agreed_reason", "agreed_target", "agreed_weight"),
            *("applies", "bonus", "category", "computed_score", "depth", "name", "name_reason"),
            *("review_score", "self_score", "target_reason", "target_text"),
            *("veto", "weight", "weight_reason"),
        ],
        "sections": ["key", "text", "title", "title_en"],
        "findings": ["category", "text"],
        "recommendations": ["category", "text"],
        "steps": ["how", "step"],
    }
