"""Guessing is slow, nobody is locked out by a stranger, and a place cannot ask without end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from policies import throttling
from tests.support.app import PASSWORD, Site, Visitor, find_form
from web import clock, sign_in, throttle

MOST = 4
HERE = "127.0.0.9"


@pytest.fixture
def site(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(throttling, "MOST_FOR_NAME_HERE", MOST)
    return Site(database, tmp_path)


def try_in(visitor: Visitor, login: str, password: str, *, address: str = HERE) -> TestResponse:
    environ = {"REMOTE_ADDR": address}
    page = visitor.client.get("/sign-in", environ_overrides=environ)
    fields = find_form(page, "/sign-in").fields | {"login": login, "password": password}
    return visitor.client.post("/sign-in", data=fields, environ_overrides=environ)


def name(site: Site, who: str) -> str:
    return f"{who}-{site.offices.mark}"


def guess(site: Site, login: str, times: int, *, address: str = HERE) -> list[int]:
    return [
        try_in(site.visitor(), login, f"guess {number}", address=address).status_code
        for number in range(times)
    ]


@pytest.mark.parametrize("who", ["filer", "nobody"])
def test_guessing_is_put_off_for_known_and_unknown_alike(site: Site, who: str) -> None:
    assert guess(site, name(site, who), MOST + 2) == [401] * MOST + [429] * 2


def test_the_right_password_waits_too_where_somebody_guessed(site: Site) -> None:
    guess(site, name(site, "filer"), MOST)
    page = try_in(site.visitor(), name(site, "filer"), PASSWORD)
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "900"
    assert f'value="{name(site, "filer")}"' in page.text


def test_the_victim_gets_in_from_elsewhere_and_from_his_own_browser(site: Site) -> None:
    own = site.visitor()
    assert try_in(own, name(site, "filer"), PASSWORD).status_code == 302
    own.client.delete_cookie("hengjian")
    assert guess(site, name(site, "filer"), MOST + 1)[-1] == 429
    assert try_in(own, name(site, "filer"), PASSWORD).status_code == 302
    assert (
        try_in(site.visitor(), name(site, "filer"), PASSWORD, address="127.0.0.7").status_code
        == 302
    )


def test_a_browser_known_by_one_name_guesses_no_longer_at_others(site: Site) -> None:
    insider = site.visitor()
    assert try_in(insider, name(site, "second_filer"), PASSWORD).status_code == 302
    insider.client.delete_cookie("hengjian")
    assert guess(site, name(site, "head"), MOST)[-1] == 401
    assert try_in(insider, name(site, "head"), "one more").status_code == 429


def test_many_names_from_one_address_are_put_off(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_FOR_ADDRESS", 3)
    codes = [guess(site, f"name{number}", 1)[0] for number in range(4)]
    assert codes == [401, 401, 401, 429]
    assert guess(site, "name9", 1, address="127.0.0.8") == [401]


def test_one_name_from_many_addresses_spares_where_it_is_known(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_FOR_NAME", 3)
    monkeypatch.setattr("workflow.attempts.MOST_FOR_NAME", 3)
    assert (
        try_in(site.visitor(), name(site, "filer"), PASSWORD, address="127.0.0.2").status_code
        == 302
    )
    for number in range(3):
        guess(site, name(site, "filer"), 1, address=f"127.0.1.{number + 1}")
    assert guess(site, name(site, "filer"), 1, address="127.0.1.9") == [429]
    assert (
        try_in(site.visitor(), name(site, "filer"), PASSWORD, address="127.0.0.2").status_code
        == 302
    )


def test_a_browser_that_signed_in_before_is_spared_guesses_from_everywhere(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first sign-in made it known; nothing but that has happened from it."""
    monkeypatch.setattr(throttling, "MOST_FOR_NAME", 6)
    monkeypatch.setattr("workflow.attempts.MOST_FOR_NAME", 6)
    own = site.visitor()
    assert try_in(own, name(site, "filer"), PASSWORD, address="127.0.0.2").status_code == 302
    own.client.delete_cookie("hengjian")
    for number in range(8):
        guess(site, name(site, "filer"), 1, address=f"127.0.1.{number + 1}")
    assert guess(site, name(site, "filer"), 1, address="127.0.1.20") == [429]
    assert try_in(own, name(site, "filer"), "a slip", address="127.0.0.3").status_code == 401
    for _time in range(2):
        page = try_in(own, name(site, "filer"), PASSWORD, address="127.0.0.4")
        assert page.status_code == 302
        own.client.delete_cookie("hengjian")


def test_after_the_window_and_after_a_success_counting_begins_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess(site, name(site, "filer"), MOST - 1)
    assert try_in(site.visitor(), name(site, "filer"), PASSWORD).status_code == 302
    assert guess(site, name(site, "filer"), MOST + 1)[-2:] == [401, 429]
    later = datetime.now(UTC) + throttling.WINDOW + timedelta(minutes=1)
    monkeypatch.setattr(sign_in, "now", lambda: later)
    assert guess(site, name(site, "filer"), 1) == [401]


def test_no_name_and_no_password_is_kept(site: Site) -> None:
    guess(site, "my secret typed into the wrong field", 1)
    with site.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT login_hash, address FROM login_attempt").all()
    assert len(rows) == 1
    assert "secret" not in str(rows)


def test_a_household_of_ipv6_is_one_address(site: Site) -> None:
    with site.app.test_request_context(environ_overrides={"REMOTE_ADDR": "2001:db8:1:2:3::9"}):
        assert throttle.name_address() == "2001:db8:1:2::"
    with site.app.test_request_context(environ_overrides={"REMOTE_ADDR": "::ffff:192.0.2.7"}):
        assert throttle.name_address() == "192.0.2.7"


def test_an_address_cannot_ask_without_end(migrated_sqlite: Database, tmp_path: Path) -> None:
    site = Site(migrated_sqlite, tmp_path, requests_per_minute=3, allow_http=True)
    client = site.visitor().client

    def ask(address: str) -> TestResponse:
        return client.get("/published", environ_overrides={"REMOTE_ADDR": address})

    codes = {ask("192.0.2.7").status_code for _ in range(3)}
    assert codes == {200}
    put_off = [ask("192.0.2.7") for _ in range(4)]
    assert put_off[-1].status_code == 429
    assert 0 < int(put_off[-1].headers["Retry-After"]) <= 60
    assert ask("192.0.2.8").status_code == 200
    assert {ask("127.0.0.1").status_code for _ in range(5)} == {200}


def test_a_clock_that_goes_back_raises_an_alarm_once(
    migrated_sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(migrated_sqlite, tmp_path)
    client = site.visitor().client
    noon = datetime.now(UTC)
    for moment in (noon, noon - timedelta(minutes=5), noon - timedelta(minutes=5)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert client.get("/published").status_code == 200
    with site.database.engine.connect() as connection:
        told = connection.exec_driver_sql(
            "SELECT body FROM admin_event WHERE action = 'clock_went_back'"
        ).all()
    assert [body for (body,) in told] == ['{"seconds":"300"}']


def test_a_clock_that_is_put_right_by_a_second_does_not() -> None:
    watch = clock.ClockWatch()
    noon = datetime(2026, 6, 1, 4, tzinfo=UTC)
    assert watch.observe(wall=noon, steady=10) == 0
    assert watch.observe(wall=noon - timedelta(seconds=1), steady=10) == 0
    assert watch.observe(wall=noon + timedelta(hours=9), steady=11) == 0
    assert watch.observe(wall=noon, steady=12) > 2
