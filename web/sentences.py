"""The sentences people read for each code that a rule, a guard or a form answers with.

Chinese is the source language; placeholders are named after the parameters of the code.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from flask_babel import lazy_gettext as _l

from web import delegation_sentences, ledger_sentences, point_sentences
from web.api.sentences import SENTENCES

Sentences: TypeAlias = Mapping[str, Any]

PREDICATES: Sentences = {
    "files_for_the_unit": _l("由本单位填报人办理（财政评价由财政业务科室填报人办理）"),
    "files_in_the_unit": _l("由被评价单位的填报人办理"),
    "had_no_part_in_measures": _l("您参与过整改措施的制定或报告，须由另一位科长验收"),
    "submitted_this_round": _l("只有提交本轮自评的人可以撤回"),
    "heads_the_unit": _l("由被评价单位负责人办理"),
    "oversees_the_unit": _l("由归口财政业务科室的科长办理"),
    "supervises_the_unit": _l("由归口财政业务科室的科长或主管单位负责人办理"),
    "audits": _l("由审计人员办理"),
    "had_no_part_in_filling": _l("您参与过本评价的填报，不能再审核或复核"),
    "did_not_approve": _l("您曾代表单位审核过本评价，不能再复核"),
    "did_not_review_where_separated": _l("您复核过本评价，须由另一位科长公开发布"),
    "lies_with_the_head": _l("提交自评之后，单位负责人才能退回或销号"),
    "lies_with_the_chief": _l("单位审核之后，财政业务科室才能退回或销号"),
    "was_never_submitted": _l("只有从未提交过的草稿可以作废"),
    "begins_the_first_edition": _l("这是对已公开结果的更正，只能由财政业务科室科长作废"),
    "corrects_an_edition": _l("财政业务科室只能作废尚未提交的更正稿"),
    "takes_part": _l("只有参与本评价的人可以评论"),
}

MOVES: Sentences = {
    "not_found": _l("没有这项评价，或您无权查看"),
    "is_the_deputy": _l("您现在不是这个人的代办人：没有代办，或已终止、已到期"),
    "account_is_disabled": _l("您的账号已停用，请联系系统管理员"),
    "not_yet": _l("需先到“%(sources)s”，现在是“%(state)s”"),
    "no_longer": _l("只能在“%(sources)s”时办理，现在是“%(state)s”"),
    "content_has_moved": _l("您打开页面之后，评价内容已有变动；请查看最新内容再办理"),
    "content_version_is_missing": _l("没有说明所依据的内容版本，请重新打开页面"),
    "version_has_moved": _l("刚刚有人写入了新的记录，请重试"),
    "cycle_is_open": _l("不在本年度评价任务的开放时间内"),
    "window_is_open": _l("填报已截止；财政业务科室或单位负责人退回并重新给出期限后可以填报"),
    "is_not_discarded": _l("本评价已作废，只能查看"),
    "has_no_successor": _l("这一版已经有更正版，请在最新一版上办理"),
    "deadline_is_over": _l("期限还没有过，不用催办"),
    "nobody_has_urged_lately": _l("刚刚催办过，隔一个工作日再催"),
    "nobody_has_acted_since": _l("提交之后已有他人处理，不能撤回"),
    "unit_takes_part_in_the_cycle": _l("本单位不在这项年度评价任务的范围内"),
    "too_much_at_once": _l("一次提交的改动太多，请分几次保存"),
    "text_was_erased": _l("这段文字已经清除"),
    "erasure_is_asked_already": _l("这段文字已有人申请清除，正等待另一人同意"),
    "old_copy_holds_it": _l(
        "公开副本由旧版本系统写成，内含这段文字的原文，清除会使公开副本的证明失效；请先更正这份评价"
    ),
    "request_is_waiting": _l("没有等待办理的这项清除申请，或已有人办理"),
    "another_person_asked": _l("您自己提出的清除申请，须由另一人同意"),
    "another_office_asked": _l("清除文字须由财政业务科科长和审计人员各一人：一人申请，另一人同意"),
    "no_measure_to_report": _l("没有可以报告完成的整改措施"),
    "no_measure_is_reported": _l("没有等待验收的这项整改措施，或已有人验收"),
    "measure_lives_elsewhere": _l("这项整改措施已转入%(year)s年度的评价，请在那里办理"),
    "measure_is_not_in_hand": _l("这项整改措施正在等待验收，或已验收，现在不能改动"),
}

CONDITIONS: Sentences = {
    "text_is_present": _l("请写明内容"),
    "note_is_for_reviewers": _l("核对代码由审核人或复核人在评价到了自己手上时注明"),
    "note_has_no_such_code": _l("请选择一个由人注明的核对代码"),
    "note_has_no_such_place": _l("请选择它所在的位置：本评价的一行指标，或表格的一部分"),
    "reason_is_given": _l("请写明理由"),
    "text_is_unknown": _l("本评价没有这段文字"),
    "no_measure_is_planned": _l("请至少填写一项整改措施"),
    "measures_are_too_many": _l("一次最多保存 %(limit)s 项整改措施，请分次办理"),
    "measure_says_nothing": _l("请写明整改措施"),
    "measure_has_no_owner": _l("请写明责任科室或岗位"),
    "measure_has_no_day": _l("请填写完成期限，例如 2026-09-30"),
    "measure_day_has_passed": _l("完成期限不能早于今天（%(today)s）"),
    "answers_no_text_of_this": _l("本评价没有这个问题或这条建议，请重新选择"),
    "measure_is_unknown": _l("本评价没有这项整改措施"),
    "report_says_nothing": _l("请写明做了什么、结果如何"),
    "attachment_is_unknown": _l("本评价没有这份附件，请重新选择"),
    "no_measure_is_chosen": _l("请勾选要验收的整改措施"),
    "measure_tells_personal_data": _l(
        "整改情况要随结果公开，不能写“%(found)s”这样的个人信息；请写科室或岗位"
    ),
    "due_date_is_ahead": _l("请给出一个还没有过去的日期"),
    "file_is_named": _l("请选择一个不为空的文件"),
    "row_is_unknown": _l("本评价没有这一行指标"),
    "section_is_unknown": _l("评价方案没有这一部分文字"),
    "line_is_unknown": _l("本评价没有这一行资金"),
    "nothing_differs": _l("没有任何改动"),
    "nothing_is_to_accept": _l("没有自评等于核算、还没有复核的指标"),
    "nothing_is_chosen": _l("请至少勾选一处"),
    "place_is_unknown": _l("这份表没有这一处"),
    "person_does_not_fill_in": _l("只能指派给本单位现在的填报人"),
    "name_is_missing": _l("“%(row)s”的名称不能为空"),
    "weight_is_missing": _l("“%(row)s”的分值应大于 0"),
    "weight_is_above_the_total": _l("“%(row)s”的分值不能超过总分 %(total)s"),
    "weight_is_below_the_score": _l("“%(row)s”已打 %(score)s 分，分值不能低于它"),
    "predecessor_does_not_fit": _l("只能沿用同一单位、以前年度、同一类型的评价"),
    "file_is_not_wanted": _l("选了文件，指标来源却不是表格文件：请改选来源，或去掉文件"),
    "token_was_used": _l("这个编号已经用于另一份内容，请换一个新的编号"),
    "total_out_of_range": _l("自报总分应在 0 到 %(limit)s 之间"),
    "amount_is_negative": _l("金额不能为负数"),
    "row_carries_no_score": _l("“%(row)s”是标题行或明细行，不单独打分"),
    "score_out_of_range": _l("“%(row)s”的得分 %(score)s 应在 0 到 %(weight)s 之间"),
    "section_is_missing": _l("文字部分“%(section)s”还没有写"),
    "funds_are_missing": _l("资金表还缺调整后预算数或执行数"),
    "result_is_missing": _l("还缺总分或等级"),
    "missing_S10": _l("“%(row)s”还没有自评得分"),
    "missing_I10": _l("“%(row)s”还没有完成值"),
    "left_out_without_reason": _l("“%(row)s”不适用，请写明理由"),
    "left_out_has_a_score": _l("“%(row)s”不适用，不能有得分，请清空"),
    "may_not_be_left_out": _l(
        "“%(row)s”写了“不适用”，但本方案里这一行必须打分：请改写完成值，或写明理由"
    ),
    "veto_is_unanswered": _l("“%(row)s”的完成值应写明情形是否发生：是、否，或发生的次数"),
    "veto_is_half_judged": _l(
        "“%(row)s”是一票否决的一行：没有发生的给满分 %(weight)s，发生的给 0 分，不能给 %(score)s"
    ),
    "veto_is_judged_without_reason": _l(
        "“%(row)s”的完成值与复核 %(score)s 分不一致，情形是否发生由复核认定，请写明理由"
    ),
    "nothing_applies": _l("全部指标都不适用，没有可评的内容"),
    "differences_have_reasons": _l(
        "“%(row)s”复核 %(review_score)s ≠ 自评 %(self_score)s，请写明差异说明"
    ),
    "review_is_settled": _l("“%(row)s”还没有复核得分"),
    "discloses_no_personal_data": _l("“%(place)s”里有个人信息，不能公开：%(found)s"),
    "leaves_no_prompt": _l("“%(place)s”里还有没填写的模板提示：%(found)s"),
}

OFFICES: Sentences = {
    "login_is_taken": _l("登录名“%(login)s”已有人使用"),
    "role_is_missing": _l("请至少给出一个角色"),
    "office_is_double": _l("一个人不能同时属于单位和财政业务科室"),
    "head_needs_a_unit": _l("单位负责人必须属于一个单位"),
    "chief_needs_a_section": _l("财政业务科科长必须属于一个财政业务科室"),
    "filer_needs_an_office": _l("填报人必须属于一个单位或财政业务科室"),
    "person_is_unknown": _l("没有这个人员"),
    "person_is_disabled": _l("账号已停用，先启用再发放链接"),
    "unit_is_unknown": _l("没有代码或名称为“%(found)s”的单位"),
    "units_have_moved": _l("预览之后单位已有变动；下面是现在会有的结果，请核对后再确认"),
    "scheme_is_not_utf8": _l("第 %(line)s 行不是 UTF-8 文字，请另存为 UTF-8 编码"),
    "administrator_has_no_other_role": _l("系统管理员不能兼任其他角色"),
    "administrator_has_no_office": _l("系统管理员不属于任何单位或财政业务科室"),
    "administers_the_site": _l("由系统管理员办理"),
    "is_somebody_else": _l("不能改自己的角色和所属，也不能停用自己；请另一位系统管理员办理"),
    "last_administrator_remains": _l("这是最后一位启用的系统管理员，请先增加或启用另一位"),
    "person_has_moved": _l("您打开页面之后，这个人员已有变动；请核对现在的情况再保存"),
    "unit_has_moved": _l("您打开页面之后，这个单位已有变动；请核对现在的情况再保存"),
    "cycle_has_moved": _l("您打开页面之后，这项任务的期限已有变动；请核对现在的情况再保存"),
    "unit_stands_above_itself": _l("主管单位不能是本单位，也不能是它的下级单位"),
    "scheme_is_not_active": _l("这个评价方案还没有启用"),
    "code_is_taken": _l("编码“%(code)s”已经使用"),
    "scheme_has_another_text": _l(
        "评价方案 %(name)s %(version)s 已登记过不同的内容，请换一个版本号"
    ),
    "cycle_closes_too_early": _l("截止时间应晚于开始时间"),
    "cycle_is_there": _l("%(year)s 年度已有名为“%(name)s”的任务，请换一个名称"),
}

NUMBERS: Sentences = {
    "not_a_number": _l("请只填数字，不写单位，例如 18.36"),
    "negative": _l("不能为负数"),
    "too_many_digits": _l("整数部分最多 %(digits)s 位"),
    "too_many_places": _l("小数最多 %(places)s 位"),
    "too_large": _l("不能大于 %(maximum)s"),
}

TEXTS: Sentences = {
    "control_character": _l("含有不能保存的控制字符 %(character)s，请删除"),
    "surrogate": _l("含有不完整的字符，请重新输入"),
    "holds_space": _l("不能含有空格或看不见的字符"),
    "too_long": _l("太长：%(length)s 字，最多 %(limit)s 字"),
}

SIGN_IN: Sentences = {
    "sign_in_needed": _l("请先登录；登录后回到刚才的页面"),
    "sign_in_lost": _l("登录已失效，刚才的操作没有办理；请重新登录后再办理"),
    "sign_in_lost_with_text": _l(
        "登录已失效，您填写的内容没有保存，都列在下面：请先复制，再登录，回到填写的页面粘贴"
    ),
    "sign_in_lost_carried": _l(
        "登录已失效，您填写的内容还没有保存；请重新登录，内容会放回原来的表单里，核对后再保存"
    ),
    "sign_in_put_off": _l("尝试次数过多，请 15 分钟后再试，或请管理员发放重设密码的链接"),
    "sign_in_failed": _l("登录名或密码不对，或账号已停用"),
    "link_is_spent": _l("链接已使用过或已过期，请向系统管理员索取新的链接"),
    "password_too_short": _l("密码至少 12 个字符"),
    "password_too_long": _l("密码最多 200 个字符"),
    "password_too_common": _l("这个密码太容易猜到，请换一个；不要包含登录名"),
    "passwords_differ": _l("两次输入的密码不一样"),
}

FORMS: Sentences = {
    "field_is_unknown": _l("表单里有不认识的字段：%(field)s"),
    "field_is_required": _l("必须填写"),
    "field_is_repeated": _l("字段 %(field)s 出现了不止一次"),
    "nothing_is_ticked": _l("请先勾选要办理的评价"),
    "too_many_are_ticked": _l("一次最多办理 %(limit)s 项"),
    "nobody_is_ticked": _l("请先勾选要催办的评价"),
    "too_many_are_urged": _l("一次最多催办 %(limit)s 项"),
    "too_many_views": _l("一个列表最多保存 %(limit)s 个视图，请先删除不用的"),
    "view_has_no_filter": _l("没有可保存的筛选条件，请先筛选"),
    "not_an_address": _l("请填写完整的电子邮箱地址，@ 前后都要有"),
    "address_is_missing": _l("要接收每日汇总，请填写邮箱地址"),
    "one_file_at_a_time": _l("每次只能上传一个文件"),
    "not_a_choice": _l("请从列出的选项中选择"),
    "not_a_year": _l("请填写年度，例如 2026"),
    "not_a_date": _l("请填写日期，例如 2026-06-30"),
    "not_an_id": _l("编号的格式不对"),
    "not_a_version": _l("页面的版本号不对，请重新打开页面"),
    "form_is_unreadable": _l("表单的内容无法读取，请重新打开页面再填"),
    "too_many_rows": _l("行数太多"),
}

FILES: Sentences = {
    "file_cannot_be_read": _l("文件读不了：%(why)s"),
    "number_expected": _l("这里应是数字，写成文字，最多 15 位"),
    "weight_not_positive": _l("权重应大于 0"),
    "too_deep": _l("指标层次太深，最多 6 级"),
    "id_is_repeated": _l("编号重复"),
    "file_too_large": _l("文件太大，最多 %(limit)s"),
    "file_is_not_utf8": _l("这一行不是 UTF-8 文字，请另存为 UTF-8 编码"),
    "file_is_empty": _l("文件是空的"),
    "file_is_not_json": _l("这里（行:列）不是正确的 JSON"),
    "file_is_too_deep": _l("嵌套层次太深"),
    "file_has_too_many_values": _l("内容太多：最多 %(limit)s 个值"),
    "file_has_no_number": _l("%(found)s 不是数字"),
    "file_has_doubled_key": _l("键“%(found)s”重复出现"),
    "case_field_is_wrong": _l("%(found)s"),
    "case_format_expected": _l("应写“%(wanted)s”"),
    "scheme_is_unknown": _l("没有评分方案“%(wanted)s”；有：%(known)s"),
    "case_form_is_unknown": _l("没有表格类型“%(found)s”对应的评价方案"),
    "case_has_no_open_cycle": _l("%(year)s 年度没有使用方案 %(scheme)s 的开放任务"),
    "case_unit_is_not_yours": _l("“%(found)s”不是您可以填报的单位"),
    "text_expected": _l("这里应是文字"),
    "list_expected": _l("这里应是列表"),
    "object_expected": _l("这里应是对象"),
    "whole_number_expected": _l("这里应是整数"),
}

SHEETS: Sentences = {
    "table_is_too_large": _l("表格文件太大，最多 %(limit)s"),
    "table_format_is_unknown": _l("只能读取 .xlsx 和 .csv 文件，请在表格软件里另存为其中一种"),
    "table_format_is_old": _l("这是旧格式或加了密码的文件，请另存为不加密的 .xlsx"),
    "table_is_unreadable": _l("文件无法读取，请用表格软件打开，另存为 .xlsx 再上传"),
    "table_line_is_broken": _l("第 %(line)s 行的引号不成对"),
    "table_is_blank": _l("第一个工作表里没有内容"),
    "table_expands_too_far": _l("文件展开之后太大，请只留下要导入的表格"),
    "table_holds_too_much": _l("表格里的文字太多，请只留下要导入的部分"),
    "table_has_too_many_rows": _l("行数太多，最多 %(limit)s 行"),
    "table_has_too_many_columns": _l("列数太多，最多 %(limit)s 列"),
    "table_cell_is_too_long": _l("单元格 %(cell)s 的文字太长，最多 %(limit)s 字"),
    "table_has_macros": _l("文件里有宏，请另存为不带宏的 .xlsx"),
    "table_has_links": _l("文件里有指向其他文件的链接，请断开链接再上传"),
    "table_declares_entities": _l("文件里有不允许的 XML 声明，请用表格软件另存为 .xlsx"),
    "table_formula_without_value": _l(
        "单元格 %(cell)s 的公式没有计算结果，请用表格软件打开并保存，再上传"
    ),
    "table_has_no_headings": _l(
        "没有找到表头：前 10 行里应有一行写明“分值”，和“一级指标”至“三级指标”或“指标名称”"
    ),
    "table_heading_is_doubled": _l("第 %(row)s 行的表头“%(column)s”与前面一列重复"),
    "units_have_no_headings": _l("没有找到表头：前 10 行里应有一行写明“单位代码”和“单位名称”"),
    "units_are_missing": _l("第 %(row)s 行的表头下面没有单位"),
    "unit_code_is_doubled": _l("第 %(row)s 行“%(column)s”：“%(found)s”在第 %(first)s 行已经出现"),
    "cell_is_blank": _l("第 %(row)s 行没有填写“%(column)s”"),
    "cell_names_no_unit": _l(
        "第 %(row)s 行“%(column)s”：没有代码为“%(found)s”的单位，文件里也没有"
    ),
    "cell_names_no_section": _l("第 %(row)s 行“%(column)s”：没有代码为“%(found)s”的财政业务科室"),
    "cell_makes_a_circle": _l("第 %(row)s 行“%(column)s”使单位成为自己的上级"),
    "cell_holds_space": _l("第 %(row)s 行“%(column)s”不能含有空格或看不见的字符"),
    "scheme_has_no_weights": _l("这个评价方案不打分，不能导入指标"),
    "indicators_are_missing": _l("第 %(row)s 行的表头下面没有指标"),
    "indicators_are_too_many": _l("指标太多，最多 %(limit)s 行"),
    "heading_adds_up_wrong": _l("第 %(row)s 行“%(column)s”%(printed)s ≠ 下级合计 %(derived)s"),
    "indicator_has_no_name": _l("第 %(row)s 行没有指标名称"),
    "indicator_has_no_weight": _l("第 %(row)s 行没有填写“%(column)s”"),
    "indicator_weighs_nothing": _l("第 %(row)s 行“%(column)s”应大于 0"),
    "category_is_unknown": _l("第 %(row)s 行“%(column)s”：没有“%(found)s”这一类别"),
    "cell_not_a_number": _l("第 %(row)s 行“%(column)s”不是数字"),
    "cell_negative": _l("第 %(row)s 行“%(column)s”不能为负数"),
    "cell_too_many_digits": _l("第 %(row)s 行“%(column)s”的整数部分最多 %(digits)s 位"),
    "cell_too_many_places": _l("第 %(row)s 行“%(column)s”的小数最多 %(places)s 位"),
    "cell_too_large": _l("第 %(row)s 行“%(column)s”不能大于 %(maximum)s"),
    "cell_control_character": _l("第 %(row)s 行“%(column)s”含有不能保存的控制字符 %(character)s"),
    "cell_surrogate": _l("第 %(row)s 行“%(column)s”含有不完整的字符"),
    "cell_too_long": _l("第 %(row)s 行“%(column)s”太长：%(length)s 字，最多 %(limit)s 字"),
}

GROUPS: Mapping[str, Sentences] = {
    "predicates": PREDICATES,
    "moves": MOVES,
    "conditions": CONDITIONS,
    "offices": OFFICES,
    "numbers": NUMBERS,
    "texts": TEXTS,
    "sign_in": SIGN_IN,
    "forms": FORMS,
    "files": FILES,
    "sheets": SHEETS,
    "api": SENTENCES,
    "ledger": ledger_sentences.SENTENCES,
    "delegations": delegation_sentences.SENTENCES,
    "points": point_sentences.SENTENCES,
}
"""What `describe_text` knows. Checks and scoring have functions of their own: their codes would
collide with these."""
