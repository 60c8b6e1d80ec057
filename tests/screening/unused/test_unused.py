"""Parked pages, pages of servers and unmade sites; and honest pages that look a little like them."""

from __future__ import annotations

import pytest

from screening.site import Site
from screening.unused.parked import parking_name_server, parking_page
from screening.unused.placeholder import placeholder
from tests.screening.page.making import HOME, WORDS, page_of
from tests.timing import processor_time

SEARCHES = "".join(
    f'<li><a href="/search?q={word}">{word} offers</a></li>' for word in ("Boots", "Loans", "Hotels", "Insurance")
)

SHELVES = "".join(
    f'<li><a href="/{word}/">All {word}</a></li>' for word in ("boots", "tents", "maps", "stoves", "socks")
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("for sale", "<h1>shoes.com is for sale</h1><p>Make an offer today.</p>"),
        ("for sale", "<h1>This domain may be for sale!</h1><a href=https://sedo.com/search/details/?domain=x>Buy</a>"),
        ("for sale", "<p>The domain name shoes.com is available for purchase. Fill in the form.</p>"),
        ("for sale", "<h1>Diese Domain steht zum Verkauf</h1>"),
        ("for sale", "<p>Ce nom de domaine est à vendre</p>"),
        ("for sale", "<p>Este dominio está en venta</p>"),
        ("for sale", "<p>Questo dominio è in vendita</p>"),
        ("for sale", "<p>Deze domeinnaam is te koop</p>"),
        ("for sale", "<p>Ta domena jest na sprzedaż</p>"),
        ("for sale", "<p>Este domínio está à venda</p>"),
        ("advertisements", f"<h1>shoes.com</h1><h2>Related searches</h2><ul>{SEARCHES}</ul>"),
        ("advertisements", f"<h2>Sponsored listings</h2><p>Related searches</p><ul>{SEARCHES}</ul>"),
        ("advertisements", f"<h2>Verwandte Suchanfragen</h2><ul>{SEARCHES}</ul>"),
        ("advertisements", "<script src=https://www.google.com/adsense/domains/caf.js></script><p>shoes.com</p>"),
        ("registrar's page", "<h1>This domain is parked free, courtesy of GoDaddy</h1>"),
        ("registrar's page", "<p>Coming soon. This domain has just been registered with Names Ltd.</p>"),
        ("advertisements", f"<h2>Popular searches</h2><ul>{SEARCHES}</ul><p>Domain parking by Names Ltd.</p>"),
        ("registrar's page", "<p>Die Domain shoes.de wurde bei Names GmbH registriert.</p>"),
        ("registrar's page", "<p>Diese Domain wurde soeben registriert.</p>"),
        ("registrar's page", "<h1>x.test</h1><p>The owner of x.test has parked this name with us. Get a price.</p>"),
        ("registrar's page", "<p>This name is currently parked. Ask the registry who holds it.</p>"),
        ("registrar's page", "<p>Ein Kunde hat diesen Namen bei uns geparkt. Preis auf Anfrage.</p>"),
        ("registrar's page", "<p>Le titulaire a parqué ce nom chez nous.</p>"),
        ("registrar's page", "<p>El titular ha aparcado este nombre con nosotros.</p>"),
        ("registrar's page", "<p>De houder heeft deze naam bij ons geparkeerd.</p>"),
        ("registrar's page", "<p>Ce domaine a été enregistré par un client.</p>"),
    ],
)
def test_three_kinds_of_parked_pages(kind: str, body: str) -> None:
    page = page_of(f"<html><head><title>shoes</title></head><body>{body}</body></html>")
    parked = parking_page(page)
    assert parked is not None
    assert parked.kind == kind
    assert parked.quote in page.text or parked.quote in page.html


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{WORDS * 4}</p><p>This domain is for sale.</p>",
        "<h1>Harbour View</h1><p>Leave the caravan parked with us all winter. Get a price by phone.</p>",
        "<h1>The Quiet Band</h1><p>We parked the old name and play as The Quiet Band now. Dates below.</p>",
        "<h1>Kiesplatz</h1><p>Ihr Wagen ist bei uns sicher geparkt. Preis auf Anfrage.</p>",
        "<h1>Jane Doe</h1><p>Photographer in Leeds. Registered with the Association of Photographers. Write to me.</p>",
        "<p>Acme Ltd, registered in England and Wales, registered at Companies House under 0123.</p>",
        f"<h1>Boots</h1><p>{WORDS}</p><h2>Related links</h2><ul>{SEARCHES}</ul>",
        f"<h1>Bargains</h1><h2>Popular categories</h2><ul>{SHELVES}</ul>",
        "<h1>Leeds classifieds</h1><a href=/forsale/>For sale</a><a href=/jobs/>Jobs</a>",
        f"<h1>Trail links</h1><h2>Related links</h2><ul>{SHELVES}</ul><p>Kept by Ann.</p>",
        "<h1>Bikes for sale</h1><p>Used bikes in Leeds, from 100 pounds. Make an offer and collect the bike.</p>",
        f"<p>{WORDS} Before the domain was registered, we wrote on paper. The domain has been registered since.</p>",
        "<p>My house is for sale in a rural domain of France.</p>",
        "",
    ],
)
def test_honest_small_pages_are_not_parked(body: str) -> None:
    assert parking_page(page_of(f"<html><body>{body}</body></html>")) is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Welcome to nginx!",
            "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is installed.</p>",
        ),
        ("Apache2 Ubuntu Default Page: It works", f"<p>{WORDS}</p>"),
        ("", "<h1>It works!</h1>"),
        ("Index of /", "<h1>Index of /</h1>"),
        ("Account Suspended", "<p>This account has been suspended.</p>"),
        ("My site", "<p>Just another WordPress site</p><p>Hello world!</p>"),
        ("Blog", "<p>Willkommen bei WordPress. Dies ist dein erster Beitrag.</p>"),
        ("Coming soon", "<h1>Coming soon</h1><p>Our website is under construction.</p>"),
        ("Neu", "<p>Hier entsteht eine neue Internetpräsenz.</p>"),
        ("Nouveau", "<h1>Bientôt disponible</h1>"),
        ("Theme", "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p>" * 3),
        ("", ""),
    ],
)
def test_sites_that_are_not_made_yet(title: str, body: str) -> None:
    page = page_of(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
    empty = placeholder([page])
    assert empty is not None and empty.whole
    assert empty.quote in f"{page.title}\n{page.text}\n{page.html}\n{HOME}"


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{WORDS}</p><p>A new course is coming soon.</p>",
        "<h1>The Hollow Men</h1><p>Folk from Leeds since 2009. Five records, many miles, one van that has seen better "
        "days. We play on most Fridays at the Anchor, and in summer on boats. Our new album is coming soon; the old "
        "ones can be had at the shows or by post from the singer's mother.</p><a href=/shows>Shows</a>",
        f"<p>{WORDS * 2}</p><p>Lorem ipsum, as printers write, lorem ipsum, means nothing: lorem ipsum.</p>",
        "<img src=a.jpg alt=Hills><img src=b.jpg alt=Sea>",
        '<div id="root"></div><script src=/app.js></script>',
        f"<p>{WORDS}</p><p>Just another WordPress site</p><p>{WORDS}</p>",
        "<h1>珈琲日記</h1><p>毎日コーヒーの淹れ方について書いています。豆は近所の店で。</p><a href=/about>店</a>",
        "<h1>咖啡日记</h1><p>我每天写关于咖啡的文章，豆子是在附近的小店买的。</p>",
        "<h1>กาแฟ</h1><p>ฉันเขียนเรื่องกาแฟทุกวันเมล็ดกาแฟซื้อจากร้านใกล้บ้าน</p><a href=/about>เกี่ยวกับ</a>",
        "<p>ຂ້ອຍຂຽນເລື່ອງກາເຟທຸກມື້ເມັດກາເຟຊື້ຈາກຮ້ານໃກ້ບ້ານ</p><a href=/x>x</a>",
        "<p>ខ្ញុំសរសេរអំពីកាហ្វេរាល់ថ្ងៃគ្រាប់កាហ្វេទិញពីហាងជិតផ្ទះ</p>",
        "<p>ကျွန်တော်ကော်ဖီအကြောင်းနေ့တိုင်းရေးပါတယ်</p>",
        "<p>ང་ཚོས་ཉིན་ལྟར་ཇ་བཟོ་བཞིན་ཡོད། ཇ་ཁང་ནི་ལྷ་སར་ཡོད།</p>",
        "<p>매일 아침 커피 내리는 법을 씁니다. 원두는 동네 가게에서 삽니다.</p>",
        "<h1>Jane Doe</h1><p>Potter in Leeds.</p><a href='mailto:jane@doe.example'>Write</a>",
        "<h1>Jane Doe</h1><p>My pots:</p><a href='https://www.instagram.com/janepots/'>here</a>",
        "<h1>Film of the week</h1><iframe src='https://www.youtube.com/embed/x' width=560 height=315></iframe>",
        "<h1>Coming soon</h1><p>"
        + "来月から新しい連載を始めます。写真と地図を添えて、山の道と小さな宿を紹介します。" * 8
        + "</p>",
    ],
)
def test_honest_sites_are_not_called_unmade(body: str) -> None:
    empty = placeholder([page_of(f"<html><head><title>Boots</title></head><body>{body}</body></html>")])
    assert empty is None or not empty.whole


