"""Everything that can be written, as the form a person would send for it."""

from io import BytesIO
from pathlib import Path

from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import State
from tests.support.app import PageForm, Site, find_form
from tests.support.crawl import Stage, let_in

FORMS: dict[str, tuple[State, str, str, dict[str, str]]] = {
    "submit": (State.DRAFT, "filer", "/submit", {}),
    "comment": (State.DRAFT, "filer", "/comment", {"text": "请看"}),
    "narrative": (State.DRAFT, "filer", "/fill/narrative", {"claim_reason": "改过"}),
    "indicators": (State.DRAFT, "filer", "/fill/indicators", {"score": "5", "reason": "改过"}),
    "attach": (State.DRAFT, "filer", "/attachments", {}),
    "approve": (State.SELF_SCORED, "head", "/approve", {"text": "同意"}),
    "return": (State.SELF_SCORED, "head", "/return", {"reason": "退回", "due_on": "2199-01-01"}),
    "review": (State.UNIT_APPROVED, "chief", "/review", {"reason": "改过", "button": "review"}),
    "publish": (State.FINANCE_REVIEWED, "chief", "/publish", {"text": "公开"}),
}
"""A good form of everything that is written, in which state and by whom."""


class Forms:
    """Evaluations in every state, with the forms that would change them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.site = Site(database, folder)
        self.stage = Stage(self.site)
        states = {state for state, *_ in FORMS.values()}
        self.evaluations = {state: self.stage.stand(state) for state in states}
        self.visitors = {who: let_in(self.site, who) for who in ("filer", "head", "chief")}

    def send(self, name: str) -> TestResponse:
        """Open the page of a form, fill it in and send it."""
        state, who, path, typed = FORMS[name]
        address, visitor = f"/evaluations/{self.evaluations[state]}{path}", self.visitors[who]
        form = find_form(visitor.get(address), path)
        fields: dict[str, object] = {**form.fields, **fill(form, typed)}
        if name == "attach":
            fields["file"] = (BytesIO(b"%PDF-"), "佐证.pdf")
        content = "multipart/form-data"
        return visitor.client.post(address, data=fields, content_type=content)

    def create(self) -> TestResponse:
        filer = self.visitors["filer"]
        form = find_form(filer.get("/evaluations/new"), "/new")
        typed = {"title": "新建", "cycle_id": str(self.site.cycles["national_project"])}
        return filer.client.post("/evaluations/new", data={**form.fields, **typed})

    def list_pages(self) -> list[tuple[str, str]]:
        pages = [(who, "/inbox") for who in self.visitors]
        for evaluation in self.evaluations.values():
            pages += [("filer", f"/evaluations/{evaluation}{path}") for path in ("", "/trail")]
        return [*pages, ("chief", "/published")]


def fill(form: PageForm, typed: dict[str, str]) -> dict[str, str]:
    """Type into fields by their name, or by the part of it before the row."""
    prefixes = {name: name.partition("-")[0] for name in form.fields}
    rows = {name: typed[part] for name, part in prefixes.items() if part in typed and part != name}
    named = {name: text for name, text in typed.items() if name in {*form.fields, "button"}}
    return rows | named
