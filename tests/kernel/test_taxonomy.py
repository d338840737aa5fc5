"""The closed lists: sound data files, stable codes, and nothing in the code that they lack."""

import csv
import re
from itertools import chain
from pathlib import Path

import pytest

import network
from network.kernel import taxonomy
from network.kernel.i18n import LANGUAGES, speaking
from network.kernel.resources import resource

PACKAGE = Path(network.__file__).parent
WITHOUT_OTHER = {
    "deliveries",
    "regions",
    "safety_levels",
}  # closed for good: nothing is beside them
PREFIXES = {
    "approaches": "AP",
    "client_groups": "CG",
    "competencies": "IP",
    "deliveries": "DL",
    "disciplines": "DI",
    "knowledge_types": "KT",
    "orientations": "OR",
    "professions": "PR",
    "purposes": "EX",
    "services": "SV",
    "supervision_functions": "SF",
    "supervision_modalities": "SM",
    "supervision_models": "SD",
    "supervision_types": "ST",
    "themes": "TH",
    "workshop_types": "WT",
}
CODE = re.compile(rf"[\"']((?:{'|'.join(PREFIXES.values())})-[A-Z0-9]+)[\"']")

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    path = PACKAGE / "kernel" / "taxonomy" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ALL = {name: rows(name) for name in taxonomy.taxonomies()}
EVERY = list(chain.from_iterable(ALL.values()))
CODES = {row["code"] for row in EVERY}


def test_every_list_has_the_same_columns() -> None:
    wanted = ["code", "label_en", "parent", "definition", "sort", "deprecated_by"]

    assert {name: list(found[0]) for name, found in ALL.items()} == dict.fromkeys(ALL, wanted)


def test_a_code_stands_in_one_list_only_and_there_once() -> None:
    assert len(CODES) == len(EVERY)


@pytest.mark.parametrize(("name", "prefix"), PREFIXES.items())
def test_a_code_says_which_list_it_is_of(name: str, prefix: str) -> None:
    wrong = [r["code"] for r in ALL[name] if not re.fullmatch(f"{prefix}-[A-Z0-9]+", r["code"])]

    assert wrong == []


@pytest.mark.parametrize("name", ALL)
def test_parents_and_replacements_are_of_the_same_list(name: str) -> None:
    own = {row["code"] for row in ALL[name]}
    named = {row[column] for row in ALL[name] for column in ("parent", "deprecated_by")} - {""}

    assert named - own == set()


def test_no_code_is_its_own_parent_or_replaces_itself() -> None:
    assert [r["code"] for r in EVERY if r["code"] in (r["parent"], r["deprecated_by"])] == []


def test_what_replaces_a_code_is_still_offered() -> None:
    replaced = [row["code"] for row in EVERY if row["deprecated_by"]]

    assert {taxonomy.current(code) for code in replaced} & set(replaced) == set()


@pytest.mark.parametrize("name", ALL)
def test_a_list_ends_with_other_unless_nothing_can_be_beside_it(name: str) -> None:
    last = max(ALL[name], key=lambda row: int(row["sort"]))

    assert last["code"].endswith("-OTH") is (name not in WITHOUT_OTHER)


@pytest.mark.parametrize("name", ALL)
def test_the_order_of_a_list_is_clear_and_its_labels_are_told_apart(name: str) -> None:
    places = [int(row["sort"]) for row in ALL[name]]
    labels = [row["label_en"].casefold() for row in ALL[name]]

    assert places == sorted(set(places))
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("column", ["label_en", "definition"])
def test_texts_are_trimmed_and_call_nobody_a_victim(column: str) -> None:
    texts = [row[column] for row in EVERY]

    assert [t for t in texts if t != t.strip() or "  " in t] == []
    assert [t for t in texts if re.search(r"victim|patient", t, re.IGNORECASE)] == []


def test_every_code_has_a_label() -> None:
    assert [row["code"] for row in EVERY if not row["label_en"]] == []


def test_every_code_in_the_programme_stands_in_a_list() -> None:
    files = [*PACKAGE.rglob("*.py"), *resource("templates").rglob("*.html")]
    used = {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}

    assert used
    assert used - CODES == set()


def test_a_list_offers_its_terms_in_order_without_those_replaced() -> None:
    for name, found in ALL.items():
        offered = [row["code"] for row in found if not row["deprecated_by"]]
        assert [term.code for term in taxonomy.terms(name)] == offered


def test_a_code_is_named_in_the_readers_language_or_stays_bare() -> None:
    assert taxonomy.label("TH-IP") == "Istanbul Protocol"
    assert taxonomy.labels(["TH-IP", "XX-NONE"]) == ["Istanbul Protocol", "XX-NONE"]
    with speaking("en-XA"):
        assert taxonomy.label("TH-IP").startswith("[Íštáñbúl")


def test_a_code_is_found_under_its_names_in_all_languages() -> None:
    names = taxonomy.label_in_every_language("EX-STUDY")

    assert names[0] == "Study visit"
    assert 1 <= len(names) <= len(LANGUAGES)


def test_codes_know_their_list_and_their_order() -> None:
    assert taxonomy.taxonomy_of("TH-IP") == "themes"
    assert taxonomy.taxonomy_of("XX-NONE") is None
    assert taxonomy.current("XX-NONE") == "XX-NONE"
    assert taxonomy.sorted_codes(["TH-GSR", "TH-RTR", "TH-IP"]) == ["TH-IP", "TH-RTR", "TH-GSR"]
    assert taxonomy.codes("regions") == {row["code"] for row in ALL["regions"]}
