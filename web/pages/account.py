"""Where and how a person is told by mail."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from models.queries.deliveries import find_contact
from policies.facts import Actor
from web.asking import require_actor
from web.desk import at, sort_messages
from web.door import database, house
from web.errors import STATUS_OF
from web.schemas.contact import ContactSchema, Digest, Language, Wish
from web.sent import Sent, read_sent
from workflow.contacts import save_contact
from workflow.refusals import Refused, conflict

blueprint = Blueprint("account", __name__)
ADDRESS = "/account"
FIELDS = ("address", "digest", "language")


@blueprint.get(ADDRESS)
def show() -> ResponseReturnValue:
    """What the person said of it, or nothing."""
    return _render(require_actor())


@blueprint.post(ADDRESS)
def save() -> ResponseReturnValue:
    """Keep what the person says; sending it again changes nothing."""
    actor = require_actor()
    sent = read_sent(request.form, request.files)
    try:
        wish: Wish = sent.load(ContactSchema())
        _keep(actor, wish)
    except Refused as refused:
        return _render(actor, sent=sent, refused=refused)
    flash(_("提醒设置已保存"))
    return redirect(url_for("account.show"), HTTPStatus.SEE_OTHER)


def _keep(actor: Actor, wish: Wish) -> None:
    try:
        with database().writing() as session:
            save_contact(
                session,
                user_id=actor.id,
                address=wish.address,
                digest=wish.digest is Digest.DAILY,
                language=wish.language,
                at=at(),
            )
    except IntegrityError:
        raise Refused(conflict("version_has_moved")) from None


def _render(actor: Actor, *, sent: Sent | None = None, refused: Refused | None = None) -> Response:
    with database().reading() as session:
        contact = find_contact(session, actor.id)
    stands = {"address": "", "digest": Digest.NONE, "language": Language.CHINESE}
    if contact is not None:
        daily = Digest.DAILY if contact.digest else Digest.NONE
        stands = {"address": contact.address, "digest": daily, "language": contact.language}
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    text = render_template(
        "account.html",
        values={**stands, **(sent.fields if sent else {})},
        errors=errors,
        general=general,
        mails=house().settings.mail is not None,
        hour=house().settings.digest_hour,
    )
    status = STATUS_OF[refused.why] if refused else HTTPStatus.OK
    return Response(text, status=status, content_type="text/html; charset=utf-8")
