"""The table of affiliate networks, `networks*.toml`: their domains, what their addresses look like, their cookies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

__all__ = ["Kind", "NetworkRule", "NetworkTable", "network_table"]

Kind = Literal["click", "impression", "library", "generic", "other"]


@dataclass(frozen=True)
class NetworkRule:
    """How addresses of one kind look: every condition that is given must be met; the first rule that is met counts.

    Attributes:
        kind: What loading such an address counts, as `NetworkLink.kind`.
        hosts: What may stand before the domain: a name, its beginning (`name*`) or its end (`*name`).
        paths: What the path may begin with; the first group may be the partner.
        parameters: Of which one must have a value.
        values: Parameter → what its whole value must look like.
        id: Where the partner stands: `path`, or `query:` and the parameters to look into, in order.
    """

    kind: Kind
    hosts: tuple[str, ...] = ()
    paths: tuple[re.Pattern[str], ...] = ()
    parameters: tuple[str, ...] = ()
    values: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True)
class NetworkTable:
    """All networks.

    Attributes:
        by_domain: Registrable domain → the network's name and rules.
        shops: Registrable domain of a shop with a programme of its own → the parameter that names the partner.
        cookies: What the name of a cookie looks like that a click sets, and whose click.
    """

    by_domain: Mapping[str, tuple[str, tuple[NetworkRule, ...]]]
    shops: Mapping[str, str]
    cookies: tuple[tuple[re.Pattern[str], str], ...]


@cache
def network_table() -> NetworkTable:
    """Read `networks.toml` and its parts `networks-*.toml`.

    Raises:
        ValueError: If a domain stands twice.
    """
    parts = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("networks*.toml"))
    ]
    by_domain: dict[str, tuple[str, tuple[NetworkRule, ...]]] = {}
    cookies: list[tuple[re.Pattern[str], str]] = []
    for network in (network for part in parts for network in part.get("network", ())):
        rules = tuple(_rule(rule) for rule in network["rules"])
        for domain in network["domains"]:
            if domain in by_domain:
                raise ValueError(f"networks*.toml: {domain} stands twice")
            by_domain[domain] = (network["name"], rules)
        for cookie in network.get("cookies", ()):
            pattern = re.escape(cookie).replace(r"\*", ".{0,60}").replace(r"\#", r"\d{1,12}")
            cookies.append((re.compile(pattern), network["name"]))
    shops = {domain: name for part in parts for domain, name in part.get("shops", {}).items()}
    return NetworkTable(by_domain, shops, tuple(cookies))


def _rule(rule: Mapping[str, Any]) -> NetworkRule:
    return NetworkRule(
        kind=rule["kind"],
        hosts=tuple(rule.get("hosts", ())),
        paths=tuple(re.compile(path) for path in rule.get("paths", ())),
        parameters=tuple(rule.get("parameters", ())),
        values={name: re.compile(pattern) for name, pattern in rule.get("values", {}).items()},
        id=rule.get("id", ""),
    )
