"""hengjian reindex: what lists show and search by, made anew from what the evaluations hold."""

from argparse import Namespace

from flask_babel import gettext as _

from models.database import Database
from models.queries.listing import list_evaluations_after
from web.cli.terminal import say
from web.door import House
from workflow.listing import relist

PIECE = 200
"""Evaluations in one transaction: nobody waits long for a writer."""


def run_reindex(home: House, _asked: Namespace) -> int:
    """Make every listing anew."""
    say(_("已重新生成 %(count)s 项评价的列表信息", count=list_anew(home.database)))
    return 0


def list_anew(database: Database, *, only_unlisted: bool = False) -> int:
    """Make the listings anew, all of them or those that are missing; returns how many."""
    done, last = 0, None
    while True:
        with database.writing() as session:
            piece = list_evaluations_after(session, last, only_unlisted=only_unlisted, size=PIECE)
            for evaluation_id in piece:
                relist(session, evaluation_id=evaluation_id)
        if not piece:
            return done
        done, last = done + len(piece), piece[-1]
