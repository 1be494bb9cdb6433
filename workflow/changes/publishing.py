"""publish: writes the disclosure copy, the only thing that strangers are ever shown."""

from sqlalchemy.orm import Session

from models.queries.evaluations import Header, IndicatorRow
from models.tables import Publication
from models.writing import insert_into
from policies.disclosure import disclose
from workflow.agreed import list_differences
from workflow.audit import hash_text, name_hash, write_canonical
from workflow.changes.change import Change, number_event, say
from workflow.content import Content
from workflow.data import Remark
from workflow.guards import Case
from workflow.snapshot import spell_content, spell_steps, spell_texts


def publish(session: Session, case: Case) -> Change:
    """Freeze the disclosure copy: what `policies.disclosure` lists, and nothing else."""
    if case.header is None:
        raise TypeError(case)
    copy = write_canonical(build_disclosure(header=case.header, content=case.content()))
    digest = hash_text(copy, name=name_hash(session))
    text = case.data.text if isinstance(case.data, Remark) else ""
    said, writes = say(session, case=case, text=text)
    row: dict[str, object] = {
        "evaluation_id": case.facts.evaluation_id,
        "event_seq": number_event(case),
        "published_at": case.at,
        "content": copy,
        "content_hash": digest,
    }
    return Change(
        data={"publication": digest, **said},
        writes=[(insert_into(Publication), [row]), *writes],
    )


def build_disclosure(*, header: Header, content: Content) -> dict[str, object]:
    """Return the disclosure copy of an evaluation as it stands."""
    total = content.total
    spelled, steps = spell_content(content), spell_steps(content)
    return disclose(
        {
            **spelled,
            **spell_texts(content),
            "indicators": _spell_agreed_reasons(spelled["indicators"], content=content),
            "edition": header.evaluation.edition,
            "title": header.evaluation.title,
            "unit": header.unit_name,
            "kind": header.evaluation.kind,
            "fiscal_year": header.fiscal_year,
            "scheme": f"{content.scheme.title} {content.scheme.version}",
            "money_unit": content.scheme.form.money_unit,
            **({"steps": steps} if steps else {}),
            "total": None if total is None else f"{total:.2f}",
            "recomputable": content.recomputable,
            "grade": content.grade if content.recomputable else content.reported_grade,
            "rate": None if content.rate is None else f"{content.rate:.2f}",
        }
    )


def _spell_agreed_reasons(rows: object, *, content: Content) -> list[dict[str, object]]:
    """Return the rows with the reasons of changed agreements in words: everybody may read them."""
    if not isinstance(rows, list):
        raise TypeError(rows)
    return [
        spelled | _spell_reasons(row.stored) if row.stored.agreed_name is not None else spelled
        for spelled, row in zip(rows, content.rows, strict=True)
    ]


def _spell_reasons(row: IndicatorRow) -> dict[str, object]:
    each_its_own = {f"{each.part}_reason": each.reason for each in list_differences(row)}
    return {"agreed_reason": row.agreed_reason, **each_its_own}
