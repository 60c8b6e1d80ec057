"""A script as a row of tokens with their brackets matched: enough to see what stands around a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

__all__ = ["IN_TEMPLATE", "NO_OPERATORS", "Code", "Token", "expression_at", "tokens_of"]

MOST_TOKENS = 60_000
"""Tokens of one script; the rest is not read. Bounds time and memory."""
_TOKEN = re.compile(
    r"(?P<comment>//[^\n]{0,5000}|/\*[^*]{0,5000}(?:\*(?!/)[^*]{0,5000}){0,200}\*/)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.){0,20000}\"|'(?:[^'\\\n]|\\.){0,20000}'|`(?:[^`\\]|\\.){0,20000}`)"
    r"|(?P<regex>(?:(?<=[(,=:\[!&|?;])|(?<=[(,=:\[!&|?;] ))/(?![/*])(?:[^/\\\n]|\\.){1,200}/[a-z]{0,6})"
    r"|(?P<name>[A-Za-z_$][\w$]{0,200})|(?P<number>\d[\w.]{0,60})"
    r"|(?P<sign>===|!==|==|!=|<=|>=|=>|\+=|&&|\|\||\?\?|\?\.|\.\.\.|[^\s\w])",
    re.DOTALL | re.ASCII,
)
"""A comment, string, regular expression, name, number or sign of script, tried in this order."""
IN_TEMPLATE = re.compile(r"\$\{[^{}]{0,300}\}")
"""`${u}`: what script fills in within a template."""
_NAME_IN_TEMPLATE = re.compile(r"[A-Za-z_$][\w$]{0,60}")
_UNSEEN = re.compile(r"opacity[:=][\"']?0?(?:\.0\d{0,3})?(?:[;\"'}!,]|$)")
"""`opacity:0;`, `opacity="0.01"`: a style that makes an element invisible."""
_MOST_COVERING = 4_000
"""Tokens in which a cover over the window is looked for."""
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_MOST_OF_EXPRESSION = 20_000
"""Tokens of one expression; a text in codes of its letters takes two for each of them."""
_MOST_IN_BRACES = 200
"""Tokens of a function or an object within an expression; longer ones are programs and settings."""
_ENDS = frozenset(",;)]}")
NO_OPERATORS = frozenset("!{~@#\\\"'`")
"""Signs that do not go on with an expression: they begin the next statement, or end the text in which it stands."""
_NAMES_BEFORE_OPERAND = """
async await case class delete else extends function in instanceof new return throw typeof void yield
"""
_BEFORE_OPERAND = frozenset(_NAMES_BEFORE_OPERAND.split())
"""Words behind which an expression goes on."""


class Token(NamedTuple):
    """A piece of script: `kind` is `string`, `name`, `number`, `regex` or `sign`."""

    kind: str
    text: str
    start: int
    end: int


@dataclass
class Code:
    """Tokens of one script.

    Attributes:
        tokens: In order, comments left out.
        partner: For brackets the token that closes or opens it; -1 for other tokens and unmatched brackets.
        outer: The bracket that is open around each token, or -1.
        by_name: The indices of the tokens of each name.
        strings: The indices of the strings.
        templates: The indices of the strings with `${…}` in them.
        aliases: What some names stand for; None until `aliases_of` has looked.
    """

    tokens: list[Token] = field(default_factory=list)
    partner: list[int] = field(default_factory=list)
    outer: list[int] = field(default_factory=list)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    strings: list[int] = field(default_factory=list)
    templates: list[int] = field(default_factory=list)
    aliases: dict[str, str] | None = None

    @cached_property
    def by_template_name(self) -> dict[str, list[int]]:
        """The indices of the templates that each name fills: `u` that of `${u}/path`."""
        filled: dict[str, list[int]] = {}
        for index in self.templates:
            parts = " ".join(IN_TEMPLATE.findall(self.text(index)))
            for name in dict.fromkeys(_NAME_IN_TEMPLATE.findall(parts)):
                filled.setdefault(name, []).append(index)
        return filled

    @cached_property
    def writes_speculation(self) -> bool:
        """Whether the script names the type of rules that make browsers render pages in advance."""
        return any(self.text(index)[1:-1] == "speculationrules" for index in self.strings)

    @cached_property
    def calls(self) -> frozenset[tuple[str, str]]:
        """The names and methods of all calls such as `form.submit()`."""
        return frozenset(
            (name.text, method.text)
            for name, dot, method, opening in zip(
                *(islice(self.tokens, start, None) for start in range(4)), strict=False
            )
            if opening.text == "(" and dot.text in {".", "?."}
        )

    @cached_property
    def made_elements(self) -> frozenset[str]:
        """The names of the elements that the script makes."""
        return frozenset(
            self.text(index + 2).strip("\"'`").lower()
            for word in ("createElement", "createElementNS")
            for index in self.by_name.get(word, ())
            if self.text(index + 1) == "("
        )

    @cached_property
    def covers_window(self) -> bool:
        """Whether the script lays something unseen over the whole window."""
        written = "".join(token.text for token in self.tokens[:_MOST_COVERING]).lower().replace(" ", "")
        is_fixed = any(word in written for word in ("position:fixed", "position='fixed'", 'position="fixed"'))
        is_whole = any(
            word in written for word in ("inset:0", "100vw", "100vh", "width:100%", "inset='0", 'inset="0', "inset=0")
        )
        is_unseen = any(word in written for word in ("background:transparent", "opacity:.0")) or _UNSEEN.search(written)
        return is_fixed and is_whole and bool(is_unseen)

    def text(self, index: int) -> str:
        """Return a token's text; "" beyond either end."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def kind(self, index: int) -> str:
        """Return a token's kind; "" beyond either end."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def owner(self, name: int) -> int:
        """Return the token of what a property or method belongs to: in `a.b`, for that of `b`, that of `a`; else -1."""
        return name - 2 if self.text(name - 1) in {".", "?."} else -1

    def block_around(self, index: int) -> tuple[int, int]:
        """Return the first and last token of the curly block around a token; the whole script where there is none."""
        opening = self.outer[index]
        while opening >= 0 and self.text(opening) != "{":
            opening = self.outer[opening]
        if opening < 0 or self.partner[opening] < 0:
            return 0, len(self.tokens) - 1
        return opening, self.partner[opening]


def tokens_of(code: str) -> Code:
    """Return the tokens of a script; it never fails, whatever the text is."""
    return _read(_TOKEN.finditer(code))


def expression_at(code: str, start: int) -> Code:
    """Return the tokens of the expression that begins at a place of a script; its beginning, where it is too long."""
    return _read(_of_expression(code, start))


def _of_expression(code: str, start: int) -> Iterator[re.Match[str]]:
    level = braces = 0
    is_whole = False  # whether an operand stands before the token: behind it, another one begins the next statement
    for number, match in enumerate(islice(_TOKEN.finditer(code, start), _MOST_OF_EXPRESSION)):
        kind, text = match.lastgroup, match.group()
        if kind == "comment":
            continue
        is_operand = kind != "sign" and text not in {"in", "instanceof"}
        is_next = is_whole and ((is_operand and text[0] != "`") or text in NO_OPERATORS)
        if not level and (is_next or text in _ENDS):
            return
        if text in {"(", "[", "{"}:
            level += 1
            braces = braces or (number if text == "{" else 0)
        elif text in {")", "]", "}"}:
            level -= 1
            braces = braces if level else 0
        if braces and number - braces > _MOST_IN_BRACES:
            return
        is_whole = text in {")", "]", "}"} or (is_operand and text not in _BEFORE_OPERAND)
        yield match


def _read(matches: Iterable[re.Match[str]]) -> Code:
    found = Code()
    opened: list[int] = []
    for match in matches:
        if match.lastgroup == "comment" or match.lastgroup is None:
            continue
        index = len(found.tokens)
        if index >= MOST_TOKENS:
            break
        text = match.group()
        found.tokens.append(Token(match.lastgroup, text, *match.span()))
        found.partner.append(-1)
        if match.lastgroup == "name":
            found.by_name.setdefault(text, []).append(index)
        elif match.lastgroup == "string":
            found.strings.append(index)
            if text[0] == "`" and "${" in text:
                found.templates.append(index)
        elif opened and match.lastgroup == "sign" and _CLOSED_BY[found.tokens[opened[-1]].text] == text:
            begin = opened.pop()
            found.partner[begin], found.partner[index] = index, begin
        found.outer.append(opened[-1] if opened else -1)
        if match.lastgroup == "sign" and text in _CLOSED_BY:
            opened.append(index)
    return found
