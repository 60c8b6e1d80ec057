"""Affiliate addresses: every network's clicks and views told apart, by registrable domain and nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.page.networks import OWN_PROGRAMME, affiliate_cookie, classify, classify_for
from screening.page.parse import parse_page
from tests.screening.page.making import fetched

# (address, network, kind, id)
VECTORS = [
    ("https://www.anrdoezrs.net/click-1234567-10581071", "CJ", "click", "1234567"),
    ("http://www.dpbolvw.net/click-8787409-11337760?url=http%3A%2F%2Fx", "CJ", "click", "8787409"),
    ("https://www.jdoqocy.com/links/1234567/type/dlg/https://shop.example/", "CJ", "click", "1234567"),
    ("//www.jdoqocy.com/86104iqzwqyDMEHHMMEDFFLFEHFEDFIIFKHGNKMEEE".replace("//", "https://", 1), "CJ", "click", ""),
    ("https://cj.dotomi.com/z1104fz2rxwEIEFJHMIEGHIKJ", "CJ", "click", ""),
    ("https://www.ftjcfx.com/image-1234567-10581071", "CJ", "impression", "1234567"),
    ("http://www.awltovhc.com/7n65h48x20MVNQQVVNMOOUWQUQUMOQWWTSNSTTNNN", "CJ", "impression", ""),
    ("https://www.awin1.com/cread.php?awinmid=2044&awinaffid=99887&ued=https%3A%2F%2Fx", "Awin", "click", "99887"),
    ("https://www.awin1.com/awclick.php?gid=1&mid=2&awinaffid=5&linkid=3", "Awin", "click", "5"),
    ("https://www.awin1.com/pclick.php?p=1&a=77&m=2", "Awin", "click", "77"),
    ("https://www.awin1.com/cshow.php?s=1&v=2&q=3&r=99887", "Awin", "impression", "99887"),
    ("http://www.zenaps.com/rclick.php?mid=1&c_len=2&id=3", "Awin", "click", "3"),
    ("https://ad.zanox.com/ppc/?12345678C123456789T", "Awin", "click", ""),
    ("https://ad.zanox.com/ppv/?12345678C123456789", "Awin", "impression", ""),
    ("https://www.dwin1.com/19038.js", "Awin", "library", ""),
    ("https://click.linksynergy.com/fs-bin/click?id=AbC*1&offerid=1.2&type=3", "Rakuten", "click", "AbC*1"),
    ("https://click.linksynergy.com/deeplink?id=AbC&mid=1&murl=https%3A%2F%2Fx", "Rakuten", "click", "AbC"),
    ("https://ad.linksynergy.com/fs-bin/show?id=AbC&bids=1.2&type=3", "Rakuten", "impression", "AbC"),
    ("https://shareasale.com/r.cfm?b=1&u=456&m=789&urllink=&afftrack=", "ShareASale", "click", "456"),
    ("https://www.shareasale.com/u.cfm?d=1&m=2&u=3", "ShareASale", "click", "3"),
    ("https://www.shareasale.com/m-pr.cfm?merchantID=1&userID=22&productID=3", "ShareASale", "click", "22"),
    ("https://shrsl.com/3abcd", "ShareASale", "click", ""),
    ("https://brand.sjv.io/c/5597632/2135411/19272", "Impact", "click", "5597632"),
    ("https://brand.pxf.io/daqnaq", "Impact", "click", ""),
    ("https://goto.target.com/c/81938/81938/2092?u=https%3A%2F%2Fx", "Impact", "click", "81938"),
    ("https://brand.i123456.net/c/12345/678901/9999", "Impact", "click", "12345"),
    ("https://imp.pxf.io/i/5597632/2087267/19272", "Impact", "impression", "5597632"),
    ("https://imp.i123456.net/i/12345/678901/9999", "Impact", "impression", "12345"),
    ("https://a.impactradius-go.com/display-ad/3022-398453", "Impact", "library", ""),
    ("https://partner1.vendor2.hop.clickbank.net/?tid=x", "ClickBank", "click", "partner1"),
    ("https://hop.clickbank.net/?affiliate=partner1&vendor=vendor2", "ClickBank", "click", "partner1"),
    ("https://www.amazon.co.uk/dp/B000/ref=nosim?tag=blog-21", "Amazon", "click", "blog-21"),
    ("https://www.amazon.de/exec/obidos/ASIN/B000/blog-21", "Amazon", "click", "blog-21"),
    ("https://amzn.to/3xYz", "Amazon", "click", ""),
    ("https://www.amazon.com/dp/B000", "Amazon", "other", ""),
    ("https://www.amazon.com/dp/B000?tag=", "Amazon", "other", ""),
    ("https://ir-na.amazon-adsystem.com/e/ir?t=blog-20&l=as2", "Amazon", "impression", "blog-20"),
    ("https://rcm-eu.amazon-adsystem.com/e/cm?t=blog-21", "Amazon", "library", ""),
    ("https://ws-na.amazon.com/widgets/q?tag=blog-20", "Amazon", "library", ""),
    ("https://www.ebay.de/itm/1?mkevt=1&mkcid=1&mkrid=707&campid=5338&toolid=10001", "eBay", "click", "5338"),
    ("https://rover.ebay.com/rover/1/711-53200-19255-0/1?campid=5338&toolid=1", "eBay", "click", "5338"),
    ("https://rover.ebay.com/roverimp/1/711-53200/1?campid=5338", "eBay", "impression", "5338"),
    ("https://www.ebay.com/itm/1", "eBay", "other", ""),
    ("https://prf.hn/click/camref:1101lAbc/destination:https%3A%2F%2Fx", "Partnerize", "click", "1101lAbc"),
    ("https://www.pjtra.com/t/8-12345-67890-12345", "Ascend (Pepperjam)", "click", ""),
    ("https://www.avantlink.com/click.php?tt=cl&mi=1&pw=2&url=x", "AvantLink", "click", "2"),
    ("https://go.skimresources.com/?id=1X2&xs=1&url=https%3A%2F%2Fx", "Skimlinks", "click", "1X2"),
    ("https://go.redirectingat.com?id=66960X1516588&xs=1&url=x", "Skimlinks", "click", "66960X1516588"),
    ("https://s.skimresources.com/js/1X2.skimlinks.js", "Skimlinks", "library", ""),
    ("https://cdn.viglink.com/api/vglnk.js", "Sovrn (VigLink)", "library", ""),
    ("https://redirect.viglink.com/?key=abc&u=https%3A%2F%2Fx", "Sovrn (VigLink)", "click", "abc"),
    ("https://ad.admitad.com/g/1e8d114494/?ulp=https%3A%2F%2Fx", "Admitad", "click", "1e8d114494"),
    ("https://ad.admitad.com/b/1e8d114494/", "Admitad", "impression", ""),
    ("https://track.webgains.com/click.html?wgcampaignid=1&wgprogramid=2", "Webgains", "click", "1"),
    ("https://track.webgains.com/transaction.html?wgver=1.2&wgprogramid=1", "Webgains", "other", ""),
    ("https://tc.tradetracker.net/?c=1&m=2&a=3&r=&u=", "TradeTracker", "click", "3"),
    ("https://ti.tradetracker.net/?c=1&m=2&a=3", "TradeTracker", "impression", ""),
    ("https://clk.tradedoubler.com/click?p=1&a=2&g=3", "Tradedoubler", "click", "2"),
    ("http://clkuk.tradedoubler.com/click?p(23708)a(12)g(11703474)", "Tradedoubler", "click", ""),
    ("https://impse.tradedoubler.com/imp?type(img)g(1)a(2)", "Tradedoubler", "impression", ""),
    ("https://lt45.net/c/?si=15805&li=1684191&wi=420902", "Daisycon", "click", "420902"),
    ("https://rstyle.me/+abc", "rewardStyle", "click", ""),
    ("https://s.click.aliexpress.com/e/_abc", "AliExpress", "click", ""),
    ("https://www.booking.com/hotel/nl/x.html?aid=1234567", "Booking.com", "click", "1234567"),
    ("https://www.booking.com/hotel/nl/x.html?label=y", "Booking.com", "other", ""),
    ("https://www.flipkart.com/x?affid=me", "Flipkart", "click", "me"),
    ("https://www.digistore24.com/redir/12345/partner1/", "Digistore24", "click", "partner1"),
    ("https://track.adtraction.com/t/t?a=1&as=22&t=2&tk=1", "Adtraction", "click", "22"),
    ("https://track.flexlinkspro.com/a.ashx?foid=1.2&foc=1", "FlexOffers", "click", "1.2"),
    ("https://t.cfjump.com/68150/t/90704?Url=https%3a%2f%2fx", "Commission Factory", "click", "68150"),
    ("https://tracking.brand.example/aff_c?offer_id=78&aff_id=1169", "TUNE", "click", "1169"),
    ("https://shop.example/?a_aid=partner1&a_bid=2", "generic", "generic", "partner1"),
    ("https://shop.example/?rfsn=123.45", "generic", "generic", "123.45"),
]

LOOK_ALIKES = [
    "https://awin1.com.evil.com/cread.php?awinaffid=1",
    "https://notawin1.com/cread.php?awinaffid=1",
    "https://awin1.com-deals.net/cread.php?awinaffid=1",
    "https://evil.com/awin1.com/cread.php?awinaffid=1",
    "https://evil.com/?u=https://www.awin1.com/cread.php?awinid=1",
    "https://evil.com#www.awin1.com/cread.php",
    "https://www.awin1.co/cread.php?awinaffid=1",
    "https://anrdoezrs.net.example/click-1-2",
    "https://myanrdoezrs.net/click-1-2",
    "https://amazon.com.shop-deals.net/dp/B0?tag=x-20",
    "https://amazon.evil/dp/B0?tag=x-20",
    "https://amazon-fans.com/dp/B0?tag=x-20",
    "https://notamazon.com/dp/B0?tag=x-20",
    "https://amazon.com.evil/?tag=x-20",
    "https://ebay.com.evil.com/?campid=1",
    "https://myebay.de/?campid=1",
    "https://linksynergy.com.evil.net/fs-bin/click?id=1",
    "https://clicklinksynergy.com/fs-bin/click?id=1",
    "https://shareasale.org/r.cfm?u=1",
    "https://sjv.io.evil.com/",
    "https://blog.example/c/2024/05/12",
    "https://blog.example/i/2024/05/12",
    "https://www.blog.example/c/12345/67890/1234",
    "https://news.example.com/c/2024/05/12/",
    "https://hop-clickbank.net/",
    "https://booking.com.evil.com/?aid=12345",
    "https://blog.example/affiliates",
    "https://blog.example/?tag=shoes",
    "https://blog.example/?ref=footer",
    "https://blog.example/?aid=7",
    "mailto:partner@awin1.com",
    "javascript:location='https://www.awin1.com/cread.php'",
    "//www.awin1.com/cread.php?awinaffid=1",
    "ftp://www.awin1.com/cread.php?awinaffid=1",
    "",
    "https://",
    "https://[::1]/cread.php",
    "http://[",
    "not an address",
    "https://www.google.com/search?q=awin1.com/cread.php",
]


@pytest.mark.parametrize(("url", "network", "kind", "partner"), VECTORS)
def test_address_is_of_its_network(url: str, network: str, kind: str, partner: str) -> None:
    link = classify(url)
    assert link is not None
    assert (link.network, link.kind, link.affiliate_id) == (network, kind, partner)


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) + len(LOOK_ALIKES) >= 40
    assert len({network for _, network, _, _ in VECTORS}) >= 25


@pytest.mark.parametrize("url", LOOK_ALIKES)
def test_look_alike_is_nobodys(url: str) -> None:
    assert classify(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://WWW.AWIN1.COM/cread.php?awinaffid=9",
        "https://www.awin1.com./cread.php?awinaffid=9",
        "https://www.awin1.com:443/cread.php?awinaffid=9",
        "https://user@www.awin1.com/cread.php?awinaffid=9",
        "https:\\\\www.awin1.com\\cread.php?awinaffid=9",
        "https://www.awin1.com/cread.php?x=1&amp;awinaffid=9",
        "https://www.awin1.com/cread.php?AWINAFFID=9",
        "https://www.awin1.com/cread.php?pad=" + "x" * 5_000 + "&awinaffid=9",
    ],
)
def test_ways_to_write_an_address_change_nothing(url: str) -> None:
    link = classify(url)
    assert link is not None
    assert (link.network, link.kind) == ("Awin", "click")


def test_links_to_the_programme_itself() -> None:
    own = ("northwind-shop.com",)
    link = classify_for("https://www.northwind-shop.com/boots?aff=77", own)
    assert link is not None
    assert (link.network, link.kind, link.affiliate_id) == (OWN_PROGRAMME, "click", "77")
    assert classify_for("https://www.northwind-shop.com/boots", own) is None
    for elsewhere in ("https://northwind-shop.com.evil.net/?aff=77", "https://notnorthwind-shop.com/?aff=77"):
        unknown = classify_for(elsewhere, own)
        assert unknown is not None
        assert unknown.kind == "generic", "a partner's shape, which proves nothing"
    through = classify_for("https://www.awin1.com/cread.php?awinaffid=1&ued=https://northwind-shop.com?aff=7", own)
    assert through is not None
    assert through.network == "Awin"


@pytest.mark.parametrize(
    ("cookie", "network"),
    [("lsclick_mid123", "Rakuten"), ("MERCHANT12", "ShareASale"), ("_aw_m_99", "Awin"), ("IR_12", "Impact"),
     ("cje", "CJ"),     ("merchant12", ""), ("MERCHANT_ID", ""), ("session", ""), ("q", ""), ("", "")],
)  # fmt: skip
def test_cookies(cookie: str, network: str) -> None:
    assert affiliate_cookie(cookie) == network


@given(st.text(max_size=200))
def test_any_text_is_classified_without_an_error(text: str) -> None:
    for address in (text, "https://www.awin1.com/" + text, "https://" + text):
        link = classify(address)
        assert link is None or link.network
    on_awin = classify("https://www.awin1.com/" + text)
    assert on_awin is None or on_awin.network == "Awin"


def _addresses(pattern: str) -> str:
    """Return an address that a pattern of the public list means."""
    text = pattern.removeprefix("||") if pattern.startswith("||") else f"tracker.shop.example{pattern}"
    for name in ("r.cfm", "u.cfm", "m-pr.cfm"):
        text = text.replace(f"{name}^", f"{name}?u=1")
    host, slash, rest = text.partition("/")
    if "?" not in rest.partition("*&")[0]:
        rest = rest.replace("*&", "item?x=1&", 1)
    text = f"{host}{slash}{rest}".replace("*", "x").replace("^", "/abc12")
    return f"https://{text}12345" if text[-1] in "=-/:?" else f"https://{text}"


def test_public_list_of_affiliate_links_is_understood(real_data: Path) -> None:
    lines = (real_data / "affiliate_links" / "affiliate_url_patterns.txt").read_text(encoding="utf-8").splitlines()
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("!")]
    assert len(patterns) >= 90
    missed = []
    for pattern in patterns:
        link = classify(_addresses(pattern))
        if link is None or link.kind != "click":
            missed.append((pattern, _addresses(pattern), link))
    assert missed == []


def test_affiliate_links_of_real_pages(real_data: Path) -> None:
    found: dict[str, set[tuple[str, str]]] = {}
    for name in ("breitbart", "lazy-image-2", "lifehacker-post-comment-load", "msn", "videos-1", "wikipedia"):
        page = parse_page(fetched((real_data / "pages" / f"{name}.html").read_bytes(), "https://publisher.example/"))
        links = [link for item in page.links if (link := classify(item.url)) is not None and link.kind == "click"]
        found[name] = {(link.network, link.affiliate_id) for link in links}
    assert found == {
        "breitbart": {("TUNE", "1169")},
        "lazy-image-2": {("Amazon", "kinja-20")},
        "lifehacker-post-comment-load": {("Amazon", "lifehackeramzn-20")},
        "msn": {("Tradedoubler", "2811279")},
        "videos-1": {("Skimlinks", "66960X1516588")},
        "wikipedia": set(),
    }
