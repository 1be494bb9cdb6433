"""publish: writes the disclosure copy, the only thing that strangers are ever shown."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models.queries.evaluations import Header, IndicatorRow
from models.queries.written import list_kept_texts
from models.tables import Publication
from models.writing import insert_into
from policies.disclosure import disclose
from workflow.agreed import list_differences
from workflow.audit import hash_copy, write_canonical
from workflow.changes.change import Change, number_event, say
from workflow.content import Content
from workflow.data import Remark
from workflow.guards import Case
from workflow.snapshot import SpellText, spell_content, spell_steps, spell_texts


def publish(session: Session, case: Case) -> Change:
    """Freeze the disclosure copy: what `policies.disclosure` lists, and nothing else."""
    if case.header is None:
        raise TypeError(case)
    content = case.content()
    copy = build_disclosure(
        header=case.header, content=content, salts=_read_salts(session, content)
    )
    digest = hash_copy(copy)
    text = case.data.text if isinstance(case.data, Remark) else ""
    said, writes = say(session, case=case, text=text)
    row: dict[str, object] = {
        "evaluation_id": case.facts.evaluation_id,
        "event_seq": number_event(case),
        "published_at": case.at,
        "content": write_canonical(copy),
        "content_hash": digest,
    }
    return Change(
        data={"publication": digest, **said},
        writes=[(insert_into(Publication), [row]), *writes],
    )


def _read_salts(session: Session, content: Content) -> dict[str, str]:
    """Return the salts of all texts that may be published, in hex, by commitment. One query."""
    written = (*content.sections.values(), *content.findings, *content.recommendations)
    marks = {text.commitment for text in written}
    for row in content.rows:
        marks |= {row.stored.agreed_reason_hash}
        marks |= {each.commitment for each in list_differences(row.stored)}
    kept = list_kept_texts(session, {mark for mark in marks if mark is not None})
    return {text.commitment: text.salt.hex() for text in kept if text.salt is not None}


def build_disclosure(
    *, header: Header, content: Content, salts: Mapping[str, str]
) -> dict[str, object]:
    """Return the disclosure copy of an evaluation as it stands: each text with its salt and its
    commitment, of an erased one the commitment alone.
    """
    total = content.total

    def spell(commitment: str | None, text: str | None) -> object:
        if commitment is None:
            return text
        # Where somebody erases at this moment the salt is gone first; the door then refuses this.
        if text is None or commitment not in salts:
            return {"commitment": commitment}
        return {"commitment": commitment, "salt": salts[commitment], "text": text}

    spelled, steps = spell_content(content), spell_steps(content)
    return disclose(
        {
            **spelled,
            **spell_texts(content, spell=spell),
            "indicators": _spell_agreed_reasons(
                spelled["indicators"], content=content, spell=spell
            ),
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


def _spell_agreed_reasons(
    rows: object, *, content: Content, spell: SpellText
) -> list[dict[str, object]]:
    """Return the rows with the reasons of changed agreements in words: everybody may read them."""
    if not isinstance(rows, list):
        raise TypeError(rows)
    return [
        spelled | _spell_reasons(row.stored, spell=spell)
        if row.stored.agreed_name is not None
        else spelled
        for spelled, row in zip(rows, content.rows, strict=True)
    ]


def _spell_reasons(row: IndicatorRow, *, spell: SpellText) -> dict[str, object]:
    each_its_own = {
        f"{each.part}_reason": spell(each.commitment, each.reason) for each in list_differences(row)
    }
    return {"agreed_reason": spell(row.agreed_reason_hash, row.agreed_reason), **each_its_own}
