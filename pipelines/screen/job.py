"""The screening job: reads applicants' sites, judges them, and publishes their dossiers."""

from __future__ import annotations

import json
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import UsageProblem, UserError
from pipelines.lock import exclusive
from pipelines.pages.safe_text import case_file_name
from pipelines.screen.context import backlink_provider, banned_fingerprints, checking_context, crawl_options
from pipelines.screen.entries import entry_of
from pipelines.screen.publish import APPLICANTS_FILE, PAGES, building, place_for, publish_screened
from pipelines.screen.render import dossier_html, summary_html
from pipelines.screen.screenshot import find_chromium, photograph
from pipelines.screen.tables import applicants_json, summary_csv, summary_xlsx
from pipelines.settings.read import read_settings
from screening.gather import Providers, gather_sites
from screening.screen import Screening, screen_site
from screening.store.errors import StoreError
from screening.store.store import ScreeningRow, Store
from screening.urls import site_of
from screening.verdict.rules import load_rules

if TYPE_CHECKING:
    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from screening.applicant import Applicant
    from screening.checks.context import Context, ObservedTraffic
    from screening.crawl.options import Progress
    from screening.neighbours import Fingerprint
    from screening.site import Site

__all__ = ["ScreenRequest", "ScreeningDone", "screen_job"]


@dataclass(frozen=True)
class ScreenRequest:
    """What a screening was asked to do.

    Attributes:
        applicants: Who.
        out: Folder for the dossiers; None = the home's.
        allow_hosts: Hosts that may be private, besides those of the settings.
        fresh: Whether pages are asked for again that were read lately.
        second_look: Whether a few pages are asked for again as a visitor from a search engine.
        warc: File that receives every exchange; None = none.
        kind: `applicant` for applications, `address` for bare addresses, `affiliate` for partners.
        observed: Applicant id to what the logs say of its traffic; for those that are affiliates already.
    """

    applicants: Sequence[Applicant]
    out: Path | None = None
    allow_hosts: tuple[str, ...] = ()
    fresh: bool = False
    second_look: bool = False
    warc: Path | None = None
    kind: str = "applicant"
    observed: Mapping[str, ObservedTraffic] = field(default_factory=dict)


@dataclass(frozen=True)
class ScreeningDone:
    """What came of it.

    Attributes:
        folder: Where the dossiers are.
        entries: As in `applicants.json`.
        faults: How many websites a fault of this program kept from being read.
        exchanges_in_warc: How many were exported; None without `--warc`.
    """

    folder: Path
    entries: list[dict[str, Any]]
    faults: int = 0
    exchanges_in_warc: int | None = None


def screen_job(
    home: Home, request: ScreenRequest, now_us: Callable[[], int], on_progress: Callable[[Progress], None] | None = None
) -> ScreeningDone:
    """Screen applicants and publish their dossiers.

    Raises:
        UserError: Settings, output folder, lock or store are not as they must be.
    """
    settings, terms = read_settings(home.root)
    options = settings.screening.model_copy(
        update={"allow_hosts": (*settings.screening.allow_hosts, *request.allow_hosts)}
    )
    settings = settings.model_copy(update={"screening": options})
    context = checking_context(home, settings, terms)
    banned = banned_fingerprints(home, settings)
    today = datetime.fromtimestamp(now_us() / 1e6, UTC).date()
    with exclusive(home, "screen", home.screening_lock), _spill(home) as spill:
        place = place_for(home, request.out, today)
        _refuse_warc(request.warc)
        try:
            with Store(home.screening) as store:
                with building(place) as folder:
                    spilled, own, faults = _gather(store, settings, request, now_us, on_progress, spill, home)
                    others = (*_known(store, request), *own, *banned)
                    entries = _judge(
                        store,
                        spilled=spilled,
                        context=context,
                        known=others,
                        settings=settings,
                        folder=folder,
                        begun_us=now_us(),
                        request=request,
                    )
                    _write_summary(folder, entries, settings.programme.name)
                publish_screened(home, store.all_screenings())
                return ScreeningDone(place, entries, faults, _export(store, request))
        except StoreError as error:
            raise UserError(str(error)) from error


@contextmanager
def _spill(home: Home) -> Iterator[Path]:
    """Give a folder for what waits to be judged; what a killed screening left in it goes first."""
    folder = home.root / "spill-screen"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_warc(path: Path | None) -> None:
    """Say before anything is read that a WARC file cannot be written.

    Raises:
        UsageProblem: When it is not called so, or its folder cannot be written.
    """
    if path is None:
        return
    if not path.name.endswith(".warc.gz"):
        raise UsageProblem(f"--warc {path}: the file's name must end in .warc.gz, so that nothing else is overwritten.")
    try:
        path.resolve().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            pass
    except OSError as error:
        raise UsageProblem(f"--warc {path} cannot be written ({error.strerror}). Name another file.") from error


