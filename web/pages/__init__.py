"""The pages, one blueprint each."""

from web.pages import (
    act,
    admin,
    amend,
    attachments,
    bulk,
    compare,
    create,
    evaluation,
    evaluations,
    exports,
    fill,
    inbox,
    public,
    review,
    search,
    trail,
)

BLUEPRINTS = (
    inbox.blueprint,
    bulk.blueprint,
    evaluations.blueprint,
    search.blueprint,
    exports.blueprint,
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
