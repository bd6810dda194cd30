"""Files, folders, archives and exports become documents; what cannot be read is named and the rest goes on."""

import csv
import gzip
import json
import tempfile
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dronestats import schema
from dronestats.errors import DronestatsError
from dronestats.export.table import as_csv
from dronestats.sources import texts, unpack
from dronestats.sources.documents import Document, Fault, extract_documents, read_telegram
from dronestats.sources.markup import Tag, read_markup
from dronestats.sources.page import decode, page_text, read_page
from dronestats.sources.telegram import post_text, posts
from dronestats.sources.texts import digest, distinct, read_documents

TEXT = "Збито 17 БпЛА на Одещині."
EXPORT = {
    "name": "air",
    "messages": [
        {"id": 1, "type": "service", "text": "channel created"},
        {"id": 2, "type": "message", "date": "2024-10-28T09:00:00", "date_unixtime": "1730102400", "text": TEXT},
        {"id": 3, "type": "message", "date": "2024-10-29T09:00:00", "edited": "2024-10-29T10:00:00",
         "text": ["Збито ", {"type": "bold", "text": "18"}, " БпЛА"]},
        {"id": 4, "type": "message", "text": ""},
        "not a message",
    ],
}  # fmt: skip


def of(path):
    return list(read_documents([path]))


def test_a_post_is_a_string_or_a_list_of_strings_and_entities():
    assert post_text(TEXT) == TEXT
    assert post_text(["a", {"text": "b"}, 7, None]) == "ab"
    assert post_text(None) == ""


@pytest.mark.parametrize(
    ("content", "told"), [('{"messages":', "is no JSON"), ('{"text": "Збито 17 БпЛА"}', "is no Telegram export")]
)
def test_a_file_that_is_no_export_is_an_error_with_a_way_out(tmp_path, content, told):
    file = tmp_path / "result.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DronestatsError, match=rf"result\.json: {told}.*export"):
        read_telegram(file)


def test_posts_that_yield_nothing_are_told_and_the_others_are_read(tmp_path):
    file = tmp_path / "result.json"
    post = {"id": 7, "type": "message", "text": TEXT}
    file.write_text(json.dumps({"name": "air", "messages": [post]}), encoding="utf-8")
    with pytest.warns(UserWarning, match="1 posts have faults; first: air/7: states no date; give a date"):
        assert read_telegram(file)["count"].tolist() == [17]


def test_service_messages_are_left_out_and_an_edited_post_is_a_revision():
    found = list(posts(EXPORT))
    assert [post["id"] for post in found] == ["air/2", "air/3@20241029T1000"]
    assert found[0]["published"].isoformat() == "2024-10-28T08:00:00+00:00"
    assert found[1]["text"] == "Збито 18 БпЛА"
    assert found[1]["note"] == "edited 2024-10-29T10:00Z"


def test_an_account_export_holds_chats():
    assert [post["id"] for post in posts({"chats": {"list": [EXPORT]}})] == ["air/2", "air/3@20241029T1000"]


def test_a_telegram_export_is_read_to_claims(tmp_path):
    file = tmp_path / "result.json"
    file.write_text(json.dumps(EXPORT), encoding="utf-8")
    assert read_telegram(file)["count"].tolist() == [17, 18]


def test_the_list_of_regions_survives_a_page_and_menus_do_not(tmp_path):
    html = (
        "<html lang='ru'><head><meta property='article:published_time' content='2025-03-10T06:00:00+03:00'>"
        "<title>t</title></head>"
        "<nav><li>99 дронов сбито</nav><script>var x = '5 дронов сбито'</script>"
        "<p>Уничтожены 5 БПЛА:</p><ul><li>3 – над Курской областью,<li>2 – над Крымом.</ul><footer>1 дрон сбит</footer>"
    )
    assert page_text(html)["text"] == "t\nУничтожены 5 БПЛА:\n3 – над Курской областью,\n2 – над Крымом."
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    claims = read_page(file)
    assert claims["count"].tolist() == [5, 3, 2]
    assert claims["part_of"].notna().tolist() == [False, True, True]
    assert claims["window_end"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2025-03-10"]


@pytest.mark.parametrize("html", ["<p", "<nav><nav>", "</ul></nav>x", "<div>" * 5000, "&#x110000;", "<!-- ", ""])
def test_broken_pages_are_read_as_far_as_they_go(html):
    assert isinstance(page_text(html)["text"], str)


def test_encodings_are_told_apart():
    assert decode(TEXT.encode("cp1251")) == TEXT
    assert decode(TEXT.encode("utf-16")) == TEXT
    assert decode(b"\xef\xbb\xbfabc") == "abc"


def test_every_kind_of_file_is_read(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"id": "x", "text": TEXT, "date": "2024-10-28"}) + "\n\nnot json\n[1]\n{}\n", encoding="utf-8"
    )
    (tmp_path / "c.csv").write_text(f'message,date\n"{TEXT}",2024-10-28\n,2024-10-29\n', encoding="utf-8")
    (tmp_path / "d.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("in/f.txt", TEXT)
        archive.writestr("g.pdf", b"%PDF")
    (tmp_path / "h.json").write_text("{", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    found = of(tmp_path)
    assert [own.id for own in found if isinstance(own, Document)] == ["a", "x", "c-2", "d", "f"]
    assert [(own.where, own.what.split(" (")[0]) for own in found if isinstance(own, Fault)] == [
        ("line 3", "is no object with fields"), ("line 4", "is no object with fields"), ("line 5", "has no text"),
        ("line 3", "has no text"), ("", "files ending in .pdf are not read"), ("", "is no JSON")]  # fmt: skip


def test_a_missing_file_and_a_broken_archive_are_faults(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK no")
    (tmp_path / "x.gz").write_bytes(b"no gzip")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(TEXT.encode() * 99)[:-9])
    faults = list(read_documents([tmp_path / "none.txt", tmp_path / "x.zip", tmp_path / "x.gz", tmp_path / "cut.gz"]))
    assert all(isinstance(fault, Fault) for fault in faults)
    assert len(faults) == 4
    assert faults[0].what == "no such file or folder"


def test_an_archive_that_unpacks_to_far_more_than_its_size_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "MOST_BYTES", 2**22)
    bomb = b"0" * (2**22 + 1)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bomb))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bomb)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", TEXT)
    monkeypatch.setattr(unpack, "MOST_MEMBERS", 2)
    for name in ("bomb.gz", "bomb.zip", "many.zip"):
        assert [type(own) for own in of(tmp_path / name)] == [Fault]


