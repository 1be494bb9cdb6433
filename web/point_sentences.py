"""The sentences about the points of a return."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "points_are_answered": _l("第 %(number)s 个退回问题还没有回应"),
    "too_many_points": _l("问题太多：这次最多还能提出 %(most)s 个"),
    "point_says_nothing": _l("请写明问题"),
    "no_point_waits_for_an_answer": _l("没有等待回应的问题"),
    "nothing_is_answered": _l("请至少回应一个问题"),
    "point_is_unknown": _l("本评价没有这个问题，或它已经销号"),
    "answer_says_nothing": _l("请写明怎样改了，或为什么不改"),
    "no_point_waits_to_be_settled": _l("没有等待您销号的问题"),
    "nothing_is_settled": _l("请至少勾选一个问题"),
    "point_cannot_be_settled": _l("这个问题还没有回应，已经销号，或不是您这一方提出的"),
}
