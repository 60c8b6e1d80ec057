"""Reads single elements: what they load, link to, ask for or say about the page."""

from __future__ import annotations

import re
from collections.abc import Callable

from screening.page.addresses import AddressBase
from screening.page.embedding import css_addresses, how_hidden, loads_of, markup_loads, refresh_of
from screening.page.gathered import MOST_EMBEDS, MOST_FORMS, MOST_HINTS, MOST_SCRIPTS, Attributes, Gathered, OpenForm
from screening.page.hiding import Hiding
from screening.page.links import Links
from screening.page.model import Embed, Image
from screening.page.nested import data_text, script_of, scripts_within
from screening.page.places import Place
from screening.page.quotes import TagFinder, cut
from screening.page.script.triggers import ON_ELEMENT, Script
from screening.page.script_links import hints_in_attribute, hints_in_json
from screening.page.scripts import click_target
from screening.page.structured import load_json, read_json_ld

__all__ = ["Elements"]

_MOST_IMAGES = 2_000  # of a page; bounds what a flood of pictures costs
_SUBMITS_OWN = re.compile(r"\bform\s{0,3}\.\s{0,3}(?:submit|requestSubmit)\s{0,3}\(")  # `form.submit(`
_MOST_FIELDS = 100  # of a form, and its buttons
_MOST_PINGS = 5
"""Addresses that a browser notifies of a click on one link."""
_MOST_SCRIPT_CHARACTERS = 1_000_000  # of all inline scripts of a page
_MOST_STYLE_CHARACTERS = 300_000  # of all inline style sheets of a page
_SCRIPT_TYPES = frozenset(
    {"", "text/javascript", "application/javascript", "module", "text/ecmascript", "application/ecmascript"}
)
_LOADER_NAMES = """
amp-iframe amp-img amp-pixel applet audio bgsound body embed feimage fencedframe frame html iframe ilayer image img
input layer link object param portal script source table td th tr track use video webview
"""
_LOADERS = frozenset(_LOADER_NAMES.split())
_OWN_HANDLER_NAMES = """
onload onerror onpageshow onbegin onend onrepeat onfocus onunload onbeforeunload onpagehide onreadystatechange onmessage
onresize onscroll onwheel onmousemove onmouseover onmouseenter onpointermove onpointerenter ontoggle onstart onfinish
onanimationstart onanimationend onanimationiteration ontransitionstart ontransitionend ontransitionrun oncanplay
oncanplaythrough onloadstart onloadeddata onloadedmetadata onplay onplaying ontimeupdate onprogress onsuspend onpopstate
onhashchange onvisibilitychange
"""
_OWN_HANDLERS = frozenset(_OWN_HANDLER_NAMES.split())
"""Handlers that need no visitor, or fire whatever the visitor does."""
_PAGE_HANDLER_NAMES = """
onclick onmousedown onmouseup ontouchstart ontouchend ontouchmove onpointerdown onpointerup onkeydown onkeyup onkeypress
"""
_PAGE_HANDLERS = frozenset(_PAGE_HANDLER_NAMES.split())
_MUTE = frozenset({"alt", "class", "height", "id", "rel", "role", "src", "style", "target", "title", "type", "width"})
"""The most frequent attributes that neither run a script nor keep an address for one."""
_HELD = frozenset({"iframe", "frame", "object", "embed"})


