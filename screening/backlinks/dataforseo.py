"""A commercial provider: DataForSEO's backlinks interface, version 3 (https://docs.dataforseo.com/v3/backlinks/overview/).

Three questions a domain: summary, referring domains, anchors. Answers are kept as they came.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from screening.backlinks.provider import Anchor, Backlinks, ReferringDomain, UnknownBacklinksError
from screening.domain.timestamps import parse_moment

__all__ = ["DataForSeoProvider", "Post", "post_with_requests"]

API_URL = "https://api.dataforseo.com"
NOTE = "DataForSEO's own crawl of live links; numbers differ from other providers'."
_LISTED = 1_000
"""Referring domains that are asked for; the interface gives no more at once."""
_OK = 20_000
"""The status code by which the interface says that a task went well."""
_MOST_ANSWER_BYTES = 20_000_000
"""Bytes of an answer that are read; a thousand rows have far fewer."""
_WHAT_TO_DO = {
    401: "the login or password is wrong: check the key",
    402: "the account has no funds left: top it up",
    403: "the account may not use the backlinks interface: subscribe to it",
    404: "the address of the interface is wrong",
    429: "too many questions at once: try again in a minute",
    40_100: "the login or password is wrong: check the key",
    40_104: "the account is not verified: confirm it at the provider",
    40_200: "the account has no funds left: top it up",
    40_202: "too many questions at once: try again in a minute",
    40_204: "the account may not use the backlinks interface: subscribe to it",
}

Post = Callable[[str, Mapping[str, str], bytes], tuple[int, bytes]]
"""Sends a body to an address with headers; returns status and answer. Raises `OSError` when there is none."""


class DataForSeoProvider:
    """Backlinks from DataForSEO.

    Args:
        key: `login:password`, from the environment; never written anywhere.
        post: How a question is sent.
        api_url: Where the interface stands.

    Raises:
        UnknownBacklinksError: If the key is missing or malformed.
    """

    def __init__(self, key: str, post: Post, api_url: str = API_URL) -> None:
        login, colon, password = key.strip().partition(":")
        if not (login and colon and password):
            raise UnknownBacklinksError("DataForSEO needs a key of the form login:password in the environment")
        self._authorization = "Basic " + base64.b64encode(key.strip().encode()).decode("ascii")
        self._post = post
        self._api_url = api_url.rstrip("/")

    @property
    def name(self) -> str:
        """Name as dossiers print it."""
        return "DataForSEO"

    def look_up(self, domain: str) -> Backlinks:
        """Return what DataForSEO knows of a registrable domain.

        Raises:
            UnknownBacklinksError: If it refuses, cannot be reached or answers something else than is documented.
        """
        shared = {"target": domain, "include_subdomains": True, "backlinks_status_type": "live"}
        listed = {**shared, "limit": _LISTED, "order_by": ["rank,desc"]}
        summary, first = self._ask("summary", shared)
        domains, second = self._ask("referring_domains", listed)
        anchors, third = self._ask("anchors", {**shared, "limit": 100, "order_by": ["referring_domains,desc"]})
        total, unfollowed = _count(summary, "referring_domains"), _count(summary, "referring_domains_nofollow")
        return Backlinks(
            domain=domain,
            source=self.name,
            release="live",
            coverage_note=NOTE,
            referring_domain_count=total,
            backlink_count=_count(summary, "backlinks"),
            followed_domain_count=None if total is None or unfollowed is None else max(total - unfollowed, 0),
            authority=_number(summary, "rank"),
            spam_score=_number(summary, "backlinks_spam_score"),
            referring_domains=tuple(map(_referring_domain, _items(domains, "domain"))),
            anchors=tuple(map(_anchor, _items(anchors, "anchor"))),
            raw="\n".join((first, second, third)),
        )

    def _ask(self, question: str, task: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """Return the first result of a task, and the whole answer as it came."""
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        address = f"{self._api_url}/v3/backlinks/{question}/live"
        try:
            status, body = self._post(address, headers, json.dumps([task]).encode())
        except OSError as error:
            raise UnknownBacklinksError(
                f"DataForSEO could not be reached ({type(error).__name__}): try again later"
            ) from None
        text = body[:_MOST_ANSWER_BYTES].decode("utf-8", errors="replace")
        if status != 200:
            raise UnknownBacklinksError(_refusal(status, f"HTTP status {status}"))
        try:
            return _first_result(json.loads(text)), text
        except (ValueError, RecursionError):
            raise UnknownBacklinksError(f"DataForSEO's answer to {question} is no JSON: try again later") from None


def post_with_requests(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Send a question to a provider's own interface; the address is the operator's, never an applicant's.

    Raises:
        OSError: When there is no answer (`requests.RequestException` is one).
    """
    import requests

    with requests.Session() as session:
        session.trust_env = False  # neither proxies nor .netrc
        answer = session.post(url, data=body, headers=dict(headers), timeout=(10, 60), allow_redirects=False)
        return answer.status_code, answer.content


def _first_result(answer: object) -> dict[str, Any]:
    """Return `tasks[0].result[0]`, or {} for a domain without any.

    Raises:
        UnknownBacklinksError: If the answer or its task was refused.
    """
    if not isinstance(answer, dict):
        raise UnknownBacklinksError("DataForSEO's answer is no object: the interface may have changed")
    tasks = answer.get("tasks")
    task = tasks[0] if isinstance(tasks, list) and tasks and isinstance(tasks[0], dict) else {}
    for level in (answer, task):
        code = level.get("status_code")
        if code != _OK:
            raise UnknownBacklinksError(_refusal(code, str(level.get("status_message", "no reason given"))[:200]))
    result = task.get("result")
    first = result[0] if isinstance(result, list) and result else {}
    return first if isinstance(first, dict) else {}


def _refusal(code: object, message: str) -> str:
    advice = _WHAT_TO_DO.get(code, "see the provider's list of errors") if isinstance(code, int) else "try again later"
    return f"DataForSEO refused ({code}: {message}): {advice}"


def _items(result: dict[str, Any], name: str) -> list[dict[str, Any]]:
    items = result.get("items")
    rows = items if isinstance(items, list) else []
    return [row for row in rows[:_LISTED] if isinstance(row, dict) and isinstance(row.get(name), str)]


def _number(row: dict[str, Any], name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(row: dict[str, Any], name: str) -> int | None:
    value = _number(row, name)
    return None if value is None else int(value)


def _referring_domain(row: dict[str, Any]) -> ReferringDomain:
    return ReferringDomain(
        domain=row["domain"].lower(),
        links=_count(row, "backlinks"),
        authority=_number(row, "rank"),
        spam_score=_number(row, "backlinks_spam_score"),
        first_seen_us=parse_moment(row.get("first_seen")),
        last_seen_us=parse_moment(row.get("lost_date")),
    )


def _anchor(row: dict[str, Any]) -> Anchor:
    return Anchor(row["anchor"], _count(row, "backlinks"), _count(row, "referring_domains"))
