"""Reviews that cannot be real are found; varied ones, editorial ones and carousels built twice pass."""

from __future__ import annotations

import json

import pytest

from screening.checks.result import Severity
from screening.site import Site
from tests.screening.checks.content_sites import PROSE, document, severity, site

SAME = "This is the best purchase of my life and I sleep like a baby now."
VARIED = [
    ("Anna K.", "The sole came off after a month of wet gravel, but the shop sent me a new pair."),
    ("Bert Olsen", "I wear them to work and nobody has noticed that they are hiking boots."),
    ("Cleo D.", "Too narrow for my feet; my sister is happy with them."),
]


def shown(pairs: list[tuple[str, str]]) -> str:
    return "<h2>Customer reviews</h2>" + "".join(f"<div><p>{text}</p><p>{name}</p></div>" for name, text in pairs)


def marked(count: int | str, value: float = 4.6, more: dict[str, object] | None = None) -> str:
    rating = {"@type": "AggregateRating", "ratingValue": value, "reviewCount": count}
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Boots",
        "aggregateRating": rating,
        **(more or {}),
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def reviews(pairs: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "review": [{"@type": "Review", "author": {"@type": "Person", "name": n}, "reviewBody": t} for n, t in pairs]
    }


TWINS = [("Anna K.", SAME), ("Bert Olsen", SAME), ("Cleo D.", SAME)]
SWAPPED = [
    (n, f"“{SAME} I live in {town} and told all my neighbours.”")
    for n, town in (("Al", "York"), ("Bo", "Bath"), ("Cy", "Hull"))
]


BLURB = "Two person tent with sealed seams, a porch and a bag of spare pegs."
NOTE = "I write for this magazine and my editor may be paid for what we link."
SHORT = "I love my new boots very much!"


def cards(layout: str, names: tuple[str, ...], text: str) -> str:
    return "<h2>Rated by readers</h2>" + "".join(f"<p>{layout.format(name=name, text=text)}</p>" for name in names)


def of_recipe(markup: str) -> str:
    return markup.replace('"Product"', '"Recipe"')


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("1234", Severity.STRONG),
        ("1,234", Severity.STRONG),
        ("1.234", Severity.STRONG),
        ("12 345", Severity.STRONG),
        ("1'234", Severity.STRONG),
        ("1,2 Tsd.", Severity.STRONG),
        ("3 of 1,234", None),
        ("", None),
    ],
)
def test_totals_count_however_they_are_written(count: str, expected: Severity | None) -> None:
    one = document(f"<p>{PROSE} ★★★★★</p>{marked(count, 5.0)}{shown(VARIED)}")
    assert severity(site(one, one), "P-11") is expected


