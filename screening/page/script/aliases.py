"""Other names that script gives to what loads or sends away: `var l = location`, `(function (f) {…})(window.fetch)`."""

from __future__ import annotations

from screening.page.script.tokens import Code

__all__ = ["aliases_of"]

_MEANT = frozenset({"location", "fetch", "open", "sendBeacon", "importScripts"})
_MOST_PARAMETERS = 20
"""Parameters of a function that are looked at; ordinary wrappers have a few."""
_FAR = 60
"""Tokens of the arguments of a call that are looked at; ordinary wrappers are handed a few names."""


def aliases_of(code: Code) -> dict[str, str]:
    """Return the names that stand for `location`, `fetch`, `open`, `sendBeacon` or `importScripts`, and for which."""
    if code.aliases is None:
        code.aliases = {}
        for meant in sorted(_MEANT & code.by_name.keys()):
            for index in code.by_name[meant]:
                _add_set(code, index, code.aliases)
                _add_handed(code, index, code.aliases)
    return code.aliases


def _begin(code: Code, index: int) -> int:
    """Return the first token of `window.location`, whose last token is at `index`."""
    while code.text(index - 1) == "." and code.kind(index - 2) == "name":
        index -= 2
    return index


def _add_set(code: Code, index: int, aliases: dict[str, str]) -> None:
    """Add the variable that is set to the name at `index`, plain or bound to an object with `bind`."""
    begin = _begin(code, index)
    is_whole = code.text(index + 1) != "(" and (code.text(index + 1) != "." or code.text(index + 2) == "bind")
    if is_whole and code.text(begin - 1) == "=" and code.kind(begin - 2) == "name" and code.text(begin - 3) != ".":
        aliases.setdefault(code.text(begin - 2), code.text(index))


def _add_handed(code: Code, index: int, aliases: dict[str, str]) -> None:
    """Add the parameter of a function that is called where it stands: `}(window, window.location)`."""
    opening = code.outer[index]
    is_argument = code.text(index + 1) in {",", ")"}
    if opening < 1 or index - opening > _FAR or code.text(opening) != "(" or not is_argument:
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
        code.text(inner) == "," and code.outer[inner] == opening for inner in range(opening + 1, _begin(code, index))
    )
    names = [code.text(inner) for inner in range(code.partner[closing] + 1, closing) if code.kind(inner) == "name"][
        :_MOST_PARAMETERS
    ]
    if number < len(names):
        aliases.setdefault(names[number], code.text(index))
