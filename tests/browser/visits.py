"""Every page there is, and who sees it how."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.browser.site import BREAKS, PROXIED

TYPED = (
    *("请再核对。", "补充材料", "九十五分", "单位代码", "主管单位代码", "业务科室代码"),
    "没有这样的",
)
"""What is typed into forms that are then refused, and sought in vain."""
REGIONS = ("yueyanglou", "dabu", "hubei", "guangdong", "changsha")
"""In the order of the states they stand in: draft, self_scored … published."""


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What is sent from a page: the form by the end of its address, what is put into its fields,
    and the button. The browser's own checks are off, so that the application's are seen.
    """

    form: str
    typed: Mapping[str, str] = field(default_factory=dict)
    button: str = "button"
    file_size: int = 0
    file: tuple[str, str] | None = None
    """The name and the text of a file to hand in."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One page, as `who` sees it; `address` may name an evaluation of the site: {hubei}."""

    who: str
    address: str
    status: int = 200
    sending: Sending | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        told = [self.who or "nobody", self.address]
        if self.sending:
            told.append(f"sent {dict(self.sending.typed)}")
        return " ".join([*told, f"({self.status})"])


def list_visits() -> list[Visit]:
    """The whole tour."""
    return [
        *_list_public(),
        *_list_desks(),
        *_list_evaluations(),
        *_list_forms(),
        *_list_carried(),
        *_list_scripts(),
        *_list_errors(),
    ]


REFUSALS = (
    Visit(who="", address="/published", headers=PROXIED, status=426),
    Visit(
        who="hubei.filer",
        address="/evaluations/{fresh}/attachments",
        sending=Sending(form="/attachments", file_size=3_000_000),
        status=413,
    ),
)
"""What is refused before any page is asked."""


def _list_scripts() -> list[Visit]:
    """The page about the interface, and tokens: none, one that is shown, a form that came back."""
    new = {"[name=name]": TYPED[1], "[name=scope]": "act"}
    return [
        Visit(who="", address="/api"),
        Visit(who="auditor", address="/tokens"),
        Visit(who="hubei.filer", address="/tokens", sending=Sending(form="/tokens", typed=new)),
        Visit(
            who="hubei.filer",
            address="/tokens",
            sending=Sending(form="/tokens", typed={**new, "[name=days]": TYPED[2]}),
            status=422,
        ),
        Visit(who="administrator", address="/tokens?all=1"),
    ]


def _list_public() -> list[Visit]:
    return [
        Visit(who="", address="/published"),
        Visit(who="", address="/published?q=没有这样的项目"),
        Visit(who="", address="/published/{changsha}"),
        Visit(who="", address="/published/{first}"),
        Visit(who="", address="/published/{second}"),
        Visit(who="", address="/ledger"),
        Visit(who="", address="/sign-in"),
        Visit(
            who="",
            address="/sign-in",
            sending=Sending(form="/sign-in", typed={"[name=login]": "nobody"}),
            status=401,
        ),
        Visit(who="", address="/inbox", status=401),
        Visit(who="", address="/link/used", status=410),
        Visit(who="", address="/link/{token}"),
        Visit(
            who="",
            address="/link/{token}",
            sending=Sending(form="/{token}", typed={"[name=password]": "short"}),
            status=422,
        ),
    ]


def _list_desks() -> list[Visit]:
    offices = ("filer", "head", "chief", "supervisor")
    people = [
        "auditor",
        "administrator",
        "changsha.evaluator",
        "yueyanglou.filer",
        "dabu.head",
        *(f"hubei.{office}" for office in offices),
    ]
    return [
        *(Visit(who=who, address="/inbox") for who in people),
        Visit(who="hubei.filer", address="/inbox?q=没有这样的"),
        Visit(
            who="dabu.head",
            address="/inbox",
            sending=Sending(form="/approve", button=".primary"),
        ),
        Visit(
            who="dabu.head",
            address="/inbox",
            sending=Sending(form="/approve", typed={"input.tick[name]": "1"}, button=".primary"),
        ),
        *(
            Visit(
                who="hubei.chief",
                address="/inbox",
                sending=Sending(form="/ask", typed={"input.tick[name]": "1"}, button=button),
            )
            for button in (".primary", ".risky")
        ),
        *_list_notices(),
        *_list_lists(),
    ]


def _list_notices() -> list[Visit]:
    wish = {"[name=address]": "nobody", "[name=digest]": "daily"}
    return [
        Visit(who="hubei.filer", address="/inbox?state=draft&when=near"),
        Visit(who="hubei.chief", address="/deadlines"),
        Visit(who="hubei.chief", address="/deadlines?when=near"),
        Visit(who="hubei.chief", address="/notices"),
        Visit(who="auditor", address="/notices"),
        Visit(who="hubei.filer", address="/account"),
        Visit(
            who="hubei.filer",
            address="/account",
            sending=Sending(form="/account", typed=wish),
            status=422,
        ),
    ]


