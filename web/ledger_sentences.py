"""The sentences about what is or is not yet in the ledger."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "not_sealed_yet": _l("这项评价的记录还没有封入账本，请稍后再导出"),
    "bundles_are_too_many": _l("符合条件的评价超过 %(limit)s 项，请缩小筛选范围，分次导出"),
    "nothing_to_bundle": _l("符合条件的记录还没有封入账本，请稍后再导出"),
}
