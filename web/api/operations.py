"""Everything a script can ask for, operation by operation: the one list from which the description
and the page for people are made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from models.vocabulary import Action, Scope
from web.api.answers import (
    CyclesSchema,
    EvaluationSchema,
    EvaluationsSchema,
    MeSchema,
    OutcomeSchema,
    TrailSchema,
)
from web.api.beginning import CreateSchema
from web.api.bodies import MAKE, ON_A_VERSION, Setting
from web.api.fields import AnswerSchema
from web.api.problems import BASE
from web.api.queries import ListSchema, NothingSchema, TrailQuerySchema
from web.api.spelling import DONE_TO_ONE
from web.schemas.base import FormSchema

ONE = f"{BASE}/evaluations/{{evaluation_id}}"
UNDESCRIBED = Setting(content=None, zone=ZoneInfo("UTC"))
_READS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.UPGRADE_REQUIRED,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_READS_ONE = (*_READS, HTTPStatus.NOT_FOUND)
_BEGINS = (
    *_READS,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
_ACTS = (*_BEGINS, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing a script can ask for. `errors` are the statuses it may answer besides success;
    without an `answer` it answers with the bytes of a file. A `conditional` one needs If-Match.
    """

    id: str
    method: str
    path: str
    answer: type[AnswerSchema] | None
    errors: tuple[HTTPStatus, ...]
    status: HTTPStatus = HTTPStatus.OK
    scope: Scope = Scope.READ
    query: type[FormSchema] = NothingSchema
    make_body: Callable[[], FormSchema] | None = None
    is_upload: bool = False
    action: Action | None = None
    conditional: bool = False

    @property
    def tells_version(self) -> bool:
        """Say whether the answer names the content version of one evaluation, as its ETag."""
        return self.answer in {EvaluationSchema, OutcomeSchema}


def _act(action: Action) -> Operation:
    return Operation(
        id=f"{action}_evaluation",
        method="POST",
        path=f"{ONE}/actions/{action}",
        answer=OutcomeSchema,
        errors=_ACTS if action in ON_A_VERSION else _BEGINS,
        scope=Scope.ACT,
        make_body=lambda: MAKE[action](UNDESCRIBED),
        is_upload=action is Action.ATTACH,
        action=action,
        conditional=action in ON_A_VERSION,
    )


OPERATIONS: tuple[Operation, ...] = (
    Operation(id="show_me", method="GET", path=f"{BASE}/me", answer=MeSchema, errors=_READS),
    Operation(
        id="list_cycles", method="GET", path=f"{BASE}/cycles", answer=CyclesSchema, errors=_READS
    ),
    Operation(
        id="list_evaluations",
        method="GET",
        path=f"{BASE}/evaluations",
        answer=EvaluationsSchema,
        errors=_READS,
        query=ListSchema,
    ),
    Operation(
        id="create_evaluation",
        method="POST",
        path=f"{BASE}/evaluations",
        answer=OutcomeSchema,
        errors=_BEGINS,
        status=HTTPStatus.CREATED,
        scope=Scope.ACT,
        make_body=CreateSchema,
        action=Action.CREATE,
    ),
    Operation(
        id="show_evaluation", method="GET", path=ONE, answer=EvaluationSchema, errors=_READS_ONE
    ),
    Operation(
        id="show_trail",
        method="GET",
        path=f"{ONE}/trail",
        answer=TrailSchema,
        errors=_READS_ONE,
        query=TrailQuerySchema,
    ),
    Operation(
        id="download_attachment",
        method="GET",
        path=f"{ONE}/attachments/{{attachment_id}}",
        answer=None,
        errors=_READS_ONE,
    ),
    *(_act(action) for action in DONE_TO_ONE),
)
