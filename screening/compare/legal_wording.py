"""Wording that generators write: notices on cookies, and texts on the protection of personal data.

Every block and text of a site is searched, so the patterns are such as `re` is quick with: of lower case, and all of
their alternatives but those of `_CONSENT` begin with fixed letters.
"""

from __future__ import annotations

import re

from screening.wording.folding import lower_case

__all__ = ["is_consent_text", "is_consent_wording", "is_privacy_text"]

_COOKIES = re.compile(r"cookie|ciasteczk|informasjonskapsl|evästei|kakor\b|sütik|süti\b|файл\w* cookie|çerez|クッキー")
"""`cookie`, `ciasteczka`, `çerez`: the word in many languages."""
_CONSENT = re.compile(
    r"\b(?:accept|you agree|consent|reject|decline|deny|browser|website|experience|analytic|traffic|third.part"
    r"|device|our site|this site|preferences|settings"
    r"|akzeptier|zustimm|einverstanden|einwillig|ablehn|webseit|nutzererlebnis|geräteinf|einstellung|diese seite"
    r"|acceptez|accepter|consent|refus|navigateur|ce site|notre site|expérience|votre appareil|préférences"
    r"|acept|consient|rechaz|navegador|sitio|experiencia|dispositivo|preferencias"
    r"|accett|rifiut|consens|esperienza|questo sito|nostro sito|preferenze"
    r"|accepteer|akkoord|toestemming|weiger|deze site|onze site|ervaring|voorkeuren"
    r"|akcept|zgod|zgadza|odrzu|przeglądark|stron\w*|preferencj"
    r"|aceit|concord|rejeit|recus|experiência|preferências"
    r"|godkänn|samtyck|webbplats|samtykk|godta|nettsted|hjemmeside|accepter|samtykke|hyväks|suostumu|sivust"
    r"|souhlas|přijm|přijím|odmít|stránk|elfogad|weboldal|kabul)"
)
"""`accept`, `zustimmen`, `navegador`: words that stand beside it in notices."""
_MOST_NOTICE_WORDS = 120
"""Words; a longer text on cookies is an article, not a notice."""
_NOTICE_START = 12
"""A notice names cookies among its first 12 words, or in one word of 12."""
_PERSONAL_DATA = re.compile(
    r"personal (?:data|information)|your data|data we hold|privacy policy|visitor comments"
    r"|personenbezogen\w*|datenschutz\w*|données (?:personnelles|à caractère)|vos données"
    r"|datos personales|sus datos|tus datos|dati personali|tuoi dati|suoi dati|persoonsgegevens|jouw gegevens"
    r"|je gegevens|dan(?:e|ych) osobow\w+|dados pessoais|seus dados|personuppgifter|personopplysninger"
    r"|personoplysninger|gdpr(?<=\bgdpr)\b|dsgvo(?<=\bdsgvo)\b|rgpd(?<=\brgpd)\b|rodo(?<=\brodo)\b"
    r"|henkilötie\w+|osobní\w* údaj\w+|személyes adat\w*|kişisel veri\w*|персональн\w+ данн\w+"
)
"""`personal data`, `Datenschutz`, `RGPD`: words of texts on the protection of data."""
_LEAST_MENTIONS = 6
_LEAST_OF_DATA = 3
"""Mentions of cookies or personal data in a privacy text, and of personal data alone: recipes mention cookies, too."""
_WORDS_FOR_ONE = 60
_MOST_DIALOG_WORDS = 80
"""One word in 60 of a privacy text or of a dialog is about its topic; a dialog of up to 80 words needs none."""
_BEGINNING = 3_000
"""Characters in which a text on personal data names them; most others need no further look."""
_MOST_READ = 20_000
"""Characters of a text that are searched; bounds the work that a hostile page can cause."""


def is_consent_wording(block: str) -> bool:
    """Say whether a block is a notice that a site uses cookies, or asks for leave to."""
    lowered = lower_case(block)
    found = _COOKIES.search(lowered[:2_000])
    if found is None or not _CONSENT.search(lowered):
        return False
    count = len(lowered.split())
    many = len(_COOKIES.findall(lowered)) * _NOTICE_START >= count
    return count <= _MOST_NOTICE_WORDS and (many or len(lowered[: found.start()].split()) <= _NOTICE_START)


def is_consent_text(text: str) -> bool:
    """Say whether the text of a banner or dialog is short, or about consent all through, as its name says."""
    count, read = len(text.split()), lower_case(text[:_MOST_READ])
    mentions = sum(len(pattern.findall(read)) for pattern in (_COOKIES, _CONSENT, _PERSONAL_DATA))
    return count <= _MOST_DIALOG_WORDS or mentions * _WORDS_FOR_ONE >= count


def is_privacy_text(text: str) -> bool:
    """Say whether a text is about the protection of personal data all through: six mentions, one in sixty words."""
    if not _PERSONAL_DATA.search(lower_case(text[:_BEGINNING])):
        return False
    read = lower_case(text[:_MOST_READ])
    of_data = len(_PERSONAL_DATA.findall(read))
    mentions = of_data + len(_COOKIES.findall(read))
    return of_data >= _LEAST_OF_DATA and mentions >= max(_LEAST_MENTIONS, len(read.split()) / _WORDS_FOR_ONE)
