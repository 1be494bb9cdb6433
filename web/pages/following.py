"""How the problems of one evaluation are put right: measures, reports, acceptance."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf

from models.vocabulary import Action, Source, Standing
from web.asking import require_actor
from web.desk import STRANGE, look_up, refuse_strangers, require, sort_messages
from web.documents import FILE, check_file, open_store, read_upload
from web.door import act, database, house, recall
from web.errors import STATUS_OF
from web.files import Incoming, find_media_type
from web.format import to_local
from web.schemas.base import Handed
from web.schemas.measures import JudgeSchema, PlanSchema, ReportSchema
from web.security import csrf
from web.sent import TOKEN, Sent, read_sent
from web.show.following import list_advice, list_problems
from web.standing import for_action
from web.words import label
from workflow.data import Attempt, NewFile, ReportingMeasure
from workflow.guards import Case
from workflow.machine import why_not
from workflow.measures import Measure
from workflow.refusals import Refused, Why, hidden

blueprint = Blueprint("following", __name__)
ADDRESS = "/evaluations/<uuid:evaluation_id>/measures"
REPORT = f"{ADDRESS}/<uuid:measure_id>/report"
JUDGING = {"accept": Action.ACCEPT_MEASURE, "refuse": Action.REFUSE_MEASURE}
NAMES = ", ".join(JUDGING)
TICK = "measure-"
REPORT_FIELDS = ("text", FILE, "attachment_id")


@blueprint.get(ADDRESS)
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """Every problem with its measures, and what the person who asks may do about them."""
    return _render(_look_up(evaluation_id))


@blueprint.get(f"{ADDRESS}/<any(plan, {NAMES}):how>")
def show_form(evaluation_id: UUID, how: str) -> ResponseReturnValue:  # noqa: ARG001 -- all the forms stand on one page
    """The page again, for whoever comes back to the address that a form was sent to."""
    return show(evaluation_id)


@blueprint.post(f"{ADDRESS}/plan")
def plan(evaluation_id: UUID) -> ResponseReturnValue:
    """Keep all measures that were typed, new ones and changed ones, as one event."""
    case = _look_up(evaluation_id, attempted=Action.PLAN_MEASURE)
    sent = read_sent(request.form, request.files)
    refuse_strangers(case, action=Action.PLAN_MEASURE)
    try:
        handed: Handed = sent.load(PlanSchema())
        _act(case, action=Action.PLAN_MEASURE, handed=handed, sent=sent)
    except Refused as refused:
        return _answer(case, sent=sent, refused=refused)
    flash(_("已保存"))
    return redirect(url_for("following.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


@blueprint.post(f"{ADDRESS}/<any({NAMES}):how>")
def judge(evaluation_id: UUID, how: str) -> ResponseReturnValue:
    """Accept or refuse the measures that were ticked."""
    action = JUDGING[how]
    case = _look_up(evaluation_id, attempted=action)
    sent = read_sent(request.form, request.files)
    refuse_strangers(case, action=action)
    try:
        handed: Handed = _number_ticks(sent).load(JudgeSchema())
        _act(case, action=action, handed=handed, sent=sent)
    except Refused as refused:
        return _answer(case, sent=sent, refused=refused)
    flash(_("已办理：%(action)s", action=label(Action, action)))
    return redirect(url_for("following.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _number_ticks(sent: Sent) -> Sent:
    """Each tick bears the id of its measure; the schema has them in a row."""
    ticked = [name.removeprefix(TICK) for name in sent.fields if name.startswith(TICK)]
    fields = {name: text for name, text in sent.fields.items() if not name.startswith(TICK)}
    fields |= {f"{TICK}{number}": own for number, own in enumerate(ticked)}
    return replace(sent, fields=fields)


@blueprint.get(REPORT)
def show_report(evaluation_id: UUID, measure_id: UUID) -> ResponseReturnValue:
    """The form to report one measure as done."""
    case = _look_up(evaluation_id)
    require(case, action=Action.REPORT_MEASURE)
    return _render_report(case, _find(case, measure_id))


@blueprint.post(REPORT)
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
def report(evaluation_id: UUID, measure_id: UUID) -> ResponseReturnValue:
    """Take a report in, with or without a document: who asks, whether he may, then the body."""
    case = _look_up(evaluation_id, attempted=Action.REPORT_MEASURE)
    unknown = measure_id not in case.measures().by_id
    families = frozenset(Why) if unknown else STRANGE
    refuse_strangers(case, action=Action.REPORT_MEASURE, families=families)
    measure = _find(case, measure_id)
    sent: Sent | None = None
    try:
        with open_store().receive() as incoming:
            form, files, name = read_upload(incoming)
            try:
                validate_csrf(form.get(TOKEN))
            except ValueError as error:
                raise CSRFError(str(error)) from None
            sent = read_sent(form, files)
            _take_report(case, sent, measure=measure, incoming=incoming, name=name)
    except Refused as refused:
        if refused.why not in {Why.UNMET, Why.CONFLICT}:
            raise
        return _render_report(case, measure, values=sent.fields if sent else {}, refused=refused)
    flash(_("已办理：%(action)s", action=label(Action, Action.REPORT_MEASURE)))
    return redirect(url_for("following.show", evaluation_id=evaluation_id), HTTPStatus.SEE_OTHER)


def _take_report(
    case: Case, sent: Sent, *, measure: Measure, incoming: Incoming, name: str
) -> None:
    named = replace(sent, fields={**sent.fields, "measure": str(measure.id)})
    handed: Handed = named.load(ReportSchema())
    given = handed.data
    if not isinstance(given, ReportingMeasure):
        raise TypeError(given)
    # A browser sends the part of a file that nobody chose, without a name and without a byte.
    if name or incoming.arrival.size:
        file = NewFile(
            name=name,
            media_type=find_media_type(name),
            size=incoming.arrival.size,
            sha256=incoming.arrival.sha256,
        )
        check_file(file)
        given = replace(given, file=file, attachment_id=None)
    about = (given.file.name, given.file.sha256) if given.file else ()
    once = sent.once(Action.REPORT_MEASURE, case.facts.evaluation_id, measure.id, *about)
    if recall(house(), actor_id=case.actor.id, sent=once):
        return
    # What is refused anyway need not fill the store.
    if reasons := why_not(action=Action.REPORT_MEASURE, case=replace(case, data=given)):
        raise Refused(*reasons)
    if given.file is not None:
        incoming.keep()
    act(
        house(),
        _attempt(case, action=Action.REPORT_MEASURE, handed=replace(handed, data=given)),
        sent=once,
    )


def _look_up(evaluation_id: UUID, *, attempted: Action | None = None) -> Case:
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, attempted=attempted)
        case.content()
        case.measures()
    return _stand(case) if attempted is None else case


def _stand(case: Case) -> Case:
    """Return the case from where this person can do something here, his own right first."""
    for action in (Action.PLAN_MEASURE, Action.ACCEPT_MEASURE):
        standing = for_action(case, action=action)
        if not why_not(action=action, case=standing):
            g.mandate = standing.actor.mandate
            return standing
    return case


def _act(case: Case, *, action: Action, handed: Handed, sent: Sent) -> None:
    attempt = _attempt(case, action=action, handed=handed)
    act(house(), attempt, sent=sent.once(action, case.facts.evaluation_id))


def _attempt(case: Case, *, action: Action, handed: Handed) -> Attempt:
    return Attempt(
        action=action,
        evaluation_id=case.facts.evaluation_id,
        actor_id=case.actor.id,
        acting_for=case.actor.principal_id,
        data=handed.data,
        at=case.at,
        source=Source.PAGE,
        seen=handed.seen,
    )


def _answer(case: Case, *, sent: Sent, refused: Refused) -> Response:
    if refused.why not in {Why.UNMET, Why.CONFLICT}:
        raise refused
    return _render(case, values=sent.fields, refused=refused)


def _find(case: Case, measure_id: UUID) -> Measure:
    measure = case.measures().by_id.get(measure_id)
    if measure is None:
        raise hidden()
    return measure


def _render(
    case: Case, *, values: Mapping[str, str] | None = None, refused: Refused | None = None
) -> Response:
    slots = [f"{name}-{n}" for n in range(200) for name in ("measure", "owner", "due_on")]
    known = [*slots, "reason", "measures"]
    errors, general = sort_messages(refused.reasons if refused else (), known=known)
    content, here = case.content(), case.facts.evaluation_id
    cannot = {
        action: why_not(action=action, case=case)
        for action in (Action.PLAN_MEASURE, Action.REPORT_MEASURE, Action.ACCEPT_MEASURE)
    }
    page = render_template(
        "measures_of_one.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        problems=list_problems(content, case.measures(), here=here),
        advice=list_advice(content),
        here=here,
        may_plan=not cannot[Action.PLAN_MEASURE],
        may_report=not cannot[Action.REPORT_MEASURE],
        may_judge=not cannot[Action.ACCEPT_MEASURE],
        cannot_judge=cannot[Action.ACCEPT_MEASURE],
        waiting=sum(each.standing is Standing.DONE for each in case.measures().list_here(here)),
        values=values or {},
        errors=errors,
        general=general,
        today=to_local(case.at).date().isoformat(),
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _render_report(
    case: Case,
    measure: Measure,
    *,
    values: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=REPORT_FIELDS)
    page = render_template(
        "measure_report.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=case.content(),
        measure=measure,
        limit=house().settings.max_file_size,
        values=values or {},
        errors=errors,
        general=general,
        today=to_local(case.at).date().isoformat(),
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(page, status=status, content_type="text/html; charset=utf-8")
