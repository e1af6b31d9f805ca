"""The shell of the crew app: once loaded it stands without the server, through reloads and a restarted browser."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from openevac.web.crew.files import SERVICE_WORKER, crew_address, imports_of, later_files, shell_files
from openevac.web.static_files import FOLDER
from tests.crew.shell_served import Served, killable, phone, until
from tests.desk.crawling import visiting

KEPT = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
STANDS = "document.getElementById('app')?.getAttribute('aria-busy') !== 'true'"
MOST_KB = 120
PAGES = (
    "/crew/",
    "/crew/pack.json",
    "/crew/worker.js",
    "/crew/manifest.webmanifest",
    "/crew/words/uk.json",
    "/crew/words/en.json",
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with killable(tmp_path / "home") as made:
        yield made


@pytest.fixture
def playwright() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        yield started


@pytest.mark.browser
def test_the_shell_stands_without_the_server(served: Served, playwright: Any, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with phone(playwright, profile, served.address) as page:
        page.goto("/crew/")
        until(page, KEPT)
        until(page, STANDS)
        words = page.locator("#app h1").inner_text()
        served.kill()
        for _ in range(3):
            page.reload()
            until(page, STANDS)
            assert page.locator("#app h1").inner_text() == words
        assert _asked_outside(page) == "failed"
    with phone(playwright, profile, served.address) as page:
        page.goto("/crew/#drive")
        until(page, STANDS)
        assert page.locator("#app h1").inner_text() == words
        assert page.evaluate("document.documentElement.lang") == "uk"


@pytest.mark.browser
def test_a_worker_of_the_app_starts_without_the_server(served: Served, playwright: Any, tmp_path: Path) -> None:
    """A worker script is asked of the service worker only below /crew/; the browser's own cache is switched off."""
    with phone(playwright, tmp_path / "profile", served.address) as page:
        page.goto("/crew/")
        until(page, KEPT)
        files = page.locator("body").get_attribute("data-files")
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        served.kill()
        script = f"""() => new Promise((resolve) => {{
            const worker = new Worker("{files}crew/offer.js", {{ type: "module" }});
            worker.onerror = () => resolve("failed");
            setTimeout(() => resolve("started"), 2000);
        }})"""
        assert page.evaluate(script) == "started"


@pytest.mark.browser
def test_what_the_server_says_is_never_kept(served: Served, playwright: Any, tmp_path: Path) -> None:
    with phone(playwright, tmp_path / "profile", served.address) as page:
        page.goto("/crew/")
        until(page, KEPT)
        page.evaluate("fetch('/api/v1/pulse').then((answer) => answer.text())")
        kept = page.evaluate(
            "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
            ".then((one) => one.keys()).then((asked) => asked.map((request) => request.url)))))"
        )
        addresses = [address for one in kept for address in one]
        assert any(address.endswith("/crew/") for address in addresses)
        assert not [address for address in addresses if "/api/" in address]
        served.kill()
        assert page.evaluate("fetch('/api/v1/pulse').then(() => 'kept', () => 'failed')") == "failed"


@pytest.mark.browser
def test_the_map_comes_later_and_what_is_missing_is_named(served: Served, playwright: Any, tmp_path: Path) -> None:
    with phone(playwright, tmp_path / "profile", served.address) as page:
        page.goto("/crew/")
        until(page, KEPT)
        files = page.locator("body").get_attribute("data-files")
        ask = f"import('{files}crew/shell.js').then((shell) => shell.%s())"
        later = [crew_address(name) for name in later_files()]
        until(page, f"{ask % 'missingFiles'}.then((names) => names.length === 0)", within_s=120)
        served.kill()
        thrown_away = f"Promise.all(all.map(async (name) => (await caches.open(name)).delete('{later[0]}')))"
        page.evaluate(f"caches.keys().then((all) => {thrown_away})")
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        assert page.evaluate(ask % "fetchTheRest") == [later[0]], "what did not come is named, not passed over"
        page.reload()
        until(page, STANDS)
        assert "Цей телефон ще не додано, а бази не досягти." in page.locator("#app").inner_text()
        served.start()
        page.get_by_role("button", name="Спитати ще раз").click()
        page.get_by_role("heading", name="Додати цей телефон").wait_for()
        assert page.evaluate(ask % "fetchTheRest") == []
        served.kill()
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        assert page.evaluate(f"fetch('{later[0]}').then((answer) => answer.status)") == 200


