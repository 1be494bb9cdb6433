"""hengjian verify: does the database still tell what the trail tells?"""

from argparse import Namespace

from flask_babel import gettext as _

from web.cli.house import list_losses
from web.cli.terminal import say
from web.door import House
from workflow.ledger.verify import Report, verify_database


def run_verify(home: House, _asked: Namespace) -> int:
    """Report each check by itself with the first bad id; answers 1 when one fails.

    A database that lost a guard is examined all the same: whoever dropped a trigger to forge a row
    must not silence the very command that names it.
    """
    guards = Report("guards", examined=1, faults=list_losses(home))
    with home.database.reading() as session:
        reports = [guards, *verify_database(session).values()]
    for report in reports:
        if report.ok:
            say(_("%(check)s：通过（%(count)s 项）", check=report.check, count=report.examined))
        else:
            say(
                _(
                    "%(check)s：失败（%(faults)s 处），第一处：%(first)s",
                    check=report.check,
                    faults=len(report.faults),
                    first=report.faults[0],
                )
            )
    say(_("封印：尚未启用；能改写整条链的数据库所有者目前不会被发现"))
    return 0 if all(report.ok for report in reports) else 1
