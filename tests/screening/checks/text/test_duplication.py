"""Near-duplicates, copied and rewritten text; and the honest sites that look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.checks.context import Context
from screening.checks.result import Result, Severity, State
from screening.checks.text.duplication import check
from screening.compare.fingerprint import fingerprint
from screening.compare.spinning import spin_syntax, tortured_phrases
from screening.domain.facts import DomainFacts, Registration
from screening.neighbours import KnownText
from screening.page.model import Page
from screening.page.quotes import stands_in
from screening.site import ReadState, Site
from tests.screening.compare.made import article, exchange, page, site, text
from tests.timing import processor_time

HOME_A, HOME_B = "https://first.test/", "https://second.test/"
DATED = '<meta property="article:published_time" content="2019-03-01T10:00:00Z"><meta name="author" content="Jane Doe">'
IMPRINT = page(
    f"{HOME_A}contact",
    '<h1>Contact</h1><p>Jane Doe, 12345 Springfield, <a href="tel:+442071838750">call</a> jane@first.test</p>',
)


def articles(home: str, seeds: Sequence[int], head: str = "", count: int = 400) -> list[Page]:
    return [article(f"{home}post-{seed}", f"Post {seed}", text(seed, count), head) for seed in seeds]


def of(results: Sequence[Result], check_id: str) -> Result:
    (result,) = [result for result in results if result.check == check_id]
    return result


def judge(one: Site, *others: Site, known: Sequence[KnownText] = ()) -> list[Result]:
    results = check(one, Context(neighbours=tuple(map(fingerprint, others)), known_texts=tuple(known)))
    assert [result.check for result in results] == ["P-16", "P-17", "P-18"]
    for result in results:
        assert (result.state is State.FINDING) == (result.severity is not None)
        for quote in result.evidence:
            assert any(stands_in(quote.quote, page) for page in one.pages if page.url == quote.url)
    return results


@pytest.fixture(scope="module")
def author() -> Site:
    return site(HOME_A, [*articles(HOME_A, range(6), DATED), IMPRINT])


def test_scraper_is_strong_and_its_victim_is_not(author: Site) -> None:
    scraper = site(HOME_B, articles(HOME_B, range(4)))
    assert of(judge(scraper, author), "P-17").severity is Severity.STRONG
    assert of(judge(author, scraper), "P-17").state is State.PASS


def test_without_any_sign_of_who_was_first_both_get_a_caution() -> None:
    one, two = site(HOME_A, articles(HOME_A, range(3))), site(HOME_B, articles(HOME_B, range(3)))
    assert of(judge(one, two), "P-17").severity is of(judge(two, one), "P-17").severity is Severity.CAUTION


def test_earlier_registration_decides() -> None:
    day = 86_400_000_000
    old, new = (DomainFacts(registration=Registration("x.test", registered_us=days * day)) for days in (9_000, 12_000))
    one = site(HOME_A, articles(HOME_A, range(3)), more={"domain": old})
    two = site(HOME_B, articles(HOME_B, range(3)), more={"domain": new})
    assert of(judge(one, two), "P-17").state is State.PASS
    assert of(judge(two, one), "P-17").severity is Severity.STRONG


@pytest.mark.parametrize("count", [120, 240, 700, 1_500])
def test_half_copied_pages_are_found(author: Site, count: int) -> None:
    source = site(HOME_A, [article(f"{HOME_A}a", "A", text(1, count), DATED), IMPRINT])
    mixed = " ".join(text(1, count).split()[: count // 2] + text(77, count).split()[count // 2 :])
    copier = site(HOME_B, [article(f"{HOME_B}b", "B", mixed)])
    assert of(judge(copier, source), "P-17").severity is Severity.STRONG


def test_a_quoted_passage_is_nothing(author: Site) -> None:
    quoting = " ".join([*text(50, 400).split(), *text(1, 400).split()[:80]])
    assert of(judge(site(HOME_B, [article(f"{HOME_B}b", "B", quoting)]), author), "P-17").state is State.PASS


def test_one_copied_page_among_many_is_no_more_than_a_caution(author: Site) -> None:
    pages = [*articles(HOME_B, range(20, 29)), *articles(HOME_B, [1])]
    assert of(judge(site(HOME_B, pages), author), "P-17").severity is Severity.CAUTION


def test_a_press_release_is_a_note(author: Site) -> None:
    release = text(1).replace(". ", ". The society is pleased to announce a path. ", 1)
    pages = [article(f"{HOME_B}news", "News", release), *articles(HOME_B, range(20, 23))]
    assert of(judge(site(HOME_B, pages), author), "P-17").severity is Severity.NOTE


def test_legal_wording_is_alike_everywhere() -> None:
    sites = [site(home, [article(f"{home}privacy-policy", "Privacy policy", text(1))]) for home in (HOME_A, HOME_B)]
    assert of(judge(*sites), "P-17").state is State.NOT_APPLICABLE


def test_wording_on_many_sites_is_nobodys() -> None:
    sites = [site(f"https://s{n}.test/", articles(f"https://s{n}.test/", [1], DATED if n else "")) for n in range(7)]
    assert of(judge(*sites), "P-17").severity is Severity.CAUTION


def test_texts_of_the_operator(author: Site) -> None:
    one = site(HOME_B, articles(HOME_B, [1, 2]))
    whole = " ".join(text(seed) for seed in (1, 2))
    assert of(judge(one, known=[KnownText("corpus/reviews", whole)]), "P-17").severity is Severity.STRONG
    assert of(judge(one, known=[KnownText("merchant feed", whole)]), "P-17").severity is Severity.CAUTION
    assert of(judge(one, known=[KnownText("corpus/second.test", whole)]), "P-17").state is State.PASS


def test_pages_that_name_another_as_the_original() -> None:
    head = '<link rel="canonical" href="https://elsewhere.org/a">'
    copies = [article(f"{HOME_B}{n}", f"T {n}", text(n), head) for n in range(4)]
    assert of(judge(site(HOME_B, copies)), "P-17").severity is Severity.STRONG
    assert of(judge(site(HOME_B, [*copies[:1], *articles(HOME_B, [8, 9])])), "P-17").severity is Severity.NOTE
    credit = '<p>The post Tea appeared first on <a href="https://elsewhere.org/tea">Elsewhere</a>.</p>'
    credited = [
        page(f"{HOME_B}{n}", f"<main><h1>T {n}</h1><p>{text(n)}</p>{credit}</main>", f"<title>T {n}</title>")
        for n in range(3)
    ]
    assert of(judge(site(HOME_B, credited)), "P-17").severity is Severity.STRONG


@pytest.mark.parametrize("share", [0.12, 0.2, 0.3])
def test_rewritten_source_is_found(author: Site, share: float) -> None:
    pages = [article(f"{HOME_B}{n}", f"N {n}", exchange(text(n), share, n)) for n in range(4)]
    results = judge(site(HOME_B, pages), author)
    worst = {of(results, "P-17").severity, of(results, "P-18").severity}
    assert Severity.STRONG in worst
    victim = judge(author, site(HOME_B, pages))
    assert of(victim, "P-17").state is of(victim, "P-18").state is State.PASS


def test_rewritten_known_text_is_found() -> None:
    one = site(HOME_B, [article(f"{HOME_B}{n}", f"N {n}", exchange(text(n, 600), 0.25, n)) for n in range(2)])
    assert (
        of(judge(one, known=[KnownText(f"corpus/{n}", text(n, 600)) for n in range(2)]), "P-18").severity
        is Severity.STRONG
    )


def test_pages_that_are_one_text_with_words_exchanged() -> None:
    pages = [article(f"{HOME_B}{n}", f"N {n}", exchange(text(1, 500), 0.18, n)) for n in range(4)]
    pages = [replace(one, main_text=one.main_text.replace("syn", f"s{n}")) for n, one in enumerate(pages)]
    assert of(judge(site(HOME_B, pages)), "P-18").severity is Severity.STRONG


def test_pages_that_share_a_paragraph_are_not_rewritten() -> None:
    shared = text(99, 180)
    pages = [article(f"{HOME_B}{n}", f"N {n}", f"{text(n, 250)} {shared}") for n in range(5)]
    assert of(judge(site(HOME_B, pages)), "P-18").state is State.PASS


def test_spin_syntax_left_open() -> None:
    spun = "<p>This {amazing|superb|great} tool {helps|aids} {you|your team} save time.</p>"
    one = site(HOME_B, [page(HOME_B, f"<main><p>{text(1)}</p>{spun}</main>")])
    assert of(judge(one), "P-18").severity is Severity.STRONG
    code = page(HOME_B, f"<main><p>{text(1)}</p><p>Use a{{1|2}} or {{x=1|y}} or {{{{ a | b }}}} or {{a,b}}</p></main>")
    assert spin_syntax(code) == ()


def test_tortured_phrases_need_three_terms() -> None:
    three = "<p>Counterfeit consciousness helps with bosom malignancy and with weight misfortune.</p>"
    assert of(judge(site(HOME_B, [page(HOME_B, f"<p>{text(1)}</p>{three}")])), "P-18").severity is Severity.STRONG
    two = "<p>Weight misfortune. Bosom malignancy. Bosom disease.</p>"
    assert of(judge(site(HOME_B, [page(HOME_B, f"<p>{text(1)}</p>{two}")])), "P-18").state is State.PASS
    about = page(HOME_B, f"<p>{text(1)} So-called tortured phrases:</p>{three}")
    assert tortured_phrases(about) == ()


CITIES = ("Leeds", "York", "Hull", "Bath", "Derby", "Luton")


def town_page(city: str, words: str, query: str = "") -> Page:
    parts = words.split(". ")
    named = ". ".join(f"{part} in {city}" if number % 2 else part for number, part in enumerate(parts))
    return article(f"{HOME_B}plumber-{city.lower()}{query}", f"Best plumber in {city}", named)


def test_doorway_pages_are_strong() -> None:
    result = of(judge(site(HOME_B, [town_page(city, text(3, 300)) for city in CITIES])), "P-16")
    assert result.severity is Severity.STRONG and "6 of 6" in result.says


def test_short_frames_of_a_shop_are_no_more_than_a_caution() -> None:
    result = of(judge(site(HOME_B, [town_page(city, text(3, 90)) for city in CITIES])), "P-16")
    assert result.severity is Severity.CAUTION


@pytest.mark.parametrize("address", ["post-{}", "?p={}", "archives/{}", "illegal-streaming-sites-{}", "about-cats-{}"])
def test_five_posts_with_one_text_repeat_each_other_whatever_their_addresses(address: str) -> None:
    pages = [article(HOME_B + address.format(number), "Streaming", text(1)) for number in range(1, 6)]
    assert of(judge(site(HOME_B, pages)), "P-16").state is State.FINDING


def test_repeats_that_name_their_original_are_none() -> None:
    head = f'<link rel="canonical" href="{HOME_B}tea">'
    pages = [article(f"{HOME_B}tea?v={n}", "Tea", text(1), head) for n in range(5)]
    pages += [article(f"{HOME_B}tea/page/{n}", "Tea", text(1)) for n in range(5)]
    assert of(judge(site(HOME_B, [*pages, *articles(HOME_B, range(3))])), "P-16").state is State.PASS


def test_unread_and_wordless_sites_are_no_finding() -> None:
    unread = replace(site(HOME_B, []), state=ReadState.BLOCKED, state_reason="403")
    assert {result.state for result in judge(unread)} == {State.NOT_CHECKED}
    wordless = site(HOME_B, [page(HOME_B, "<h1>Photographs</h1>")])
    assert {result.state for result in judge(wordless)} == {State.NOT_APPLICABLE}
    lorem = (
        "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore. " * 12
    )
    filler = [site(home, [page(home, f"<p>{lorem}</p>")]) for home in (HOME_A, HOME_B)]
    assert of(judge(*filler), "P-17").state is State.NOT_APPLICABLE


def test_alone_there_is_nothing_to_compare_with() -> None:
    assert of(judge(site(HOME_B, articles(HOME_B, range(3)))), "P-17").state is State.NOT_CHECKED


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)))
def test_order_of_pages_changes_no_fingerprint(order: list[int]) -> None:
    pages = [*articles(HOME_A, range(4), DATED), IMPRINT]
    assert fingerprint(site(HOME_A, [pages[place] for place in order])) == fingerprint(site(HOME_A, pages))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True))
def test_another_neighbour_never_makes_copied_text_clean(seeds: list[int]) -> None:
    one = site(HOME_B, articles(HOME_B, range(3)))
    source = site(HOME_A, [*articles(HOME_A, range(3), DATED), IMPRINT])
    stranger = site("https://third.test/", articles("https://third.test/", seeds))
    alone, beside = judge(one, source), judge(one, source, stranger)
    assert of(beside, "P-17").severity is of(alone, "P-17").severity is Severity.STRONG
    assert of(beside, "P-16") == of(alone, "P-16")


def test_many_neighbours_cost_little() -> None:
    one = site(HOME_B, articles(HOME_B, range(10)))
    print_ = fingerprint(site(HOME_A, articles(HOME_A, range(100, 110))))
    many = Context(neighbours=tuple(replace(print_, site=f"s{n}.test", applicant_id=f"s{n}") for n in range(200)))
    with processor_time() as spent:
        check(one, many)
    assert spent.is_below(5)


def test_a_gallery_with_the_same_notice_on_each_page_is_no_doorway() -> None:
    notice = f"<p>{text(7, 80)}</p>"
    pages = [
        page(f"{HOME_B}p{n}", f"<main><h1>Fog {n}</h1><p>Fog {n}</p>{notice}</main>", f"<title>Fog {n}</title>")
        for n in range(12)
    ]
    assert of(judge(site(HOME_B, pages)), "P-16").severity is Severity.CAUTION
    menu = "<div>Home</div><div>Work</div><div>About me</div>" * 15
    pages = [page(f"{HOME_B}p{n}", f"{menu}<h1>Fog {n}</h1>", f"<title>Fog {n}</title>") for n in range(12)]
    assert of(judge(site(HOME_B, pages)), "P-16").state is not State.FINDING


def test_store_pages_of_a_coupon_site_are_no_doorways() -> None:
    frame = (
        "All {0} voucher codes and coupons of today. Copy the {0} code, paste it at {0}, and the discount shows up. "
    )
    pages = [article(f"{HOME_B}coupons/{shop}", f"{shop} coupons", frame.format(shop) * 6) for shop in CITIES * 2]
    pages = [replace(one, url=f"{one.url}-{n}") for n, one in enumerate(pages)]
    result = of(judge(site(HOME_B, pages)), "P-16")
    assert result.severity is Severity.CAUTION


def test_teasers_on_the_front_page_are_not_rewritten_text() -> None:
    teasers = "".join(f"<p>{' '.join(text(n, 120).split()[:60])} …</p>" for n in range(2))
    home = page(HOME_B, f"<main><h1>Tea</h1>{teasers}</main>", "<title>Tea</title>")
    assert of(judge(site(HOME_B, [home, *articles(HOME_B, range(2), count=120)])), "P-18").state is State.PASS


def test_one_press_release_is_no_more_than_a_caution(author: Site) -> None:
    pages = [*articles(HOME_B, [1], count=400), *articles(HOME_B, [21], count=500)]
    assert of(judge(site(HOME_B, pages), author), "P-17").severity is Severity.CAUTION


def test_a_page_from_each_of_several_sites_is_strong_in_sum() -> None:
    victims = [
        site(
            f"https://v{n}.test/",
            [*articles(f"https://v{n}.test/", [n, n + 50], DATED), page(f"https://v{n}.test/about", "<p>Us</p>")],
        )
        for n in range(4)
    ]
    magpie = site(HOME_B, articles(HOME_B, range(4)))
    assert of(judge(magpie, *victims), "P-17").severity is Severity.STRONG
    assert all(of(judge(victim, magpie), "P-17").state is State.PASS for victim in victims)


TEA = (
    "To make a good pot of tea you should first warm the pot with hot water and then throw it out. Put one spoon "
    "of leaves in the pot for each cup and one for the pot itself. While the water is still boiling you must pour"
    " it over the leaves, and after four minutes it should be ready to drink. If you like it strong, do not leave"
    " it in the pot for more time, but put more leaves in it. The milk can be in the cup before the tea or after "
    "it, and there is no end to the quarrel over which of the two is right. "
)
SPUN_TEA = (
    "To brew a fine kettle of char you should first heat the vessel with warm liquid and then fling it out. Place"
    " one scoop of foliage in the vessel for each mug and one for the vessel itself. While the liquid is yet "
    "bubbling you must decant it over the foliage, and after four instants it should be prepared to sip. If you "
    "relish it potent, do not abandon it in the vessel for more period, but drop more foliage in it. The cream "
    "can be in the mug before the char or after it, and there is no finish to the squabble over which of the two "
    "is correct. "
)
COFFEE = (
    "I grind the beans by hand, since my neighbours sleep late and the machine would wake them. The scales came "
    "from my grandmother's kitchen; fifteen grams go into the filter, and a quarter of a litre follows in three "
    "pours. Nobody in our house agrees with me about the temperature. On Sundays my daughter makes it, far too "
    "weak, and everybody says that it tastes wonderful. Once the jar is empty we walk down to the roaster at the "
    "harbour. "
)


def test_one_text_in_other_words_is_strong_and_another_text_is_none() -> None:
    spun = site(HOME_B, [article(HOME_B, "Tea", TEA), article(f"{HOME_B}b", "Char", SPUN_TEA)])
    result = of(judge(spun), "P-18")
    assert result.severity is Severity.STRONG and "other words" in result.says
    for other in (COFFEE, TEA.replace("tea", "maté"), TEA[:300] + COFFEE):
        pages = [article(HOME_B, "Tea", TEA), article(f"{HOME_B}b", "Other", other)]
        assert of(judge(site(HOME_B, pages)), "P-18").state is State.PASS


def test_renderings_of_terms_are_found_whichever_synonyms_were_drawn() -> None:
    for three in (
        "The focal handling unit, the irregular access memory and the strong state drive are quick.",
        "Sift the heating pop. Mind your circulatory strain, and use a confront cream daily.",
        "Loosen the drag nuts, check the brake cushions and refit all in the turn around request.",
    ):
        assert of(judge(site(HOME_B, [page(HOME_B, f"<p>{text(1)}</p><p>{three}</p>")])), "P-18").severity
    honest = "<p>The central processing unit, the brake pads, dark chocolate and a strong state of mind.</p>"
    assert of(judge(site(HOME_B, [page(HOME_B, f"<p>{text(1)}</p>{honest}")])), "P-18").state is State.PASS


FOOTERS = ["The post A appeared first on Moss & Map.", "The post B appeared first on Bolder Bros."]
GATHERED = "All articles belong to their respective owners; this is an automated aggregator."


@pytest.mark.parametrize(
    ("credits_", "about", "expected"),
    [
        (FOOTERS, "", Severity.STRONG),
        (["Originally published in The Fell Post.", "Continue reading on Heather Daily"], GATHERED, Severity.STRONG),
        (["L'articolo A proviene da Monti Vivi.", "L'articolo B proviene da Sentieri Oggi."], "", Severity.STRONG),
        (["Weiterlesen bei Bergfreund", "Zuerst erschienen auf Almzeit"], "Artikel werden automatisch eingelesen.",
         Severity.STRONG),
        (["Originally published in The Fell Post.", "First published in Heather Daily."], "I write for papers.", None),
        (["Continue reading on Moss & Map", "Read the full story at Bolder Bros"], "My links of the week.", None),
        (["The post A appeared first on My Old Blog.", "The post B appeared first on My Old Blog."], "", None),
        (FOOTERS, "Reprinted with permission.", None),
    ],
)  # fmt: skip
def test_what_feeds_leave(credits_: list[str], about: str, expected: Severity | None) -> None:
    bodies = [f"<main><p>{text(n)}</p><p>{line}</p></main>" for n, line in enumerate(credits_)]
    pages = [page(f"{HOME_B}{n}", body) for n, body in enumerate([*bodies, f"<main><p>{text(7)}</p>{about}</main>"])]
    assert of(judge(site(HOME_B, pages)), "P-17").severity is expected
