"""hengjian token: what scripts sign in with."""

from argparse import ArgumentTypeError, Namespace
from uuid import UUID

from flask_babel import gettext as _

from models.queries.people import find_person_by_login
from models.queries.tokens import TokenRow, list_tokens
from models.vocabulary import Scope
from policies.limits import MAX_NAME
from policies.texts import TextProblem, clean_text
from web.cli.parsing import Group, add_command, add_group
from web.cli.terminal import Trouble, say
from web.door import House, now
from web.texts import describe_text_problem
from web.words import label
from workflow.tokens import USUAL_DAYS, issue_token, revoke_token

MOST_LISTED = 1000


def add_token_commands(commands: Group) -> None:
    """Add `token issue`, `token revoke` and `token list`."""
    token = add_group(commands, "token", told=_("接口令牌"))
    issue = add_command(
        token,
        "issue",
        run_token_issue,
        told=_("发放令牌，只显示这一次"),
        example="token issue zhang --name 数据对接 --scope act --days 90",
    )
    issue.add_argument("login", help=_("谁的令牌：登录名"))
    issue.add_argument("--name", required=True, help=_("令牌的用途"))
    issue.add_argument(
        "--scope",
        choices=[str(one) for one in Scope],
        default=str(Scope.READ),
        help=_("只读取，或也能办理（%(default)s）"),
    )
    issue.add_argument("--days", type=int, default=USUAL_DAYS, help=_("有效天数（%(default)s）"))
    revoke = add_command(
        token,
        "revoke",
        run_token_revoke,
        told=_("吊销令牌，立即失效"),
        example="token revoke 019a…",
    )
    revoke.add_argument("id", type=read_id, help=_("token list 列出的编号"))
    listing = add_command(
        token,
        "list",
        run_token_list,
        told=_("列出令牌，最近的在前；不含令牌本身"),
        example="token list zhang",
    )
    listing.add_argument("login", nargs="?", help=_("只列出谁的：登录名"))


def read_id(text: str) -> UUID:
    """Return the id of a token."""
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(_("令牌的编号见 hengjian token list")) from None


def run_token_issue(home: House, asked: Namespace) -> int:
    """Print a fresh token and nothing else, so that a script can take it over."""
    try:
        name = clean_text(asked.name, limit=MAX_NAME, lines=False)
    except TextProblem as problem:
        raise Trouble(f"--name: {describe_text_problem(problem)}") from None
    with home.database.writing() as session:
        person = find_person_by_login(session, asked.login)
        if person is None:
            raise Trouble(_("没有登录名为 %(login)s 的人员", login=asked.login))
        token = issue_token(
            session,
            user_id=person.id,
            name=name,
            scope=Scope(asked.scope),
            days=asked.days,
            actor_id=None,
            at=now(),
        )
    say(token)
    return 0


def run_token_revoke(home: House, asked: Namespace) -> int:
    """Make a token worth nothing."""
    with home.database.writing() as session:
        revoke_token(session, token_id=asked.id, actor_id=None, at=now())
    say(_("令牌已吊销"))
    return 0


def run_token_list(home: House, asked: Namespace) -> int:
    """Print the tokens of one person or of everybody, the latest first; never the tokens."""
    with home.database.reading() as session:
        person = find_person_by_login(session, asked.login) if asked.login else None
        if asked.login and person is None:
            raise Trouble(_("没有登录名为 %(login)s 的人员", login=asked.login))
        user_id = person.id if person else None
        page = list_tokens(session, user_id=user_id, size=MOST_LISTED)
    for row in page.rows:
        say(_spell(row))
    return 0


def _spell(row: TokenRow) -> str:
    if row.revoked_at is not None:
        state = _("已吊销")
    else:
        state = _("有效") if row.is_good(now()) else _("已过期")
    until = f"{row.expires_at:%Y-%m-%d}"
    return f"{row.id}  {row.login}  {label(Scope, row.scope)}  {until}  {state}  {row.name}"