@pytest.mark.parametrize(
    "body",
    [
        "<h1>My site</h1><a href=/>Home</a><a href=/blog>Blog</a>",
        "<p>ようこそ</p><a href=/>ホーム</a>",
        "<h1>Deals</h1><a href='https://www.awin1.com/cread.php?awinmid=1&awinaffid=2'>Click here</a>",
        "<h1>Wait</h1><iframe src='https://shop.example/' width=0 height=0></iframe>",
    ],
)
def test_a_name_and_a_menu_are_nothing(body: str) -> None:
    pages = [page_of(f"<title>Site</title>{body}"), page_of("<title>Blog</title><h1>Blog</h1><a href=/>Home</a>")]
    empty = placeholder(pages)
    assert empty is not None and empty.whole


def test_short_pages_beside_an_empty_home_are_a_site() -> None:
    about = page_of("<h1>About</h1><p>I throw pots in a shed behind the mill, mostly mugs.</p>", f"{HOME}about")
    assert placeholder([page_of("<h1>Jane</h1><a href=/about>About</a>"), about]) is None


FILLER = "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.</p>" * 4


@pytest.mark.parametrize(
    ("home", "whole"),
    [
        ("<h1>Lamp codes</h1><p>Ten off every lamp this week with the code below, says the shop.</p><p>LAMP10</p>"
         "<p>Arrived in two days and well packed. Maria</p>", False),
        ("<h1>Lampen</h1><p>Zehn Prozent auf jede Lampe in dieser Woche mit dem Code unten; so steht es beim Laden, "
         "und ich habe es gestern selbst ausprobiert.</p>", False),
        ("<h1>Lamps and more</h1><p>The best lamps.</p>", True),
        (f"<h1>Lamp codes</h1><p>Ten off every lamp this week with the code below, says the shop.</p>{FILLER}", True),
    ],
)  # fmt: skip
def test_filler_on_other_pages_is_not_all_there_is(home: str, whole: bool) -> None:
    empty = placeholder([page_of(home), page_of(FILLER, f"{HOME}codes")])
    assert empty is not None and (empty.kind, empty.whole) == ("filler text", whole)


def test_parking_name_servers_and_ordinary_ones() -> None:
    assert parking_name_server(["ns1.host.example", "ns2.sedoparking.com"]) == "ns2.sedoparking.com"
    assert parking_name_server(["ns41.domaincontrol.com", "notsedoparking.com", "ns1.above.com.example"]) == ""


@pytest.mark.parametrize("sign", ["a", "domain ", "lorem ", "a.", "registered ", '"', "this domain "])
def test_a_megabyte_takes_less_than_a_second(sign: str) -> None:
    page = page_of(f"<title>x</title><p>{sign * (1_000_000 // len(sign))}</p>")
    with processor_time() as spent:
        parking_page(page)
        placeholder([page])
    assert spent.is_below(1)


def test_no_real_article_is_parked_or_unmade(real_sites: tuple[Site, ...]) -> None:
    """Pages of a reader-mode test suite made of filler text are left out; they are what the check looks for."""
    wrong, read = [], 0
    for one in real_sites:
        page = one.pages[0]
        if "ipsum" in page.text.lower() or len(page.text) < 50:
            continue
        read += 1
        empty = placeholder([page])
        if parking_page(page) or (empty and empty.whole):
            wrong.append(one.applicant.name)
    assert read > 90
    assert wrong == []