def test_a_rating_beyond_its_scale_is_not_perfect() -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{shown(VARIED)}{marked(900, 9.1)}")), "P-11") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (of_recipe(marked(40)), Severity.NOTE),
        (of_recipe(marked(60, 5.0)), Severity.NOTE),
        (of_recipe(marked(60, 5.0)) + "<p>Rated 5 stars</p>", None),
        (shown(TWINS), Severity.STRONG),
        (shown(SWAPPED), Severity.STRONG),
        (marked(12, more=reviews(TWINS)) + shown(VARIED), Severity.STRONG),
        (marked(1900, 5.0), Severity.STRONG),
        (marked(40), Severity.NOTE),
        (marked(60, 5.0) + shown(VARIED), Severity.CAUTION),
        (marked(1900, 5.0) + shown(VARIED), Severity.STRONG),
        (marked(4000, more=reviews(VARIED)) + shown(VARIED), Severity.NOTE),
        (marked(3, more=reviews(VARIED)) + shown(VARIED), None),
        (marked(1, 5.0) + "<p>Our rating: 5 stars</p>", None),
        (shown(VARIED), None),
        (shown(VARIED) + shown(VARIED), None),
        # One text under two names in its own block, whatever the layout; goods that differ in their names alone.
        (cards("{text} — {name} ★★★★★", ("Anna K.", "Bert Olsen"), SAME), Severity.STRONG),
        (cards("{name}, York: {text}", ("Anna", "Bert"), SAME), Severity.STRONG),
        (cards("{name} {text}", ("Is Glen", "Is Ridge"), "a tent that holds my family of five and two dogs?"), None),
        (cards("{name}: {text} ★★★★★", ("Glen", "Ridge", "Moor"), BLURB), None),
        # What a house says of itself, and what two people may well say alike.
        (shown([(name, NOTE) for name in ("Anna K.", "Bert Olsen", "Cleo D.")]), None),
        (shown([("Anna K.", SHORT), ("Bert Olsen", SHORT)]), None),
        (marked(12, more=reviews([("Anna K.", SHORT), ("Bert Olsen", SHORT)])) + shown(VARIED), None),
        (f"<p>{PROSE}</p>", None),
    ],
)
def test_reviews(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-11") is expected


PRAISE = (
    "After two nights I slept like a child and my back was fine again.",
    "My sister wanted one at once; I wrapped it.",
)


def _products(layout: str, names: list[str], about: str = "<h2>Customer reviews</h2>") -> Site:
    """Return a page for each product with the same two texts in a layout, each under the next name."""
    cells = iter(names)
    return site(
        *[
            document(about + "".join(f"<p>{layout.format(name=next(cells), text=text)}</p>" for text in PRAISE), goods)
            for goods in ("Pillow", "Mattress", "Blanket")
        ]
    )


NAMES = ["Anna R.", "Jess T.", "Nicole P.", "Heather W.", "Rachel K.", "Megan D."]


@pytest.mark.parametrize(
    "layout", ["{name} ★★★★★ {text}", "{text} — {name} ★★★★★", "“{text}” {name}", "{name}: {text}"]
)
def test_one_review_under_other_names_on_several_pages(layout: str) -> None:
    assert severity(_products(layout, NAMES), "P-11") is Severity.STRONG
    same_people = ["Anna R.", "Jess T."] * 3
    assert severity(_products(layout, same_people), "P-11") is None


def test_what_a_house_says_below_its_authors_is_no_review() -> None:
    layout = "{name}: I paid for it myself, and a commission changes nothing of what I or my editor say. {text}"
    assert severity(_products(layout, NAMES), "P-11") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Are you a brand? We write the reviews for you: packages of 25 or 100 five-star reviews.", Severity.STRONG),
        ("Wir schreiben positive Bewertungen für Ihren Shop: Pakete ab 20 Stück aus alten Konten.", Severity.STRONG),
        ("Nous rédigeons des avis cinq étoiles sur Google : lots de 10, 20 ou 50.", Severity.STRONG),
        ("Escribimos reseñas positivas en Trustpilot desde cuentas antiguas.", Severity.STRONG),
        ("Scriviamo recensioni a cinque stelle, in pacchetti da dieci.", Severity.STRONG),
        ("Piszemy opinie na pięć gwiazdek: pakiety po 10 i 50 sztuk.", Severity.STRONG),
        ("Sellers told us: “We write five-star reviews, packages of 25.” That is illegal and was fined.", None),
        ("We never write five-star reviews for anybody, and we buy every package ourselves.", None),
        ("We write reviews of boots; each one takes a month and a pair of heels.", None),
        ("Which five-star Google reviews are fake? Packages of them are sold, and we post what we learnt.", None),
        ("Five-star hotels in Lisbon: our packages, with reviews by guests.", None),
    ],
)
def test_reviews_made_to_order(text: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p><p>{text}</p>")), "P-11") is expected


BOX = "<p>Beds for old dogs.</p><div id=box></div><script>{}</script>"
DRAWN = {
    "by a function": """var name=['Emma','James','Lily'],say=['He loves it!','Came next day.','Would buy again.'];
        function any(l){return l[Math.floor(Math.random()*l.length)]}
        box.innerHTML='★★★★★ <b>'+any(name)+'</b>: '+any(say);""",
    "one after the other": """const a=["Ana","Bo","Cy"], b=["Great!","Fast.","Lovely."];
        const n=a[Math.floor(Math.random()*3)], t=b[Math.floor(Math.random()*3)];
        box.textContent="\\u2605\\u2605\\u2605\\u2605\\u2605 "+n+": "+t;""",
}
SHOWN = {
    "one of several": """var all=[{n:'Emma W.',t:'He loves it'},{n:'James',t:'Came today.'},{n:'Lily',t:'A bit firm.'}];
        var one=all[Math.floor(Math.random()*all.length)]; box.innerHTML='★★★★ '+one.n+': '+one.t;""",
    "lists side by side": """var n=['Emma','James','Lily'],t=['He loves it!','Came next day.','A bit firm.'];
        var i=Math.floor(Math.random()*n.length); box.innerHTML='★★★★ '+n[i]+': '+t[i];""",
    "no stars": """var a=['red','blue','green'],b=['fox','cat','owl'];
        box.innerHTML=a[Math.floor(Math.random()*3)]+b[Math.floor(Math.random()*3)];""",
}


@pytest.mark.parametrize("name", DRAWN)
def test_reviews_put_together_by_lot_are_strong(name: str) -> None:
    assert severity(site(document(BOX.format(DRAWN[name]))), "P-11") is Severity.STRONG


@pytest.mark.parametrize("name", SHOWN)
def test_a_true_review_shown_at_random_is_none(name: str) -> None:
    assert severity(site(document(BOX.format(SHOWN[name]))), "P-11") is None
