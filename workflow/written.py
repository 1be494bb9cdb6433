"""The free texts that the events of an evaluation name, each by its commitment."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from models.vocabulary import MeasureStep, PointKind


class Part(StrEnum):
    """What a text is of an evaluation."""

    SECTION = "section"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    CLAIM = "claim"
    SELF_REASON = "self_reason"
    REVIEW_REASON = "review_reason"
    AGREED_REASON = "agreed_reason"
    POINT = "point"
    ANSWER = "answer"
    SAID = "said"
    MEASURE = "measure"


class Mark(NamedTuple):
    """One text: its commitment, what it is, and of what: the key of a section, the category of a
    finding, the id of a row, the place of a point; empty for the others.
    """

    commitment: str
    part: Part
    key: str = ""


def list_marks(data: Mapping[str, Any]) -> Iterator[Mark]:
    """Yield the texts that the data of an event's body says were written with it."""
    for section in data.get("sections", ()):
        if section["new"] is not None:
            yield Mark(section["new"], Part.SECTION, section["key"])
    for found in data.get("findings", ()):
        part = Part.RECOMMENDATION if found["recommendation"] else Part.FINDING
        yield Mark(found["text"], part, found["category"])
    if claimed := data.get("claim", {}).get("reason"):
        yield Mark(claimed, Part.CLAIM)
    for score in data.get("scores", ()):
        if score["reason"] is not None:
            yield Mark(score["reason"], Part(f"{score['kind']}_reason"), score["indicator"])
    for amended in data.get("amended", ()):
        yield Mark(amended["reason"], Part.AGREED_REASON, amended["indicator"])
    for step in data.get("measures", ()):
        yield from _list_marks_of_step(step)
    yield from _list_point_marks(data)
    if said := data.get("comment"):
        yield Mark(said, Part.SAID)


def _list_marks_of_step(step: Mapping[str, Any]) -> Iterator[Mark]:
    """A plan writes the words of the measure; what is carried, those of the problem as well. Every
    other step only names them.
    """
    if step["kind"] in {MeasureStep.PLAN, MeasureStep.CHANGE, MeasureStep.CARRY} and step["text"]:
        yield Mark(step["text"], Part.MEASURE, step["id"])
    if step["kind"] == MeasureStep.CARRY:
        if step["finding"]:
            yield Mark(step["finding"], Part.FINDING)
        if step["recommendation"]:
            yield Mark(step["recommendation"], Part.RECOMMENDATION)


def _list_point_marks(data: Mapping[str, Any]) -> Iterator[Mark]:
    for step in data.get("points", ()):
        if step["text"] is not None:
            part = Part.ANSWER if step["kind"] == PointKind.ANSWER else Part.POINT
            yield Mark(step["text"], part, step["place"])