def _gather(
    store: Store,
    settings: Settings,
    request: ScreenRequest,
    now_us: Callable[[], int],
    on_progress: Callable[[Progress], None] | None,
    spill: Path,
    home: Home,
) -> tuple[list[Path], list[Fingerprint], int]:
    """Read all sites; each is put aside until the fingerprints of all are known. The number is that of our faults."""
    from screening.compare.fingerprint import fingerprint

    spilled, own, faults = [], [], 0
    backlinks, why_none = backlink_provider(home, settings)
    providers = Providers(
        user_agent=_user_agent(settings.screening.contact),
        allow_hosts=settings.screening.allow_hosts,
        register_url=settings.screening.register_url,
        backlinks=backlinks,
        no_backlinks=why_none,
    )
    sites = gather_sites(
        request.applicants,
        store,
        providers,
        crawl_options(settings, fresh=request.fresh, second_look=request.second_look),
        now_us=now_us,
        workers=settings.screening.workers,
        on_progress=on_progress,
    )
    for number, site in enumerate(sites):
        taken = fingerprint(site, request.kind)
        store.save_fingerprint(taken)
        own.append(taken)
        path = spill / f"{number}.site"
        path.write_bytes(pickle.dumps(site))
        spilled.append(path)
        faults += site.is_our_fault
    return spilled, own, faults


def _known(store: Store, request: ScreenRequest) -> list[Fingerprint]:
    """Return the fingerprints of earlier applications; addresses that were only looked at are nobody's application."""
    asked = {applicant.applicant_id for applicant in request.applicants}
    return [one for one in store.fingerprints() if one.applicant_id not in asked and one.kind != "address"]


def _judge(
    store: Store,
    *,
    spilled: Sequence[Path],
    context: Context,
    known: Sequence[Fingerprint],
    settings: Settings,
    folder: Path,
    begun_us: int,
    request: ScreenRequest,
) -> list[dict[str, Any]]:
    """Check and judge each site beside the others', write its page, and keep the screening.

    Args:
        store: Receives the screenings.
        spilled: The sites, as `_gather` put them aside.
        context: What the checks know of the programme.
        known: Fingerprints of all other sites.
        settings: Those of `affguard.toml`.
        folder: Receives the pages.
        begun_us: The time that counts as now.
        request: What was asked for.

    Returns:
        The entries of `applicants.json`, in the order of the sites.
    """
    chromium = find_chromium() if settings.screening.screenshots else None
    entries = []
    for path in spilled:
        site: Site = pickle.loads(path.read_bytes())  # noqa: S301 - written above, in a folder of our own
        own_site = site_of(site.home_url)
        # An address that is looked at, or a partner, is not a second application of its own site.
        others = [one for one in known if request.kind == "applicant" or one.site != own_site]
        observed = request.observed.get(site.applicant.applicant_id)
        screening = screen_site(site, context, others, load_rules(), begun_us, observed)
        page = f"{PAGES}/{case_file_name(site.applicant.applicant_id)}"
        entry = entry_of(screening, page)
        picture = photograph(chromium, site.home.html) if chromium and site.home else ""
        html = dossier_html(screening, entry, settings.programme.name, picture)
        (folder / page).write_text(html, encoding="utf-8", errors="replace")
        store.save_screening(_row(screening, entry))
        entries.append(entry)
    return entries


def _row(screening: Screening, entry: dict[str, Any]) -> ScreeningRow:
    return ScreeningRow(
        applicant_id=screening.applicant.applicant_id,
        website=screening.applicant.website,
        site=site_of(screening.site.home_url),
        screened_at_us=screening.screened_at_us,
        rules_version=screening.verdict.rules_version,
        recommendation=screening.verdict.recommendation.value,
        coverage=screening.verdict.coverage,
        payload=json.dumps(entry),
    )


def _write_summary(folder: Path, entries: list[dict[str, Any]], programme: str) -> None:
    (folder / APPLICANTS_FILE).write_bytes(applicants_json(entries))
    (folder / "summary.csv").write_bytes(summary_csv(entries))
    (folder / "summary.xlsx").write_bytes(summary_xlsx(entries))
    (folder / "summary.html").write_text(summary_html(entries, programme), encoding="utf-8", errors="replace")


def _export(store: Store, request: ScreenRequest) -> int | None:
    if request.warc is None:
        return None
    from screening.store.warc import export_warc

    fetches = (store.fetches_of(applicant.applicant_id) for applicant in request.applicants)
    try:
        return export_warc(chain.from_iterable(fetches), request.warc)
    except OSError as error:
        raise UsageProblem(f"--warc {request.warc} cannot be written ({error.strerror}). Name another file.") from error


def _user_agent(contact: str) -> str:
    version = metadata.version("affguard")
    told = contact.encode("ascii", "ignore").decode().strip()
    return f"affguard/{version} (applicant screening{f'; +{told}' if told else ''})"