class Elements:
    """Puts what single elements say into `Gathered`; `links` takes the links."""

    def __init__(self, found: Gathered, base: AddressBase, finder: TagFinder) -> None:
        self.links = Links(found, base, finder)
        self._found, self._base, self._finder = found, base, finder
        self._script_room, self._style_room = _MOST_SCRIPT_CHARACTERS, _MOST_STYLE_CHARACTERS
        self._form: OpenForm | None = None
        self._readers: dict[str, Callable[[Attributes], None]] = {
            "html": self._read_root,
            "meta": self._read_meta,
            "link": self._read_relation,
            "base": self._read_base,
            "iframe": self._read_frame,
            "input": lambda attributes: self._read_field("text", attributes),
            "textarea": lambda attributes: self._read_field("textarea", attributes),
            "select": lambda attributes: self._read_field("select", attributes),
            "button": lambda attributes: self._read_field("submit", attributes),
        }

    def read_element(self, name: str, attributes: Attributes) -> None:
        """Read what an element says about the page, or asks for."""
        if (reader := self._readers.get(name)) is not None:
            reader(attributes)

    def read_raw_text(self, name: str, attributes: Attributes, text: str) -> None:
        """Read the content of `title`, `style` or `script`."""
        if name == "title":
            self._found.title = self._found.title or " ".join(text.split())[:1_000]
        elif name == "style":
            self._read_style(text)
        else:
            self._read_script(attributes, text)

    def read_attributes(self, name: str, attributes: Attributes, place: Place, hiding: Hiding) -> None:
        """Read what an element loads, its style's addresses and its handlers."""
        if place.is_inert:
            return
        self._read_loads(name, attributes, place, hiding)
        has_room = len(self._found.hints) < MOST_HINTS
        for key in attributes:
            if key in _MUTE:
                continue
            if key.startswith("on"):
                self._read_handler(name, key, attributes, place)
            elif key == "ping" and name in {"a", "area"}:
                for raw in attributes[key].split()[:_MOST_PINGS]:
                    self.add_embed("script_load", raw, "", "", on="click")
            elif has_room and (hints := hints_in_attribute(name, key, attributes)):
                self._found.hints += hints
                if key.startswith("data-") and name not in _LOADERS:
                    self.links.hold(name, key, attributes, place, hints[0].address)
        if place.cover and name in {"button", "input"} and self._form is not None:
            self.add_embed("overlay", self._form.action, "", self._form.quote, on="click")

    def _read_loads(self, name: str, attributes: Attributes, place: Place, hiding: Hiding) -> None:
        """Read what an element or its style loads by itself."""
        has_room = len(self._found.embeds) < MOST_EMBEDS
        if name in _LOADERS and (has_room or (name == "img" and len(self._found.images) < _MOST_IMAGES)):
            hidden = how_hidden(name, attributes, hiding) or place.hidden or place.load_hidden
            if name in {"script", "link"}:
                hidden = ""
            for kind, raw in loads_of(name, attributes):
                if raw:
                    self._load(kind, raw, hidden, name)
            if name == "img":
                self._read_image(attributes, bool(hidden))
        if has_room and "style" in attributes:
            for raw in css_addresses(attributes["style"][:4_000]):
                self._load("css_url", raw, place.hidden or hiding.load, name)

    def _load(self, kind: str, raw: str, hidden: str, name: str) -> None:
        """Keep what an element loads, and look for its quote only where it is kept."""
        if kind in _HELD and (code := script_of(raw)):
            self._found.scripts.append(Script(code))
        elif kind in _HELD and (text := data_text(raw)):
            self._read_document(text, hidden, self._finder.quote(name, raw))
        if len(self._found.embeds) < MOST_EMBEDS and self._base.absolute(raw):
            self.add_embed(kind, raw, hidden, self._finder.quote(name, raw))

    def _read_handler(self, name: str, key: str, attributes: Attributes, place: Place) -> None:
        if len(self._found.scripts) >= MOST_SCRIPTS:
            return
        code = attributes[key][:20_000]
        if key in _OWN_HANDLERS and (name != "input" or key != "onfocus" or "autofocus" in attributes):
            self._found.scripts.append(Script(code, "load"))
            if self._form is not None and _SUBMITS_OWN.search(code):
                self._found.submitted.append((len(self._found.forms) - 1, code[:160]))
        elif name in {"body", "html"}:
            self._found.scripts.append(Script(code, "click" if key in _PAGE_HANDLERS else "load"))
        else:
            self._found.scripts.append(Script(code, ON_ELEMENT))
            if place.cover and (raw := click_target(code)):
                self.add_embed(
                    "overlay", raw, "", self._finder.quote(name, raw) or self._finder.standing(code[:160]), on="click"
                )
            if key == "onclick" and name != "a" and self.links.has_room and (raw := click_target(code)):
                self.links.add(name, raw, attributes, place)

    def add_embed(
        self,
        kind: str,
        raw: str,
        hidden: str,
        quote: str,
        *,
        on: str = "load",
        decoded: bool = False,
        delay: float = 0.0,
        traced: bool = False,
    ) -> None:
        """Keep something that is loaded or followed, where its address is a web address."""
        url = self._base.absolute(raw)
        if url and len(self._found.embeds) < MOST_EMBEDS:
            self._found.embeds.append(
                Embed(
                    url,
                    kind,
                    bool(hidden),
                    hidden,
                    delay_seconds=delay,
                    decoded=decoded,
                    on=on,
                    quote=quote,
                    is_traced=traced,
                )
            )

    def absolute(self, raw: str) -> str:
        """Return the absolute address of what stands in the page, or ""."""
        return self._base.absolute(raw)

    def _read_image(self, attributes: Attributes, is_hidden: bool) -> None:
        raw = attributes.get("src", "")
        lazy = next(
            (attributes[key] for key in ("data-src", "data-lazy-src", "data-original") if key in attributes), ""
        )
        url = self._base.absolute(lazy or raw)
        if url and not is_hidden and len(self._found.images) < _MOST_IMAGES:
            self._found.images.append(Image(url, " ".join(attributes.get("alt", "").split())[:500]))

    def _read_root(self, attributes: Attributes) -> None:
        self._found.language = (attributes.get("lang") or attributes.get("xml:lang", "")).strip().lower()[:35]

    def _read_base(self, attributes: Attributes) -> None:
        self._base.rebase(attributes.get("href", ""))

    def _read_meta(self, attributes: Attributes) -> None:
        content = attributes.get("content", "")
        if attributes.get("http-equiv", "").lower() == "refresh":
            refresh = refresh_of(content)
            if refresh is not None and refresh[1]:
                quote = self._finder.quote("meta", content) if len(self._found.embeds) < MOST_EMBEDS else ""
                self.add_embed("meta_refresh", refresh[1], "", quote, delay=refresh[0])
        for key in ("name", "property", "http-equiv"):
            if name := attributes.get(key, "").strip().lower()[:100]:
                if len(self._found.meta) < 500:
                    self._found.meta.setdefault(name, content.strip()[:5_000])
                break

    def _read_relation(self, attributes: Attributes) -> None:
        if "canonical" in attributes.get("rel", "").lower().split() and not self._found.canonical_url:
            self._found.canonical_url = self._base.absolute(attributes.get("href", ""))

    def _read_script(self, attributes: Attributes, code: str) -> None:
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if kind == "application/ld+json":
            self._found.structured += read_json_ld(code)
        elif kind == "speculationrules":
            self._found.speculation.append(code[:100_000])
            self._read_speculation(code)
        elif kind in _SCRIPT_TYPES and code and self._script_room > 0 and len(self._found.scripts) < MOST_SCRIPTS:
            self._found.scripts.append(Script(code[: self._script_room]))
            self._script_room -= len(code)
        elif "json" in kind:
            self._found.hints += hints_in_json(attributes.get("id", ""), code)

    def _read_speculation(self, code: str) -> None:
        """Read rules that make browsers render pages in advance; only lists of addresses, no patterns."""
        try:
            rules = load_json(code[:100_000])
        except (ValueError, RecursionError):
            return
        for group in (rules.get("prerender"), rules.get("prefetch")) if isinstance(rules, dict) else ():
            for rule in group if isinstance(group, list) else ():
                for raw in rule.get("urls") or () if isinstance(rule, dict) else ():
                    if isinstance(raw, str):
                        self.add_embed("prerender", raw, "", self._finder.quote("script", raw))

    def _read_style(self, text: str) -> None:
        sheet = text[: max(0, self._style_room)]
        self._style_room -= len(sheet)
        for raw in css_addresses(sheet):
            offset = sheet.find(raw)
            self.add_embed("css_url", raw, "", cut(sheet, max(0, offset - 60), offset + len(raw), must_begin=offset))

    def _read_frame(self, attributes: Attributes) -> None:
        for kind, raw, hidden, (start, end) in markup_loads(attributes.get("srcdoc", "")[:100_000]):
            written = attributes["srcdoc"][start:end]
            if len(self._found.embeds) >= MOST_EMBEDS:
                break
            self.add_embed(kind, raw, hidden, self._finder.quote("iframe", raw) or self._finder.standing(written[:160]))
        self._found.scripts += map(Script, scripts_within(attributes.get("srcdoc", "")))

    def _read_document(self, text: str, hidden: str, quote: str) -> None:
        """Read a document that stands in the address of a frame."""
        for kind, raw, how, _ in markup_loads(text):
            self.add_embed(kind, raw, how or hidden, quote)
        for raw in css_addresses(text):
            self.add_embed("css_url", raw, hidden, quote)
        self._found.scripts += map(Script, scripts_within(text))

    # --- forms -------------------------------------------------------------------------------------------------

    def begin_form(self, attributes: Attributes) -> None:
        """Begin a form; fields that follow belong to it."""
        raw = attributes.get("action", "")
        if len(self._found.forms) >= MOST_FORMS:
            self._form = None
            return
        self._form = OpenForm(
            action=self._base.absolute(raw) or self._base.url,
            method="post" if attributes.get("method", "").strip().lower() == "post" else "get",
            names=tuple(name for key in ("id", "name") if (name := attributes.get(key, ""))),
            quote=self._finder.quote("form", raw) if raw else "",
        )
        self._found.forms.append(self._form)

    def end_form(self) -> None:
        """End a form."""
        self._form = None

    def _read_field(self, kind: str, attributes: Attributes) -> None:
        if self._form is None or len(self._form.fields) >= _MOST_FIELDS:
            return
        kind = attributes.get("type", "").lower() or kind
        if kind in {"submit", "image", "button"} and len(self._form.buttons) < _MOST_FIELDS:
            self._form.buttons += [mark for key in ("id", "name") if (mark := attributes.get(key, ""))]
        elif attributes.get("name") and attributes.get("value"):
            self._form.values.append((attributes["name"][:200], attributes["value"][:2_000]))
        name = attributes.get("name") or attributes.get("id") or attributes.get("placeholder", "")
        self._form.fields.append(f"{name[:80]}:{kind[:20]}")
