"""`fumao search`: files in, a run out; bad lines are told and stop nothing; indexes are kept and extended."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

DATA = Path(__file__).parents[1] / "data" / "search"
DOCS, QUERIES, BANK = (str(DATA / f"{name}.jsonl") for name in ("docs", "queries", "bank"))


def _search(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["search", *map(str, words)])


def _rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def _write(path: Path, *records: object) -> Path:
    lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_run_has_a_line_per_hit(tmp_path: Path) -> None:
    out = tmp_path / "run.tsv"
    result = _search("--corpus", DOCS, "--queries", QUERIES, "--bank", BANK, "--top", "3", "-o", out)
    assert (result.exit_code, result.output) == (0, "")
    rows = _rows(out.read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == ["1", "1", "1", "2", "2", "3", "3", "3"]
    assert [row[2] for row in rows] == ["1", "2", "3", "1", "2", "1", "2", "3"]
    assert [row[1] for row in rows if row[2] == "1"] == ["b3", "n1", "b3"]
    assert all(float(rows[n][3]) >= float(rows[n + 1][3]) for n in (0, 1, 3, 5, 6))


def test_without_a_file_to_write_the_run_is_printed() -> None:
    result = _search("--corpus", DOCS, "--queries", QUERIES, "--top", "1")
    assert [row[1] for row in _rows(result.stdout)][:2] == ["b3", "n1"]


def test_gzip_is_read_whatever_the_name(tmp_path: Path) -> None:
    plain = _search("--corpus", DOCS, "--queries", QUERIES)
    for name in ("docs.jsonl.gz", "docs"):
        packed = tmp_path / name
        packed.write_bytes(gzip.compress(Path(DOCS).read_bytes()))
        assert _search("--corpus", packed, "--queries", QUERIES).output == plain.output


def test_a_bad_line_is_told_with_its_number_and_stops_nothing(tmp_path: Path) -> None:
    good = {"id": "x", "title": "", "text": "饮水机每周清洗。"}
    bad = [
        "{",
        "[]",
        {"id": "y"},
        {"text": "无号"},
        {"id": "x", "text": "重号"},
        {"id": "a\tb", "text": "号"},
    ]
    corpus = _write(tmp_path / "docs.jsonl", *bad[:4], good, "", *bad[4:])
    queries = _write(
        tmp_path / "q.jsonl", {"id": 1, "q": "饮水机"}, {"id": 2, "q": " "}, {"id": 1, "q": "水"}
    )
    result = _search("--corpus", corpus, "--queries", queries)
    assert result.exit_code == 0
    assert [row[:3] for row in _rows(result.stdout)] == [["1", "x", "1"]]
    places = [line.partition("：")[0] for line in result.stderr.splitlines()]
    assert places == ["q.jsonl:2", "q.jsonl:3", *(f"docs.jsonl:{n}" for n in (1, 2, 3, 4, 7, 8))]
    assert "id “x” 前面已经有了" in result.stderr


def test_ids_that_the_bank_cites_in_vain_are_told(tmp_path: Path) -> None:
    lines = [
        {"q": "卡不见了怎么补", "gold": ["nowhere", "b3"]},
        {"q": "谁", "gold": ["no"]},
        {"q": "谁", "gold": []},
    ]
    bank = _write(tmp_path / "bank.jsonl", *lines)
    result = _search("--corpus", DOCS, "--queries", QUERIES, "--bank", bank, "--top", "1")
    assert result.exit_code == 0
    assert ["3", "b3", "1"] in [row[:3] for row in _rows(result.stdout)]
    told = result.stderr.splitlines()
    assert [line.partition("：")[0] for line in told] == ["bank.jsonl:1", "bank.jsonl:2", "bank.jsonl:3"]
    assert "nowhere" in told[0]


def test_a_kept_index_is_opened_again_and_gives_the_same_run(tmp_path: Path) -> None:
    wanted = ("--corpus", DOCS, "--queries", QUERIES, "--bank", BANK)
    plain = _search(*wanted).stdout
    made = _search(*wanted, "--index", tmp_path / "index")
    opened = _search(*wanted, "--index", tmp_path / "index")
    alone = _search("--queries", QUERIES, "--bank", BANK, "--index", tmp_path / "index")
    assert "共 12 条" in made.stderr
    assert made.stdout == opened.stdout == alone.stdout == plain
    assert opened.stderr == alone.stderr == ""


def test_documents_are_added_to_a_kept_index(tmp_path: Path) -> None:
    lines = Path(DOCS).read_text(encoding="utf-8").splitlines()
    some, more = _write(tmp_path / "some.jsonl", *lines[:5]), _write(tmp_path / "more.jsonl", *lines[4:])
    assert _search("--corpus", some, "--index", tmp_path / "index").exit_code == 0
    added = _search("--add", more, "--index", tmp_path / "index")
    assert added.stderr.splitlines()[:2] == [
        "more.jsonl:1：id “b5” 前面已经有了。",
        "添加了 7 条，共 12 条。",
    ]
    whole = _search("--corpus", DOCS, "--queries", QUERIES)
    assert _search("--index", tmp_path / "index", "--queries", QUERIES).stdout == whole.stdout


def test_a_corpus_that_grew_at_its_end_is_only_topped_up(tmp_path: Path) -> None:
    lines = Path(DOCS).read_text(encoding="utf-8").splitlines()
    some = _write(tmp_path / "some.jsonl", *lines[:5])
    _search("--corpus", some, "--index", tmp_path / "index")
    grown = _search("--corpus", DOCS, "--queries", QUERIES, "--index", tmp_path / "index")
    assert grown.stdout == _search("--corpus", DOCS, "--queries", QUERIES).stdout
    assert grown.stderr.startswith("索引已存到")
    assert "不是这份条文的" in _search("--corpus", some, "--index", tmp_path / "index").stderr


def test_a_broken_index_is_rebuilt_from_the_corpus_or_told(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    _search("--corpus", DOCS, "--index", folder)
    (folder / "index.json").write_text("{", encoding="ascii")
    alone = _search("--queries", QUERIES, "--index", folder)
    assert (alone.exit_code, "--corpus" in alone.stderr) == (2, True)
    rebuilt = _search("--corpus", DOCS, "--queries", QUERIES, "--index", folder)
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, _search("--corpus", DOCS, "--queries", QUERIES).stdout)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--queries", QUERIES],
        ["--corpus", DOCS],
        ["--corpus", "nowhere.jsonl", "--queries", QUERIES],
        ["--corpus", DOCS, "--queries", QUERIES, "-o", str(DATA)],
        ["--corpus", DOCS, "--queries", QUERIES, "--add", DOCS + ".no"],
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(words: list[str]) -> None:
    result = _search(*words)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.output


def test_a_gzip_file_that_breaks_off_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "docs.jsonl.gz"
    broken.write_bytes(gzip.compress(Path(DOCS).read_bytes())[:-20])
    result = _search("--corpus", broken, "--queries", QUERIES)
    assert (result.exit_code, "docs.jsonl.gz" in result.stderr) == (2, True)


def test_no_conversation_waits_for_numpy() -> None:
    code = "import sys, bot.cli, bot.opening; bot.opening.open_pack(None); print('numpy' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
