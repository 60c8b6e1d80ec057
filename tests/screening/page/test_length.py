"""The length of texts in scripts with and without blanks between words."""

from __future__ import annotations

import pytest

from screening.page.length import is_unspaced, length_in_words, words_of_length


@pytest.mark.parametrize(
    ("text", "least", "most", "has_no_blanks"),
    [
        ("We brew coffee every morning", 5, 5, False),
        ("毎日コーヒーの淹れ方について書いています。", 8, 12, True),
        ("我每天写关于咖啡的文章，豆子是在附近的小店买的。", 9, 13, True),
        ("ฉันเขียนเรื่องกาแฟทุกวันเมล็ดกาแฟซื้อจากร้านใกล้บ้าน", 20, 30, True),
        ("ຂ້ອຍຂຽນເລື່ອງກາເຟທຸກມື້", 8, 14, True),
        ("ខ្ញុំសរសេរអំពីកាហ្វេរាល់ថ្ងៃ", 8, 16, True),
        ("ကျွန်တော်ကော်ဖီအကြောင်းနေ့တိုင်းရေးပါတယ်", 12, 22, True),
        ("ང་ཚོས་ཉིན་ལྟར་ཇ་བཟོ་བཞིན་ཡོད།", 8, 18, True),
        ("매일 커피 내리는 법을 씁니다", 5, 8, False),
        ("🙂 — 12 €", 4, 4, False),
        ("", 0, 0, False),
    ],
)
def test_two_signs_of_a_script_without_blanks_are_a_word(text: str, least: int, most: int, has_no_blanks: bool) -> None:
    assert least <= length_in_words(text) <= most
    assert is_unspaced(text) is has_no_blanks


def test_words_are_cut_where_no_blank_does_it_and_figures_left_out() -> None:
    assert words_of_length("Kaffee 12 g, 珈琲日記 3") == ["Kaffee", "g", "珈琲", "日記"]
