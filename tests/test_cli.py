"""The command line: what a person types, what they read, and the exit status."""

import io
import json
import subprocess
import sys

import pandas as pd
import pytest
from claims import claims, night

import dronestats as ds
from dronestats.cli import main
from dronestats.export.table import as_csv


def run(capsys, *arguments):
    """Return status, standard output and standard error of a command."""
    try:
        status = main(list(arguments))
    except SystemExit as stop:
        status = stop.code
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "claims.csv"
    claims(
        *night("a", launched=100, destroyed=66, lost=24),
        *night("b", start="2025-01-05T20:00", end="2025-01-06T08:00", launched=10, destroyed=5, lost=4),
    ).to_csv(path, index=False)
    return path


def test_help_names_every_command_and_gives_examples(capsys):
    status, out, _ = run(capsys, "--help")
    assert status == 0
    for word in ("brief", "rates", "validate", "data", "dronestats brief --night 2024-10-28"):
        assert word in out


def test_help_loads_no_pandas():
    code = (
        "import sys; from dronestats.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_python_m_dronestats_is_the_command():
    done = subprocess.run([sys.executable, "-m", "dronestats", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"dronestats {ds.__version__}\n"


def test_rates_print_a_table_with_the_words_of_the_definition(capsys, file):
    status, out, err = run(capsys, "rates", "--input", str(file))
    assert (status, err) == (0, "")
    assert "share of the launched drones reported stopped" in out
    assert out.splitlines()[-1].split() == [
        "2025-01", "Ukraine", "Ukraine", "99", "110", "90.0%", "90.0%", "100.0%", "2", "0",
    ]  # fmt: skip


def test_rates_for_each_night_as_json_and_as_csv_are_those_of_the_library(capsys, file):
    rates = ds.interception_rates(ds.read_claims(file), "destruction")
    _, out, _ = run(capsys, "rates", "--input", str(file), "--definition", "destruction", "--every", "night", "--json")
    assert [row["rate"] for row in json.loads(out)] == rates["rate"].tolist()
    _, out, _ = run(capsys, "rates", "--input", str(file), "--definition", "destruction", "--every", "night", "--csv")
    assert out == as_csv(rates)


def test_from_and_to_choose_days_on_which_windows_end(capsys, file):
    _, out, _ = run(capsys, "rates", "--input", str(file), "--from", "2025-01-03", "--to", "2025-01-31", "--json")
    assert [(row["k"], row["n"]) for row in json.loads(out)] == [(9, 10)]


def test_an_unknown_side_lists_the_sides(capsys, file):
    status, out, err = run(capsys, "rates", "--input", str(file), "--claimant", "Ruritania")
    assert (status, out) == (1, "")
    assert err == "dronestats: claimant 'Ruritania' states nothing here; there are Ukraine\n"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["rates", "--definition", "intercepton"], "'intercepton' is not one of destruction, interception"),
        (["rates", "--every", "fortnight"], "'fortnight' is not one of night, day, week, month"),
        (["rates", "--from", "28.10.2024"], "'28.10.2024' is no day; write 2024-10-28"),
        (["rates", "--from", "2024-02-30"], "is no real date"),
        (["rates", "--json", "--csv"], "not allowed with argument"),
        (["rates", "--weapon-class", "dron"], "did you mean 'drone'?"),
        (["brief", "--formats", "png,bmp"], "format = 'bmp' is not one of png, svg, pdf, html, xlsx, pptx"),
        (["brief", "--formats", ","], "no format given"),
        (["launch"], "invalid choice: 'launch'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_use_ends_with_status_2_and_says_what_is_allowed(capsys, arguments, text):
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert text in err


def test_a_bad_row_is_named_with_file_line_and_way_out_and_the_good_rows_are_used(capsys, file):
    file.write_text(file.read_text().replace("a/2,a", "a/2,z"))
    status, out, err = run(capsys, "rates", "--input", str(file), "--every", "all")
    assert status == 1
    assert "9       10" in out
    assert "claims.csv:3 (a/2), column claim_id: 'a/2': must be <report_id>/<number>" in err
    assert "Traceback" not in err


def test_two_files_with_one_report_are_refused(capsys, file):
    status, _, err = run(capsys, "rates", "--input", str(file), "--input", str(file))
    assert status == 1
    assert "claim_id 'a/1' stands in two of the files" in err


def test_validate_counts_the_claims_of_good_files_and_lists_the_problems_of_bad_ones(capsys, file, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(file.read_text().replace(",destroyed,", ",destroed,", 1))
    status, out, err = run(capsys, "validate", str(file), str(bad), str(tmp_path / "none.csv"))
    assert status == 1
    assert f"{file}: 6 claims, no problem" in out
    assert "bad.csv:3 (a/2), column outcome: 'destroed': must be one of launched, destroyed" in out
    assert err == f"dronestats: {tmp_path / 'none.csv'}: no such file\n"
    assert run(capsys, "validate", str(file))[0] == 0


def test_validate_as_json_gives_every_problem(capsys, file):
    file.write_text(file.read_text().replace(",destroyed,", ",destroed,"))
    status, out, _ = run(capsys, "validate", "--json", str(file))
    assert status == 1
    assert [(row["line"], row["column"], row["value"]) for row in json.loads(out)] == [
        ("3", "outcome", "destroed"), ("6", "outcome", "destroed"),
    ]  # fmt: skip


def test_a_copy_of_the_kaggle_table_is_told_by_its_columns(capsys, tmp_path):
    path = tmp_path / "attacks.csv"
    path.write_text(
        "time_start,time_end,model,launch_place,target,carrier,launched,destroyed,source\n"
        "2023-05-01 20:00,2023-05-02 04:00,Shahed-136/131,,Ukraine,,12.0,9.0,kpszsu/posts/1\n"
    )
    assert run(capsys, "validate", str(path))[1] == f"{path}: 2 claims, no problem\n"
    _, out, _ = run(capsys, "rates", "--input", str(path), "--definition", "destruction", "--json")
    assert json.loads(out)[0]["rate"] == 0.75


def test_data_lists_every_table_with_its_licence(capsys):
    status, out, _ = run(capsys, "data")
    assert status == 0
    assert "claims/ua-air-force.csv" in out
    assert "Creative Commons Attribution 4.0" in out
    assert json.loads(run(capsys, "data", "--json")[1])["name"] == "dronestats-data"


def test_a_closed_pipe_is_no_error(file):
    code = f"{sys.executable} -m dronestats rates --input {file} --csv | head -n 1"
    done = subprocess.run(["/bin/bash", "-c", f"set -o pipefail; {code}"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("period,")


def test_brief_writes_the_folder_and_says_where_to_look(capsys, file, tmp_path):
    out = tmp_path / "briefing"
    status, text, err = run(capsys, "brief", "--input", str(file), "--out", str(out))
    assert (status, err) == (0, "")
    assert text == f"wrote {out}: open {out / 'index.html'}\n"
    assert pd.read_csv(out / "claims.csv")["claim_id"].tolist() == ["a/1", "a/2", "a/3", "b/1", "b/2", "b/3"]


def test_brief_with_a_fault_in_the_input_lists_it_in_the_folder(capsys, file, tmp_path):
    file.write_text(file.read_text().replace("a/2,a", "a/2,z"))
    out = tmp_path / "briefing"
    status, _, err = run(capsys, "brief", "--input", str(file), "--out", str(out))
    assert status == 1
    assert "the input has faults; the rows without are used" in err
    assert pd.read_csv(out / "tables" / "faults.csv")["line"].tolist() == [3]


def test_brief_on_a_night_without_reports_names_the_nearest_and_writes_nothing(capsys, file, tmp_path):
    out = tmp_path / "briefing"
    status, _, err = run(capsys, "brief", "--input", str(file), "--night", "2025-01-04", "--out", str(out))
    assert status == 1
    nearest = "nearest in the claims: 2025-01-02, 2025-01-06"
    assert err == f"dronestats: no report covers the night that ends on 2025-01-04; {nearest}\n"
    assert not out.exists()


UKRAINE = "У ніч на 5 січня 2025 року противник атакував 40 БпЛА. Збито 30 БпЛА, ще 8 локаційно втрачено."
RUSSIA = "В ночь на 5 января 2025 года уничтожены и перехвачены 12 БПЛА, из них 9 – над Брянской областью."


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "bulletins"
    folder.mkdir()
    (folder / "ukraine.txt").write_text(UKRAINE, encoding="utf-8")
    (folder / "russia.html").write_text(f"<p>{RUSSIA}</p>", encoding="utf-8")
    return folder


def test_extract_prints_the_claims_of_a_folder_of_texts(capsys, texts):
    status, out, err = run(capsys, "extract", str(texts))
    assert (status, err) == (0, "")
    found = pd.read_csv(io.StringIO(out)).set_index("claim_id")
    assert found.loc[["ukraine/1", "ukraine/2", "ukraine/3"], "count"].tolist() == [40, 30, 8]
    assert found.loc["russia/2", ["count", "region", "part_of"]].tolist() == [9, "RU-BRY", "russia/1"]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_extract_writes_the_same_claims_in_every_format(capsys, texts, tmp_path, ending):
    read = {"csv": pd.read_csv, "jsonl": lambda path: pd.read_json(path, lines=True), "parquet": pd.read_parquet}[
        ending
    ]
    out, reports = tmp_path / f"claims.{ending}", tmp_path / "reports.csv"
    assert run(capsys, "extract", str(texts), "--out", str(out), "--reports", str(reports))[0] == 0
    assert read(out)["claim_id"].tolist() == ["russia/1", "russia/2", "ukraine/1", "ukraine/2", "ukraine/3"]
    assert pd.read_csv(reports)["language"].tolist() == ["ru", "uk"]


def test_extract_reads_standard_input_and_takes_the_date_that_the_text_lacks(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Уночі збито 17 БпЛА.".encode())))
    status, out, err = run(capsys, "extract", "-", "--published", "2025-01-05")
    assert (status, err) == (0, "")
    assert "2025-01-05T07:00:00Z" in out


def test_extract_names_what_it_cannot_read_and_goes_on(capsys, texts):
    (texts / "broken.json").write_text("{", encoding="utf-8")
    status, out, err = run(capsys, "extract", str(texts))
    assert status == 1
    assert out.count("\n") == 6
    assert "broken.json: is no JSON" in err
    assert "Traceback" not in err


def test_extract_to_an_unknown_format_says_which_are_known(capsys, texts, tmp_path):
    status, _, err = run(capsys, "extract", str(texts), "--out", str(tmp_path / "claims.doc"))
    assert status == 2
    assert err.endswith("the ending must be .csv, .jsonl, .parquet\n")


def test_brief_goes_from_texts_to_the_folder_in_one_command(capsys, texts, tmp_path):
    out = tmp_path / "briefing"
    status, _, err = run(capsys, "brief", "--input", str(texts), "--night", "2025-01-05", "--out", str(out))
    assert (status, err) == (0, "")
    text = (out / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "40 launched, 30 shot down, 8 lost from radar" in text
    assert "12 intercepted. Launched is not stated, so no rate exists." in text
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [own["path"] for own in manifest["inputs"]] == ["bulletins/russia.html", "bulletins/ukraine.txt"]


# --- claims beside claims ---------------------------------------------------------------------------------------------


def test_compare_prints_both_ledgers_of_the_seed_night_and_no_rate_of_russia(capsys):
    night = ["--from", "2024-10-28", "--to", "2024-10-28"]
    status, out, _ = run(capsys, "compare", "--by", "night", "--rate", "97%", *night)
    assert status == 0
    russia, ukraine = out.splitlines()[1:]
    assert "how many were launched is not stated" in russia
    assert russia.split()[:10] == ["2024-10-28", "Russia", "drone", "-", "21", "-", "-", "-", "22", "1"]
    assert ukraine.split()[:8] == ["2024-10-28", "Ukraine", "drone", "100", "90", "90", "100", "90%"]


def test_compare_gives_the_frame_of_the_library_as_json(capsys, file):
    _, out, _ = run(capsys, "compare", "--input", str(file), "--by", "month", "--json")
    assert [row["stopped"] for row in json.loads(out)] == [99]
    status, out, _ = run(capsys, "compare", "--input", str(file))
    assert (status, out) == (0, "no two statements about one attack in the claims chosen\n")


def test_compare_says_in_words_why_two_statements_cannot_be_compared(capsys):
    status, out, _ = run(capsys, "compare", "--from", "2024-09-18", "--to", "2024-09-18")
    assert status == 0
    assert "the other report does not give the place by itself" in out


def test_compare_copies_says_what_changed(capsys, tmp_path, file):
    new = tmp_path / "new.csv"
    later = {name: {66: 67} for name in ("count", "count_low", "count_high")}
    ds.read_claims(file).replace(later).to_csv(new, index=False)
    status, out, _ = run(capsys, "compare", "--copies", str(file), str(new))
    assert status == 0
    assert out.splitlines()[1].split()[-4:] == ["count", "66", "67", "67"]


def test_check_prints_flags_and_with_all_the_rest(capsys):
    day = ["--from", "2024-10-28", "--to", "2024-10-28", "--checks", "parts,inside"]
    status, out, _ = run(capsys, "check", *day)
    assert status == 0
    assert out.splitlines() == [
        "0 flags on 22 claims; 3 findings without a flag: --all. Flags are facts about the texts."
    ]
    _, out, _ = run(capsys, "check", *day, "--all")
    assert "64 is the sum of what reports on hours within give" in out


def test_audit_says_how_a_figure_holds(capsys, file):
    status, out, _ = run(capsys, "audit", "90%", "--from", "2025-01-01", "--to", "2025-01-31", "--input", str(file))
    assert status == 0
    assert out.startswith("90 % for January 2025 holds only with the lost counted: 90.0 % (99 of 110)")


def test_audit_without_a_figure_audits_what_others_printed(capsys, file):
    status, out, _ = run(capsys, "audit", "--input", str(file), "--csv")
    assert status == 0
    assert len(pd.read_csv(io.StringIO(out))) == len(ds.load_published()) + 2


@pytest.mark.parametrize(("arguments", "words"), [
    (["audit", "90%"], "a figure needs its period"),
    (["compare", "--by", "nigth"], "did you mean 'night'"),
    (["compare", "--rate", "97"], "is no rate; write 97% or 0.97"),
    (["check", "--checks", "partz"], "did you mean 'parts'"),
    (["audit", "--measure", "rates"], "did you mean 'rate'"),
])  # fmt: skip
def test_wrong_use_of_the_comparing_commands_ends_with_status_2(capsys, arguments, words):
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert words in err