@pytest.mark.browser
def test_a_new_version_waits_while_somebody_drives(served: Served, playwright: Any, tmp_path: Path) -> None:
    with phone(playwright, tmp_path / "profile", served.address) as page:
        page.goto("/crew/")
        until(page, KEPT)
        files = page.locator("body").get_attribute("data-files")
        shell = f"import('{files}crew/shell.js')"
        page.evaluate(f"{shell}.then((shell) => {{ globalThis.arrived = shell.driving(); }})")
        page.evaluate("addEventListener('crew:new-version', () => { document.body.dataset.told = 'new'; })")
        served.kill()
        served.start(version="0")
        page.evaluate("navigator.serviceWorker.ready.then((one) => one.update()).then(() => true)")
        until(page, "document.body.dataset.told === 'new'")
        assert page.evaluate("navigator.serviceWorker.ready.then((one) => one.waiting !== null)")
        with page.expect_navigation():
            page.evaluate(f"{shell}.then((shell) => {{ shell.takeOver(); }})")
        until(page, "navigator.serviceWorker.ready.then((one) => one.waiting === null)")


@pytest.mark.browser
def test_a_new_version_takes_over_by_itself_where_nobody_drives(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    with phone(playwright, tmp_path / "profile", served.address) as page:
        page.goto("/crew/")
        until(page, KEPT)
        before = page.evaluate("caches.keys()")
        served.kill()
        served.start(version="0")
        with page.expect_navigation():
            page.evaluate("navigator.serviceWorker.ready.then((one) => { one.update(); })")
        until(page, "navigator.serviceWorker.ready.then((one) => one.waiting === null)")
        until(page, STANDS)
        after = page.evaluate("caches.keys()")
        assert not set(before) & set(after), "what the old version kept is thrown away"
        served.kill()
        page.reload()
        until(page, STANDS)


@pytest.mark.browser
def test_a_phone_of_the_house_opens_it_by_name_and_certificate(playwright: Any, tmp_path: Path) -> None:
    """As `openevac tls` makes it; the browser trusts this one key, as a phone does that was told to."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from openevac.vault.certificates import new_authority, new_certificate

    now = datetime.now(UTC)
    made = new_certificate(new_authority("desk.local", now), ("desk.local", "192.0.2.7"), now)
    files = (tmp_path / "pages.pem", tmp_path / "pages-key.pem")
    for path, content in zip(files, (made.certificate, made.key), strict=True):
        path.write_bytes(content)
    public = x509.load_pem_x509_certificate(made.certificate).public_key()
    key = sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    arguments = (
        "--host-resolver-rules=MAP desk.local 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={b64encode(key).decode()}",
    )
    settings = {"OPENEVAC_HOST": "desk.local"}
    with killable(tmp_path / "home", certificate=tuple(map(str, files)), settings=settings) as served:
        address = f"https://desk.local:{served.port}"
        with phone(playwright, tmp_path / "profile", address, arguments=arguments) as page:
            page.goto("/crew/")
            assert page.evaluate("isSecureContext")
            until(page, KEPT)
            served.kill()
            page.reload()
            until(page, STANDS)


def _asked_outside(page: Any) -> str:
    told: str = page.evaluate("fetch('/sign-in/').then(() => 'answered', () => 'failed')")
    return told


def test_the_shell_says_nothing_about_anybody_and_needs_no_session(served: Served) -> None:
    """The record is locked here, and nobody is signed in: the answers are whole."""
    with visiting(served.address) as visitor:
        for path in PAGES:
            said = visitor.get(path)
            assert (said.status, said.headers.get("set-cookie")) == (200, None), path
            assert said.headers["cache-control"] == "no-store"
            assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", said.body), path


def test_only_the_workers_of_keys_may_compile(served: Served) -> None:
    with visiting(served.address) as visitor:

        def policy_of(path: str) -> str:
            return visitor.get(path).headers["content-security-policy"]

        assert "wasm-unsafe-eval" in policy_of(crew_address("crew/keys/stretch-worker.js"))
        for path in (*PAGES, "/crew/keys/", crew_address("crew/begin.js"), crew_address("crew/shell.js")):
            assert "unsafe" not in policy_of(path), path


def test_everything_the_app_imports_is_kept() -> None:
    kept = {*shell_files(), *later_files()}
    for name in shell_files():
        for wanted in imports_of(FOLDER / name):
            assert wanted in kept, f"{name} imports {wanted}, which is not there"
    assert {"crew/begin.js", "crew/words/said.js"} <= kept
    assert SERVICE_WORKER not in kept


@pytest.mark.browser
def test_what_is_kept_carries_the_policy_of_the_server(served: Served, playwright: Any, tmp_path: Path) -> None:
    with phone(playwright, tmp_path / "profile", served.address) as page, visiting(served.address) as visitor:
        page.goto("/crew/")
        until(page, KEPT)
        for path in ("/crew/", crew_address("crew/begin.js"), crew_address("crew/keys/worker.js")):
            said = page.evaluate(f"caches.match('{path}').then((kept) => Object.fromEntries(kept.headers))")
            sent = visitor.get(path).headers
            for name in ("content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy"):
                assert said[name] == sent[name], (path, name)
            assert said["content-type"].split(";")[0] == sent["content-type"].split(";")[0], path


def test_scripts_lose_comments_and_indents_and_nothing_else() -> None:
    from openevac.web.crew.pack import for_no_reader

    text = """// What it is.
import { a } from "./a.js"; // beside code it stays

/** One line. @param {string} x */
export function f(x) {
  // why
  return `http://a ${/** @type {any} */ (x)} /* kept */`;
}
/**
 * Several
 * lines.
 */
const URL = "https://b//c";
"""
    kept = """import { a } from "./a.js"; // beside code it stays

export function f(x) {
return `http://a ${(x)} /* kept */`;
}
const URL = "https://b//c";
"""
    assert for_no_reader(text) == kept


def test_no_script_has_a_text_of_several_lines() -> None:
    """An indent in it would be lost on the way to the phone."""
    from openevac.web.crew.pack import for_no_reader

    beside_code = re.compile(r" // .*$", re.MULTILINE)
    for name in shell_files():
        if name.endswith(".js") and not name.startswith("vendor/"):
            script = beside_code.sub("", for_no_reader((FOLDER / name).read_text("utf-8")))
            assert not [text for text in re.findall(r"`[^`]*`", script) if "\n" in text], name


def test_the_manifest_has_doors_and_pictures() -> None:
    from openevac.services import opening  # noqa: F401 - sets Django up
    from openevac.web.crew.manifest import manifest_file

    told = json.loads(manifest_file())
    assert (told["start_url"], told["scope"], told["lang"]) == ("/crew/", "/crew/", "uk")
    assert [one["name"] for one in told["shortcuts"]] == ["Шлях", "Ми на зв'язку", "Повідомити про небезпеку в дорозі"]
    for icon in told["icons"]:
        assert icon["src"].removeprefix(crew_address("")) in shell_files()


def test_the_shell_is_small(record_property: Any) -> None:
    from benchmarks.crew_shell import weigh_shell

    weighed = weigh_shell()
    record_property("counted", ", ".join(f"{what} {size / 1000:.1f} kB" for what, size in weighed.items()))
    assert sum(size for what, size in weighed.items() if what not in {"fonts", "later"}) < MOST_KB * 1000, weighed