def test_claims_reports_and_faults_of_many_documents():
    night = Document("night", TEXT, "2024-10-28T09:00:00Z", None, "air", "https://x", "night.txt")
    seen = []
    claims, reports, faults = extract_documents(
        [night, night, night._replace(id="undated", published=None), night._replace(id="bad", published="soon"),
         night._replace(id="odd", text="Знайдено 3 БпЛА, знищення?"), night._replace(id="no", text="Погода"),
         Fault("p", "", "broken", "")],
        progress=seen.append,
    )  # fmt: skip
    assert claims["report_id"].tolist() == reports["report_id"].tolist() == ["night", "night~2", "undated", "bad"]
    assert faults["where"].tolist()[:1] == ["undated"]
    assert "broken" in faults["what"].tolist()
    assert any("is no ISO time" in what for what in faults["what"])
    assert any("looks like a bulletin" in what for what in faults["what"])
    assert schema.validate(reports, "reports").equals(reports)
    assert seen[-1] == 7


def test_no_documents_give_three_empty_tables():
    claims, reports, faults = extract_documents([])
    assert claims.empty
    assert reports.empty
    assert faults.empty
    assert "what" in faults


FILES = {"x.txt": TEXT.encode(), "x.html": f"<p>{TEXT}</p>".encode(), "result.json": json.dumps(EXPORT).encode(),
         "x.jsonl": json.dumps({"text": TEXT, "date": "2024-10-28"}).encode(), "x.csv": f"text,id\n{TEXT},a\n".encode(),
         "x.txt.gz": gzip.compress(TEXT.encode())}  # fmt: skip


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.binary(max_size=40), st.integers(0, 60))
def test_a_file_with_any_bytes_changed_gives_documents_or_faults_and_a_frame_that_can_be_written(name, at, new, cut):
    content = FILES[name]
    at = min(at, len(content))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content[:at] + new + content[at + cut :])
        claims, reports, faults = extract_documents(read_documents([path]))
    assert set(claims["report_id"]) <= set(reports["report_id"])
    for frame in (claims, reports, faults):
        as_csv(frame).encode("utf-8")


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "a < b", " 5 &lt; 6 ", "<br/>", "<b c='>'>", "&amp;", '<i d=">">', "ж"]))
)
def test_pages_are_cut_into_tags_and_text_as_pythons_own_parser_does(pieces):
    class Own(HTMLParser):
        def handle_data(self, data):
            self.words += data

        def handle_starttag(self, tag, attributes):
            self.tags.append(tag)

    own = Own()
    own.words, own.tags = "", []
    own.feed("".join(pieces))
    own.close()
    found = list(read_markup("".join(pieces)))
    assert "".join(piece for piece in found if isinstance(piece, str)) == own.words
    assert [tag.name for tag in found if isinstance(tag, Tag) and not tag.is_end] == own.tags


@pytest.mark.parametrize("unit", ["<a ", "<a b='", "<!-- >", "<!--", "</", "<", "<p =", "<a/", "<script>"])
def test_the_time_of_a_page_grows_with_its_length(unit):
    def seconds(size):
        start = time.process_time()
        page_text(unit * (size // len(unit)))
        return time.process_time() - start

    assert seconds(10**6) < 2  # Python's own parser takes hours over some of them


def test_ids_that_stand_twice_or_look_numbered_stay_apart():
    named = [Document(own, TEXT, None, None, "-", "-", "-") for own in ("a", "a~2", "a", "a", "a~2", "b~x", "~1")]
    ids = [own.id for own in distinct(named)]
    assert ids == ["a", "a~2~1", "a~2", "a~3", "a~2~2", "b~x", "~1~1"]
    assert [own.id for own in distinct(named[2:], {digest("a"): 1, digest("a~2"): 1})] == ids[2:]


def test_lines_that_are_too_long_are_named_and_the_others_read(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "MOST_LINE", 2000)
    row = json.dumps({"text": TEXT, "id": "a"})
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{"x" * 9000}"}}\n{row}\n{"x" * 2000}')
    (tmp_path / "b.csv").write_text(f"text,id\n{'x' * 9000},b\n{TEXT},c\n", encoding="utf-8")
    found = of(tmp_path)
    assert [own.id for own in found if isinstance(own, Document)] == ["a", "c"]
    assert [own.where for own in found if isinstance(own, Fault)] == ["line 1", "line 3", "line 2"]


def test_reading_a_table_leaves_the_settings_of_the_process_alone(tmp_path):
    (tmp_path / "a.csv").write_text(f"text,id\n{TEXT},a\n", encoding="utf-8")
    before = csv.field_size_limit()
    documents = read_documents([tmp_path])
    next(documents)
    assert csv.field_size_limit() == before
    documents.close()
