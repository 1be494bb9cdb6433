"""Every action can be taken somewhere: a new one fails here until it has its place."""

from models.vocabulary import Action
from web.pages.act import SCHEMAS
from web.show.forms import REMARKS
from web.show.moves import FORWARD, SHOWN

ELSEWHERE = {
    Action.CREATE: "the page of new evaluations",
    Action.SCORE: "the page of filling in",
    Action.ATTACH: "the page of documents",
    Action.ASSIGN: "the page of who fills in what",
    Action.ANSWER: "the page of points",
    Action.SETTLE: "the card of points",
    Action.RESCORE: "the page of review",
    Action.COMMENT: "the card of comments",
    Action.ASK_ERASURE: "the page of texts",
    Action.ERASE: "the page of texts",
    Action.DECLINE_ERASURE: "the page of texts",
    Action.PLAN_MEASURE: "the page of measures",
    Action.REPORT_MEASURE: "the page of measures",
    Action.ACCEPT_MEASURE: "the page of measures",
    Action.REFUSE_MEASURE: "the page of measures",
    Action.ASSIGN: "the page of shares",
}
PAGES_OF_THEIR_OWN = {Action.FILL, Action.AMEND}


def test_every_action_has_a_button_or_a_page() -> None:
    missing = set(Action) - set(SHOWN) - set(ELSEWHERE)
    assert not missing, f"add to SHOWN in web/show/moves.py, or to ELSEWHERE here: {missing}"
    assert not set(SHOWN) & set(ELSEWHERE)
    assert set(FORWARD) <= set(SHOWN)


def test_every_button_has_a_form() -> None:
    wanted = (set(SHOWN) | {Action.COMMENT}) - PAGES_OF_THEIR_OWN
    taken = {REMARKS[form].action for form in SCHEMAS}
    assert taken == wanted, "SCHEMAS in web/pages/act.py takes what SHOWN offers"
    assert set(SCHEMAS) == set(REMARKS)
