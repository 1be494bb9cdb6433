"""Personal data in what becomes public: of which kind, quoted by three signs, counted."""

import pytest

from policies.checking import Passage
from policies.checking.personal_data import check_personal_data
from tests.policies.sheets import list_found, make_sheet

Told = tuple[str, str, str]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("填报人：张三\n联系电话：[电话已删]", [("contact", "填报人***", "2")]),
        (
            "填报人：张三，填表人：李四，经办人：王五，联系人：赵六，联络电话：5512",
            [("contact", "填报人***", "4")],
        ),
        ("张三 0731-84123456", [("landline", "073***", "1")]),
        ("张三 010-8412345", [("landline", "010***", "1")]),
        ("张三 010-841234", []),
        (
            "李四13812345678，张三（0731）84123456",
            [("mobile", "138***", "1"), ("landline", "（07***", "1")],
        ),
        (
            "ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｎ（0731）84123456",
            [("email", "ｚｈａ***", "1"), ("landline", "（07***", "1")],
        ),
        ("联系电话：0731-84123456", [("landline", "073***", "1")]),
    ],
)
def test_each_kind_is_told_once_with_its_beginning_and_its_number(
    text: str, told: list[Told]
) -> None:
    sheet = make_sheet(sections=(Passage(key="s", text=text),))
    found = [item.numbers for item in list_found(check_personal_data, sheet)]
    assert found == [dict(zip(("kind", "text", "count"), each, strict=True)) for each in told]
