"""What can be compared: the sealed rounds of every edition, and each edition as it stands.

In an address a side is called `1.2`, the second round of the first edition, or `1`, the first
edition as it stands.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.editions import Chained, Sealing, read_rounds
from models.queries.evaluations import Header
from models.queries.trail import find_texts
from models.tables import Evaluation
from models.vocabulary import State
from web.format import format_clock
from web.show.versions import Version, list_marks, read_round, read_standing
from web.words import label
from workflow.content import load_content, read_scheme

CODE = re.compile(r"([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,3}))?")


@dataclass(frozen=True, kw_only=True)
class Side:
    """A round as it was sealed, or without `sealing` an edition as it stands."""

    evaluation: Evaluation
    sealing: Sealing | None = None
    alone: bool = False
    """Say whether there is no other edition."""

    @property
    def code(self) -> str:
        """What the side is called in an address."""
        edition = str(self.evaluation.edition)
        return f"{edition}.{self.sealing.round}" if self.sealing else edition

    @property
    def name(self) -> str:
        """What the side is called on a page."""
        edition = _("第 %(edition)s 版", edition=self.evaluation.edition)
        return self._stage if self.alone else f"{edition} · {self._stage}"

    @property
    def _stage(self) -> str:
        if self.sealing is not None:
            number, at = self.sealing.round, format_clock(self.sealing.at)
            return str(_("第 %(round)s 轮（%(at)s 提交）", round=number, at=at))
        if self.evaluation.state == State.PUBLISHED:
            at = format_clock(self.evaluation.state_since)
            return str(_("公开的内容（%(at)s 公开）", at=at))
        return str(_("现在的内容（%(state)s）", state=label(State, self.evaluation.state)))


@dataclass(frozen=True)
class Choice:
    """The two sides of a comparison, the older one first."""

    old: Side
    new: Side


def list_sides(chain: Sequence[Chained]) -> tuple[Side, ...]:
    """Return all there is to compare, in the order it came about."""
    alone = len(chain) == 1
    return tuple(
        Side(evaluation=edition.evaluation, sealing=sealing, alone=alone)
        for edition in chain
        for sealing in (*edition.rounds, None)
    )


def choose_sides(sides: Sequence[Side], *, evaluation_id: UUID) -> Choice | None:
    """Return what the address asks for, whichever way round; else how the evaluation stands, and
    what it is best compared with. None where there is nothing to compare it with.

    What is no side at all is answered with 400, a side that there is not with 404.
    """
    asked = [_find(sides, request.args.get(name, "")) for name in ("from", "to")]
    new = asked[1] or next(
        side for side in sides if side.evaluation.id == evaluation_id and not side.sealing
    )
    old = asked[0] or _find_before(sides, new)
    if old is None:
        return None
    first, second = sorted((old, new), key=sides.index)
    return Choice(first, second)


def _find(sides: Sequence[Side], code: str) -> Side | None:
    if not code:
        return None
    if CODE.fullmatch(code) is None:
        abort(400)
    found = next((side for side in sides if side.code == code), None)
    return found or abort(404)


def _find_before(sides: Sequence[Side], side: Side) -> Side | None:
    """Return what came before; before what stands now, the round that was sealed before this one,
    since what was submitted and what stands are the same until somebody reviews it. What a
    published correction corrects is the edition before, whatever rounds it took.
    """
    before = list(sides[: sides.index(side)])
    editions = [each for each in before if each.sealing is None]
    if editions and side.sealing is None and side.evaluation.state == State.PUBLISHED:
        return editions[-1]
    moved_on = side.sealing is None and side.evaluation.state != State.DRAFT
    if moved_on and len(before) > 1:
        before.pop()
    return before[-1] if before else None


def read_sides(session: Session, choice: Choice, *, header: Header) -> tuple[Version, Version]:
    """Read both sides: a query for all rounds and one for their texts, four for what stands."""
    sides = (choice.old, choice.new)
    found = read_rounds(
        session,
        [(side.evaluation.id, side.sealing.round) for side in sides if side.sealing is not None],
    )
    sealed: dict[tuple[UUID, int], Mapping[str, Any]] = {
        key: json.loads(content) for key, content in found.items()
    }
    texts = find_texts(session, [mark for each in sealed.values() for mark in list_marks(each)])

    def read(side: Side) -> Version:
        if side.sealing is None:
            stands = replace(header, evaluation=side.evaluation)
            return read_standing(load_content(session, stands))
        content = sealed[side.evaluation.id, side.sealing.round]
        return read_round(content, texts=texts, scheme=read_scheme(header))

    old = read(choice.old)
    return old, old if choice.old == choice.new else read(choice.new)
