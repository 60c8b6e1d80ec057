"""Other names that script gives to what loads or sends away: `var l = location`, `(function (f) {…})(window.fetch)`."""

from __future__ import annotations

from screening.page.script.tokens import Code

__all__ = ["aliases_of"]

_MEANT = frozenset({"location", "fetch", "open", "sendBeacon", "importScripts"})
_MOST_PARAMETERS = 20
_FAR = 60
"""Tokens of the arguments of a call that are looked at."""


def aliases_of(code: Code) -> dict[str, str]:
    """Return what names stand for, of `location`, `fetch`, `open`, `sendBeacon` and `importScripts`."""
    if code.aliases is None:
        code.aliases = {}
        for meant in sorted(_MEANT & code.by_name.keys()):
            for place in code.by_name[meant]:
                _add_set(code, place, code.aliases)
                _add_handed(code, place, code.aliases)
    return code.aliases


def _begin(code: Code, place: int) -> int:
    """Return where `window.location` begins whose last name stands at `place`."""
    while code.text(place - 1) == "." and code.kind(place - 2) == "name":
        place -= 2
    return place


def _add_set(code: Code, place: int, aliases: dict[str, str]) -> None:
    """Add the variable that is set to the name at `place`, or to it bound to something."""
    begin = _begin(code, place)
    is_whole = code.text(place + 1) != "(" and (code.text(place + 1) != "." or code.text(place + 2) == "bind")
    if is_whole and code.text(begin - 1) == "=" and code.kind(begin - 2) == "name" and code.text(begin - 3) != ".":
        aliases.setdefault(code.text(begin - 2), code.text(place))


def _add_handed(code: Code, place: int, aliases: dict[str, str]) -> None:
    """Add the parameter of a function that is called where it stands: `}(window, window.location)`."""
    opening = code.outer[place]
    is_argument = code.text(place + 1) in {",", ")"}
    if opening < 1 or place - opening > _FAR or code.text(opening) != "(" or not is_argument:
        return
    end = opening - 1
    if code.text(end) == ")" and code.partner[end] >= 0:
        end -= 1
    if code.text(end) != "}" or code.partner[end] < 0:
        return
    closing = code.partner[end] - 1
    closing -= code.text(closing) == "=>"
    if code.text(closing) != ")" or code.partner[closing] < closing - _FAR:
        return
    number = sum(
        code.text(inner) == "," and code.outer[inner] == opening for inner in range(opening + 1, _begin(code, place))
    )
    names = [code.text(inner) for inner in range(code.partner[closing] + 1, closing) if code.kind(inner) == "name"][
        :_MOST_PARAMETERS
    ]
    if number < len(names):
        aliases.setdefault(names[number], code.text(place))