def _list_lists() -> list[Visit]:
    return [
        Visit(who="administrator", address="/evaluations"),
        Visit(who="hubei.filer", address="/evaluations"),
        Visit(who="hubei.chief", address="/evaluations?state=published"),
        Visit(who="auditor", address="/evaluations"),
        Visit(who="auditor", address="/evaluations?who=填报&superseded=1&discarded=1&grade=good"),
        Visit(who="auditor", address="/evaluations?who=没有这样的&q=社保&year=2021"),
        *(
            Visit(who="auditor", address=f"/statistics{view}")
            for view in ("", "/gaps", "/rates", "/stays", "/codes", "/indicator", "/rollup")
        ),
        Visit(who="hubei.chief", address="/statistics/indicator?indicator=社保卡制卡人数"),
        Visit(who="hubei.head", address="/evaluations?has=rate&reached=unit_approved"),
        Visit(who="auditor", address="/trail"),
        Visit(who="auditor", address="/trail?action=review&who=科长"),
        Visit(who="hubei.head", address="/trail?indicator=满意"),
        Visit(who="auditor", address="/trail/refused"),
        Visit(who="auditor", address="/integrity"),
        Visit(who="administrator", address="/integrity"),
        Visit(who="hubei.filer", address="/integrity", status=404),
        Visit(who="auditor", address="/evaluations/{hubei}/events/1"),
        Visit(who="hubei.chief", address="/evaluations/{hubei}/events/3"),
        Visit(who="auditor", address="/evaluations/{hubei}/events/999", status=404),
        Visit(who="auditor", address="/trail?since=2000-01-01&until=2000-01-02"),
        Visit(who="auditor", address="/trail?since=gestern", status=400),
        Visit(who="hubei.filer", address="/trail/refused", status=404),
    ]


def _list_evaluations() -> list[Visit]:
    return [
        *(
            Visit(who=who, address=f"/evaluations/{{{region}}}")
            for region in REGIONS
            for who in (f"{region}.filer", f"{region}.head", f"{region}.chief", "auditor")
        ),
        Visit(who="hubei.supervisor", address="/evaluations/{hubei}"),
        Visit(who="hubei.filer", address="/evaluations/{fresh}"),
        Visit(who="changsha.evaluator", address="/evaluations/{result}"),
        *_list_editions(),
        Visit(who="auditor", address="/evaluations/{yueyanglou}/scheme"),
        Visit(who="changsha.chief", address="/evaluations/{changsha}/scheme"),
        Visit(who="hubei.filer", address="/evaluations/{dabu}/scheme", status=404),
        Visit(who="auditor", address="/evaluations/{hubei}/trail"),
        Visit(who="auditor", address="/evaluations/{hubei}/texts"),
        Visit(who="auditor", address="/evaluations/{hubei}/texts/{text}"),
        Visit(who="hubei.chief", address="/evaluations/{hubei}/texts/{text}/ask"),
        Visit(
            who="auditor",
            address="/evaluations/{hubei}/texts/{text}",
            sending=Sending(form="/ask"),
            status=422,
        ),
        Visit(who="hubei.filer", address="/evaluations/{hubei}/trail?action=return"),
        Visit(who="auditor", address="/evaluations/{hubei}/trail?since=2000-01-01&action=publish"),
    ]


def _list_editions() -> list[Visit]:
    compare = "/evaluations/{second}/compare"
    return [
        *(
            Visit(who="dabu.chief", address=f"/evaluations/{{{edition}}}")
            for edition in ("first", "second", "third", "discarded")
        ),
        Visit(who="dabu.filer", address="/evaluations/{third}"),
        Visit(who="dabu.chief", address=compare),
        Visit(who="dabu.chief", address=f"{compare}?from=1.1&to=1.2&rows=all"),
        Visit(who="dabu.head", address=f"{compare}?from=2.1&to=3"),
        Visit(who="dabu.filer", address="/evaluations/{discarded}/compare"),
        Visit(who="dabu.filer", address=f"{compare}?from=9", status=404),
        Visit(who="dabu.chief", address="/evaluations/{second}/trail"),
        Visit(who="dabu.chief", address="/evaluations/{first}/trail?action=correct"),
        Visit(who="dabu.chief", address="/evaluations/{third}/discard"),
        Visit(who="changsha.chief", address="/evaluations/{changsha}/correct"),
        Visit(
            who="changsha.chief",
            address="/evaluations/{changsha}/correct",
            sending=Sending(form="/correct", typed={"[name=due_on]": "2020-01-01"}),
            status=422,
        ),
    ]


