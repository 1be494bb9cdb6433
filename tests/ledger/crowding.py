"""Writers, each a process of its own, that comment on evaluations as fast as they can."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from uuid import UUID

from models.database import Database, make_engine
from models.vocabulary import Action, Source
from tests.support.keys import SECRET_KEY
from tests.support.offices import START
from web.door import House, act
from web.logs import set_up_logs
from web.settings import read_settings
from workflow.data import Attempt, Remark
from workflow.refusals import Refused

SECOND = timedelta(seconds=1)


def start_writers(
    url: str, *, evaluations: Sequence[UUID], actor_id: UUID, writers: int, each: int
) -> list[BaseProcess]:
    """Start so many; two on one evaluation get in one another's way, and roll back."""
    context = get_context("spawn")
    processes: list[BaseProcess] = [
        context.Process(
            target=write_comments,
            args=(url, evaluations[number % len(evaluations)], actor_id, each),
            daemon=True,
        )
        for number in range(writers)
    ]
    for process in processes:
        process.start()
    return processes


def write_comments(url: str, evaluation_id: UUID, actor_id: UUID, count: int) -> None:
    """Comment through the door until so many comments are committed."""
    set_up_logs(logging.ERROR)
    settings = read_settings({"HENGJIAN_SECRET_KEY": SECRET_KEY, "HENGJIAN_DATABASE_URL": url})
    home = House(settings=settings, database=Database(make_engine(url)))
    done = 0
    while done < count:
        attempt = Attempt(
            action=Action.COMMENT,
            evaluation_id=evaluation_id,
            actor_id=actor_id,
            data=Remark(text=f"第{done}条"),
            at=START + SECOND * (1 + done),
            source=Source.PAGE,
        )
        try:
            act(home, attempt)
        except Refused:
            continue
        done += 1
    home.database.dispose()
