"""The page stands alone, sorts, and takes every text as text."""

from html.parser import HTMLParser

import pandas as pd

from dronestats.export.page import bullets, data_table, figure, link, page, paragraph

ATTACK = '<script>alert("x")</script>'


class Reader(HTMLParser):
    """Collect tags with their attributes, and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def of(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def whole():
    table = pd.DataFrame({"note": [ATTACK, None], "count": pd.array([21, None], dtype="Int64"), "rate": [0.9, None]})
    html = data_table(
        table.assign(url="https://a.example/1 https://b.example/2"), caption=ATTACK, links="url", shares=("rate",)
    )
    picture = figure(b"<svg/>", alt_text='66 of "100"', caption=ATTACK)
    return page(ATTACK, [(ATTACK, html), ("Picture", picture)], lead=paragraph(ATTACK), foot=bullets([ATTACK]))


def test_every_text_stays_text():
    page_ = Reader(whole())
    assert len(page_.of("script")) == 1
    assert page_.words.count(ATTACK) >= 6


def test_the_page_loads_nothing_from_elsewhere():
    page_ = Reader(whole())
    assert [image["src"].split(",")[0] for image in page_.of("img")] == ["data:image/svg+xml;base64"]
    assert page_.of("link") == []
    assert all("src" not in script for script in page_.of("script"))
    policy = next(meta["content"] for meta in page_.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


def test_a_picture_carries_its_description():
    assert Reader(whole()).of("img")[0]["alt"] == '66 of "100"'


def test_every_heading_of_a_table_is_a_button_and_every_cell_has_its_value_to_sort_by():
    page_ = Reader(whole())
    assert len(page_.of("button")) == len(page_.of("th")) == 4
    values = [cell["data-v"] for cell in page_.of("td")]
    assert values == [ATTACK, "21", "0.9", "https://a.example/1 https://b.example/2"] + [""] * 3 + values[-1:]


def test_shares_are_per_cent_and_missing_cells_are_empty():
    page_ = Reader(whole())
    assert "90.0\u00a0%" in page_.words
    missing = [cell for cell in page_.of("td") if cell["data-v"] == ""]
    assert missing == [{"data-v": ""}] * 3


def test_only_addresses_of_the_web_become_links():
    assert link("javascript:alert(1)") == "javascript:alert(1)"
    assert 'href="https://a.example/?q=&quot;x"' in link('https://a.example/?q="x')
    hosts = [anchor["href"] for anchor in Reader(whole()).of("a") if anchor["href"].startswith("http")]
    assert hosts[:2] == ["https://a.example/1", "https://b.example/2"]