def _list_forms() -> list[Visit]:
    yueyanglou, hubei, guangdong = (
        f"/evaluations/{{{region}}}" for region in ("yueyanglou", "hubei", "guangdong")
    )
    save = "[value=save]"
    stale = {"[name=content_version]": "1"}
    visits = [
        Visit(who="hubei.filer", address="/evaluations/new"),
        Visit(who="changsha.evaluator", address="/evaluations/new"),
        Visit(
            who="changsha.evaluator",
            address="/evaluations/new",
            sending=Sending(form="/new", typed={"[name=title]": " "}),
            status=422,
        ),
        Visit(who="dabu.filer", address="/evaluations/{dabu}/recall"),
        Visit(who="dabu.head", address="/evaluations/{dabu}/approve"),
        Visit(who="dabu.filer", address="/evaluations/{dabu}/comment"),
        Visit(who="guangdong.chief", address=f"{guangdong}/publish"),
        Visit(who="guangdong.chief", address=f"{guangdong}/reopen"),
        Visit(who="hubei.chief", address=f"{hubei}/return"),
        Visit(
            who="hubei.chief",
            address=f"{hubei}/return",
            sending=Sending(form="/return", typed={"[name=due_on]": "2020-01-01"}),
            status=422,
        ),
        Visit(who="hubei.filer", address="/evaluations/{fresh}/comment"),
        Visit(who="hubei.chief", address=f"{hubei}/comment"),
        Visit(
            who="hubei.chief",
            address=f"{hubei}/comment",
            sending=Sending(form="/comment", typed={"[name=text]": TYPED[0], "[name=code]": "N06"}),
            status=422,
        ),
        Visit(
            who="hubei.chief",
            address=hubei,
            sending=Sending(form="/return", typed={**stale, "[name=reason]": TYPED[0]}),
            status=409,
        ),
        Visit(who="hubei.chief", address=f"{hubei}/review"),
        Visit(
            who="hubei.chief",
            address=f"{hubei}/review",
            sending=Sending(form="/review", typed={"input.score": "999"}, button=".primary"),
            status=422,
        ),
        Visit(who="hubei.filer", address="/evaluations/{fresh}/attachments"),
        Visit(
            who="hubei.filer",
            address="/evaluations/{fresh}/attachments",
            sending=Sending(form="/attachments"),
            status=422,
        ),
    ]
    for filer, address, wrong in (
        ("yueyanglou.filer", yueyanglou, {"funds": "input.money", "indicators": "input.score"}),
        ("hubei.filer", "/evaluations/{fresh}", {}),
        ("changsha.evaluator", "/evaluations/{result}", {}),
    ):
        for section in ("funds", "indicators", "narrative"):
            page = f"{address}/fill/{section}"
            visits.append(Visit(who=filer, address=page))
            if filer != "yueyanglou.filer":
                continue
            field_of = wrong.get(section, "[name=reported_total]")
            form = f"/fill/{section}"
            bad = Sending(form=form, typed={field_of: TYPED[2]}, button=save)
            late = Sending(form=form, typed={field_of: "1", **stale}, button=save)
            visits.append(Visit(who=filer, address=page, sending=bad, status=422))
            visits.append(Visit(who=filer, address=page, sending=late, status=409))
    return visits


def _list_carried() -> list[Visit]:
    carried, unsigned = "/evaluations/{carried}", "/evaluations/{unsigned}"
    weight = {"input.score": "0", "[name=reason]": TYPED[0]}
    stale = {"[name=content_version]": "1", **weight}
    return [
        Visit(who="hubei.filer", address=carried),
        Visit(who="auditor", address=carried),
        Visit(who="hubei.filer", address=f"{carried}/fill/indicators"),
        Visit(who="hubei.filer", address=f"{carried}/amend"),
        Visit(
            who="hubei.filer",
            address=f"{carried}/amend",
            sending=Sending(form="/amend", typed=weight),
            status=422,
        ),
        Visit(
            who="hubei.filer",
            address=f"{carried}/amend",
            sending=Sending(form="/amend", typed=stale),
            status=409,
        ),
        Visit(who="changsha.evaluator", address="/evaluations/{result}/amend"),
        *(
            Visit(who="hubei.filer", address=f"/evaluations/new?origin={origin}")
            for origin in ("predecessor", "file")
        ),
        Visit(who="lone", address="/evaluations/new"),
        Visit(who="lone", address=unsigned),
        Visit(who="lone", address=f"{unsigned}/fill/funds"),
    ]


def _list_errors() -> list[Visit]:
    expired = Sending(form="/new", typed={"[name=csrf_token]": "x", "[name=title]": TYPED[1]})
    return [
        Visit(who="", address="/inbox?state=nonsense", status=401),
        Visit(who="auditor", address="/evaluations?state=nonsense", status=400),
        Visit(who="", address="/nowhere", status=404),
        Visit(who="hubei.filer", address="/evaluations/{dabu}", status=404),
        Visit(who="", address="/sign-out", status=405),
        Visit(who="hubei.head", address="/evaluations/{hubei}/fill/funds", status=403),
        Visit(who="hubei.head", address="/evaluations/{hubei}/approve", status=409),
        Visit(who="yueyanglou.filer", address="/evaluations/{yueyanglou}/submit", status=422),
        Visit(who="hubei.filer", address="/evaluations/new", sending=expired, status=403),
        Visit(who="auditor", address="/inbox", headers={BREAKS: "fault"}, status=500),
        Visit(who="auditor", address="/inbox", headers={BREAKS: "locked"}, status=503),
    ]
