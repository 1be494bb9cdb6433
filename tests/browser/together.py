"""The pages on which people share work: points, measures, shares, deputies, rights."""

from tests.browser.visits import Visit

NOBODYS_MEASURE = "00000000-0000-0000-0000-000000000001"


def list_shared_visits() -> list[Visit]:
    """Each page as somebody sees it whose work it is, and as somebody who only reads."""
    measures = "/evaluations/{changsha}/measures"
    return [
        Visit(who="yueyanglou.filer", address="/evaluations/{yueyanglou}/preview"),
        Visit(who="hubei.filer", address="/evaluations/{fresh}/assign"),
        Visit(who="hubei.filer", address="/evaluations/{hubei}/points"),
        Visit(who="hubei.head", address="/evaluations/{hubei}/points/settle"),
        Visit(who="changsha.filer", address=measures),
        Visit(who="changsha.filer", address=f"{measures}/plan"),
        Visit(who="hubei.filer", address="/evaluations/{carried}/measures/{measure}/report"),
        Visit(who="changsha.chief", address=f"{measures}/accept"),
        Visit(who="changsha.filer", address=f"{measures}/{NOBODYS_MEASURE}/report", status=409),
        Visit(who="changsha.chief", address="/measures"),
        Visit(who="auditor", address="/measures?standing=open"),
        *(Visit(who=who, address="/rights") for who in ("hubei.filer", "hubei.chief", "auditor")),
        Visit(who="hubei.head", address="/rights?evaluation={hubei}"),
        Visit(who="hubei.head", address="/delegations"),
        Visit(who="auditor", address="/delegations"),
    ]
