"""The sentences of the interface: what a script is told, and what its answers are called."""

from flask_babel import lazy_gettext as _l

REQUESTS = {
    "token_is_missing": _l("请在 Authorization 标头里给出令牌：Bearer hj_…"),
    "token_is_unknown": _l("令牌不对、已过期或已吊销，或账号已停用"),
    "token_only_reads": _l("这个令牌只能读取，不能办理"),
    "key_is_missing": _l("请在 Idempotency-Key 标头里给出本次请求的编号"),
    "key_is_unreadable": _l("Idempotency-Key 应为 1 到 200 个可见的 ASCII 字符"),
    "acting_for_is_unreadable": _l("Acting-For 应为被代办人的编号（小写 UUID，36 个字符）"),
    "if_match_is_missing": _l('请在 If-Match 标头里给出所依据的内容版本，例如 "7"'),
    "if_match_is_unreadable": _l('If-Match 应为一个带引号的内容版本，例如 "7"'),
    "json_expected": _l("请求正文应为 application/json"),
    "form_data_expected": _l("请用 multipart/form-data 上传文件"),
    "body_too_large": _l("请求正文太大，最多 %(limit)s"),
    "document_is_missing": _l(
        "登记和哈希都在，但文件库里没有这个文件，或者它不完整；错误已记录，请联系运维人员。"
    ),
    "parameter_is_unknown": _l("地址里有不认识的参数：%(field)s"),
    "parameter_is_repeated": _l("参数 %(field)s 出现了不止一次"),
    "number_out_of_range": _l("请填写 %(least)s 到 %(most)s 的整数"),
    "not_a_place": _l("翻页的位置不对，请使用上一页给出的链接"),
    "rows_are_missing": _l("至少要有一个指标"),
    "rows_are_too_deep": _l("指标最多 %(limit)s 级"),
    "rows_are_not_wanted": _l("只有 origin 为 file 时才能自带指标"),
    "row_above_has_weight": _l("“%(row)s”的上级已有分值，下级不能再有分值"),
}

TITLES = {
    "problem_400": _l("请求无法读取"),
    "problem_401": _l("需要令牌"),
    "problem_403": _l("无权办理"),
    "problem_404": _l("没有找到"),
    "problem_405": _l("这个地址没有这种方法"),
    "problem_406": _l("没有可接受的格式"),
    "problem_409": _l("现在不能办理"),
    "problem_412": _l("内容已有变动"),
    "problem_413": _l("请求太大"),
    "problem_415": _l("格式不支持"),
    "problem_422": _l("内容需要改正"),
    "problem_426": _l("需要 HTTPS"),
    "problem_428": _l("需要内容版本"),
    "problem_429": _l("请求太频繁"),
    "problem_500": _l("系统出错"),
    "problem_503": _l("暂时无法服务"),
}

DETAILS = {
    "problem_400_detail": _l("请求的写法不对，没有办理"),
    "problem_401_detail": _l("请给出有效的令牌"),
    "problem_403_detail": _l("这件事不由您办理"),
    "problem_404_detail": _l("没有这个内容，或您无权查看"),
    "problem_405_detail": _l("可用的方法见 Allow 标头"),
    "problem_406_detail": _l("本接口只以 application/json 回答"),
    "problem_409_detail": _l("评价现在不在可以这样办理的状态"),
    "problem_412_detail": _l("If-Match 给出的版本之后，内容已有变动；请重新读取再办理"),
    "problem_413_detail": _l("请减小请求或文件"),
    "problem_415_detail": _l("请按说明的格式发送"),
    "problem_422_detail": _l("请按所列原因改正后重新发送"),
    "problem_426_detail": _l("请改用 https:// 地址"),
    "problem_428_detail": _l("请先读取评价，再带上它的内容版本办理"),
    "problem_429_detail": _l("请按 Retry-After 标头稍后再试"),
    "problem_500_detail": _l("请把 instance 里的编号告诉管理员；没有办理"),
    "problem_503_detail": _l("没有办理，请按 Retry-After 标头稍后再试"),
}

TOKENS = {
    "token_does_not_exist": _l("没有这个令牌"),
    "tokens_are_too_many": _l("同时有效的令牌最多 %(limit)s 个，请先吊销不用的"),
    "token_was_shown": _l(
        "这份表单已经发放过令牌，令牌只显示一次；没有记下的话，请吊销它再发放一个"
    ),
}

SENTENCES = {**REQUESTS, **TITLES, **DETAILS, **TOKENS}
