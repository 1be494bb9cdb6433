"""The pages, one blueprint each."""

from web.pages import evaluation, inbox, public, trail

BLUEPRINTS = (
    inbox.blueprint,
    evaluation.blueprint,
    trail.blueprint,
    public.blueprint,
)
