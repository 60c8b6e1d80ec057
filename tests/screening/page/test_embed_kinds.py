"""The kinds of embeds."""

from __future__ import annotations

import re

from screening.checks.clicks.network_loads import WORDS_OF_KINDS
from screening.page.embed_kinds import FRAMES, LOADED, REFRESHES, SENDS_ON, SENT_AWAY, TAKES_AWAY
from screening.page.model import Embed


def test_every_kind_is_loaded_or_takes_away_and_is_documented_and_told_to_people() -> None:
    documented = re.search(r"kind: (.*?)hidden:", Embed.__doc__ or "", re.DOTALL)
    assert documented is not None
    assert not LOADED & TAKES_AWAY
    assert LOADED | TAKES_AWAY == set(WORDS_OF_KINDS) == set(re.findall(r"`(\w+)`", documented.group(1)))
    assert REFRESHES < SENDS_ON < SENT_AWAY < TAKES_AWAY
    assert FRAMES < LOADED
