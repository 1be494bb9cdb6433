"""The words of the field: every role, state, action and category by its code.

Codes are ASCII and never reused; labels live in templates and translations.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be asked to do; one person may hold several."""

    FILER = "filer"
    UNIT_HEAD = "unit_head"
    FINANCE_CHIEF = "finance_chief"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class HashName(StrEnum):
    """The hash of a trail, of its tree and of what its events commit to; each event says which."""

    SHA256 = "sha256"
    SM3 = "sm3"


class State(StrEnum):
    """Where an evaluation stands. NONE is the source of creation and is never stored as a state."""

    NONE = "none"
    DRAFT = "draft"
    SELF_SCORED = "self_scored"
    UNIT_APPROVED = "unit_approved"
    FINANCE_REVIEWED = "finance_reviewed"
    PUBLISHED = "published"


LIFECYCLE = tuple(state for state in State if state is not State.NONE)
"""The five stored states in the order an evaluation passes them."""


class Action(StrEnum):
    """What a person does to an evaluation, an imperative; one action leaves one audit event."""

    CREATE = "create"
    FILL = "fill"
    SCORE = "score"
    ATTACH = "attach"
    COMMENT = "comment"
    AMEND = "amend"
    ANSWER = "answer"
    SUBMIT = "submit"
    RECALL = "recall"
    APPROVE = "approve"
    RETURN = "return"
    SETTLE = "settle"
    RESCORE = "rescore"
    REVIEW = "review"
    REOPEN = "reopen"
    PUBLISH = "publish"
    CORRECT = "correct"
    DISCARD = "discard"
    ASK_ERASURE = "ask_erasure"
    ERASE = "erase"
    DECLINE_ERASURE = "decline_erasure"
    PLAN_MEASURE = "plan_measure"
    REPORT_MEASURE = "report_measure"
    ACCEPT_MEASURE = "accept_measure"
    REFUSE_MEASURE = "refuse_measure"
    ASSIGN = "assign"
    ESCALATE = "escalate"


class MeasureStep(StrEnum):
    """What happened to a measure by which a problem is put right (整改措施)."""

    PLAN = "plan"
    CHANGE = "change"
    DONE = "done"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CARRY = "carry"


class Standing(StrEnum):
    """How a measure stands; OPEN is a problem for which nobody has named a measure yet."""

    OPEN = "open"
    PLANNED = "planned"
    DONE = "done"
    REFUSED = "refused"
    ACCEPTED = "accepted"


class Ground(StrEnum):
    """Why a text is erased, in a word that everybody may read."""

    PERSONAL_DATA = "personal_data"
    CONFIDENTIAL = "confidential"
    OTHER = "other"


class Office(StrEnum):
    """The two offices without either of which no text is erased."""

    CHIEF = "chief"
    AUDITOR = "auditor"


class Reviewer(StrEnum):
    """The two offices that send back, and with that raise points: head of the unit, chief."""

    HEAD = "head"
    CHIEF = "chief"


class PointKind(StrEnum):
    """A step of a point: raised by a return or carried along from an evaluation before, answered by
    the filer, then settled, or insisted on by the next return.
    """

    RAISE = "raise"
    ANSWER = "answer"
    SETTLE = "settle"
    INSIST = "insist"
    CARRY = "carry"


class Kind(StrEnum):
    """Who evaluates what (财预〔2020〕10号 art. 4)."""

    PROJECT = "project_self_evaluation"
    DEPARTMENT = "department_self_evaluation"
    FINANCE = "finance_evaluation"


class Category(StrEnum):
    """What an indicator measures; EXECUTION is the row computed from the budget lines."""

    EXECUTION = "execution"
    DECISION = "decision"
    PROCESS = "process"
    OUTPUT = "output"
    OUTCOME = "outcome"
    SATISFACTION = "satisfaction"
    MANAGEMENT = "management"
    OTHER = "other"


class ScoreKind(StrEnum):
    """Whose score: the unit's own or the finance section's."""

    SELF = "self"
    REVIEW = "review"


class Grade(StrEnum):
    """The four words for a result: 优, 良, 中, 差."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Severity(StrEnum):
    """E must be mended or explained, W wants a reason, I informs."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"


class MoneyUnit(StrEnum):
    """The unit a form prints money in; stored amounts are always yuan."""

    YUAN = "元"
    WAN = "万元"


class Source(StrEnum):
    """Through which way in an action came."""

    PAGE = "page"
    IMPORT = "import"
    COMMAND = "command"
    DEMO = "demo"
    API = "api"


class AdminAction(StrEnum):
    """What an administrator or an operator does to people and settings."""

    BEGIN_DEMO = "begin_demo"
    ADD_PERSON = "add_person"
    ISSUE_LINK = "issue_link"
    SET_PASSWORD = "set_password"  # noqa: S105 -- the name of an act
    DISABLE_PERSON = "disable_person"
    ENABLE_PERSON = "enable_person"
    CHANGE_ROLES = "change_roles"
    CHANGE_UNIT = "change_unit"
    ADD_UNIT = "add_unit"
    ADD_SECTION = "add_section"
    ADD_CYCLE = "add_cycle"
    ADD_SCHEME = "add_scheme"
    EDIT_UNIT = "edit_unit"
    CHANGE_CYCLE = "change_cycle"
    ACTIVATE_SCHEME = "activate_scheme"
    ISSUE_TOKEN = "issue_token"  # noqa: S105 -- the name of an act
    REVOKE_TOKEN = "revoke_token"  # noqa: S105 -- as above
    CLOCK_WENT_BACK = "clock_went_back"
    ROTATE_KEY = "rotate_key"
    DELEGATE = "delegate"
    END_DELEGATION = "end_delegation"


class Scope(StrEnum):
    """What a token of a script allows: to read, or also to act."""

    READ = "read"
    ACT = "act"


class Form(StrEnum):
    """The forms whose typed content is kept while nobody has saved it."""

    FUNDS = "funds"
    INDICATORS = "indicators"
    NARRATIVE = "narrative"
    AMEND = "amend"
    REVIEW = "review"
    SUBMIT = "submit"
    RECALL = "recall"
    APPROVE = "approve"
    RETURN = "return"
    FINISH = "finish"
    REOPEN = "reopen"
    PUBLISH = "publish"
    CORRECT = "correct"
    DISCARD = "discard"
    COMMENT = "comment"
    ESCALATE = "escalate"
    ANSWER = "answer"
