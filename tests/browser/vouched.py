"""Two witnesses of the ledger, one that has vouched for it and one that has not yet."""

from tests.browser.site import Site
from web.ledger import find_archive
from workflow.ledger.checkpoint import cosign
from workflow.ledger.note import COSIGNATURE, PrivateKey
from workflow.ledger.witnessed import read_latest, recognise, take_cosigned

AT = 1_780_000_000


def add_witnesses(site: Site) -> None:
    """Recognise both, and hand in what the first one signed."""
    archive = find_archive(site.app.extensions["hengjian"].settings)
    assert archive is not None
    keys = [
        PrivateKey(name, COSIGNATURE, name.encode().ljust(32)[:32])
        for name in ("audit.example.cn", "a-very-long-name-of-an-office.council.example.cn/witness")
    ]
    for key in keys:
        archive = recognise(archive, key.public)
    latest = read_latest(archive)
    assert latest is not None
    take_cosigned(archive, cosign(latest, key=keys[0], at=AT).write().encode(), now=AT)
