"""The pages, one blueprint each."""

from web.pages import (
    act,
    admin,
    amend,
    attachments,
    compare,
    create,
    evaluation,
    fill,
    inbox,
    public,
    review,
    trail,
)

BLUEPRINTS = (
    inbox.blueprint,
    create.blueprint,
    evaluation.blueprint,
    fill.blueprint,
    review.blueprint,
    act.blueprint,
    amend.blueprint,
    attachments.blueprint,
    trail.blueprint,
    compare.blueprint,
    public.blueprint,
    *admin.BLUEPRINTS,
)
