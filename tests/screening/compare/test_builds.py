"""A text in which a program exchanged the words is known by how its sentences are built; other texts are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.compare.builds import rebuilt_pages
from screening.compare.fingerprint import fingerprint
from screening.compare.shingles import common, shingle_set
from screening.store.rows import fingerprint_of, fingerprint_payload
from tests.screening.compare.made import article, site
from tests.screening.page.making import HOME

OURS = "https://hedge.example/"
HEDGE = (
    "When we moved here the hedge was two metres high and as wide as a car. My neighbour said that I should cut it "
    "in the autumn, and his wife that I must never touch it before the spring. I did it in August, after the last "
    "of the blackbirds had left, and it took me four days and a new pair of gloves. You have to begin at the "
    "bottom, so that it is wider there than at the top and the light can get to all of it. What I cut off went into"
    " the shredder, and what came out of that lies under the raspberries now."
)
SPUN_HEDGE = (
    "When we relocated here the shrubbery was two meters lofty and as broad as a vehicle. My neighbor stated that I"
    " should trim it in the fall, and his spouse that I must never handle it before the springtime. I did it in "
    "Summer, after the final of the songbirds had departed, and it consumed me four dawns and a fresh couple of "
    "mittens. You have to start at the base, so that it is broader there than at the summit and the brightness can "
    "reach to all of it. What I clipped off traveled into the grinder, and what emerged out of that rests under the"
    " berries now."
)
BROT = (
    "Das Brot ist mir am Anfang immer zu flach geworden, und ich habe lange nicht gewusst, woran es liegt. Dann hat"
    " mir eine Bäckerin gesagt, dass der Teig nach dem Kneten nicht in die Wärme, sondern für eine Nacht in den "
    "Keller soll. Seit ich das so mache, geht es auf wie ein Kissen, und die Kruste ist so dick, dass man sie im "
    "Haus hört, wenn sie bricht. Man braucht dazu nur Mehl, Wasser, Salz und die Geduld, es auch am Morgen noch "
    "nicht aus dem Topf zu nehmen."
)
SPUN_BROT = (
    "Das Gebäck ist mir am Beginn immer zu platt geraten, und ich habe ewig nicht geahnt, woran es hängt. Dann hat "
    "mir eine Konditorin erzählt, dass der Kuchenteig nach dem Walken nicht in die Hitze, sondern für eine "
    "Finsternis in den Bunker soll. Seit ich das so tue, geht es auf wie ein Polster, und die Rinde ist so fett, "
    "dass man sie im Gebäude vernimmt, wenn sie zerspringt. Man benötigt dazu nur Pulver, Nass, Würze und die "
    "Ausdauer, es auch am Vormittag noch nicht aus dem Kessel zu greifen."
)
VELO = (
    "La selle est trop haute, c'est la première chose que je dis à tous ceux qui viennent me voir avec un mal de "
    "dos. Si le talon ne touche pas la pédale quand elle est en bas, il faut la descendre d'un doigt, et on "
    "recommence. Le guidon, lui, se règle par la potence, et il ne doit pas être plus bas que la selle pour les "
    "longues routes. Je ne vends pas de vélos, je les répare, et c'est pour cela que je vous le dis sans rien y "
    "gagner de plus que votre merci."
)
SPUN_VELO = (
    "La banquette est trop élevée, c'est la initiale matière que je dis à tous ceux qui arrivent me consulter avec "
    "un souci de colonne. Si le pied ne frôle pas la manivelle quand elle est en dessous, il convient la baisser "
    "d'un pouce, et on reprend. Le cintre, lui, se ajuste par la tige, et il ne doit pas être plus inférieur que la"
    " banquette pour les lointaines voies. Je ne cède pas de bicyclettes, je les rénove, et c'est pour cela que je "
    "vous le dis sans rien y obtenir de plus que votre gratitude."
)
OTHER_HEDGE = (
    "Our hedge is beech and older than the house. Twice a year a man comes with a ladder, in June once the young "
    "birds are out and again at the end of September, and does in an afternoon what took my father three. It is "
    "narrow at the top on purpose, because of the light. He takes the cuttings away with him; the wood would be too"
    " coarse for our compost. If it were mine alone I would let it grow, but there is the road to think of."
)


def is_rebuilt(text: str, source: str) -> bool:
    one = site(OURS, [article(f"{OURS}a", "A", text)])
    other = fingerprint(site(HOME, [article(f"{HOME}b", "B", source)]))
    return any(sum(hits) for _, hits in rebuilt_pages(one.pages, other))


@pytest.mark.parametrize(
    ("text", "source"), [(SPUN_HEDGE, HEDGE), (SPUN_BROT, BROT), (SPUN_VELO, VELO), (HEDGE, SPUN_HEDGE)]
)
def test_a_text_with_its_words_exchanged_is_known_by_its_builds(text: str, source: str) -> None:
    assert common(shingle_set(text), shingle_set(source)) <= 16
    assert is_rebuilt(text, source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (OTHER_HEDGE, HEDGE),
        (HEDGE, HEDGE),
        (f"{OTHER_HEDGE} {HEDGE[:220]}", HEDGE),
        (HEDGE.replace("hedge", "fence").replace("raspberries", "currants"), HEDGE),
        (BROT, VELO),
    ],
    ids=["one subject", "the same", "a quotation", "a frame", "other languages"],
)
def test_one_subject_a_copy_a_quotation_and_a_frame_are_none(text: str, source: str) -> None:
    assert not is_rebuilt(text, source)


def test_what_is_kept_of_it_comes_back_from_the_store_and_may_be_missing() -> None:
    kept = fingerprint(site(HOME, [article(f"{HOME}b", "B", HEDGE)]))
    assert kept.builds and fingerprint_of(fingerprint_payload(kept)) == kept
    one = site(OURS, [article(f"{OURS}a", "A", SPUN_HEDGE)])
    assert not list(rebuilt_pages(one.pages, replace(kept, builds=())))
