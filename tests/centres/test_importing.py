"""Understanding files of centres, without a database: encodings, columns, rows, hostile cells."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.centres import importing
from network.centres.models import Centre, CentreState
from network.kernel.errors import Invalid

FULL = (
    "name,acronym,city,country_code,region,timezone,website,languages,expertise,network,kind\n"
    "Harbour House,HH,Kisumu,KE,SSA,Africa/Nairobi,https://harbour.example,en;sw,SV-MED;SV-LEG,"
    "IRCT,centre\n"
)


def _plan(text: str, existing: list[Centre] | None = None, duplicates: str = "skip") -> Any:
    table = importing.read(text.encode())
    mapping = importing.guess_mapping(table.header)
    columns = len(table.header)
    return importing.plan(table.rows, columns, mapping, existing or [], duplicates)


def _row(**cells: str) -> importing.Plan:
    """The plan of a file with one row."""
    given = {"name": "Harbour House", "country": "KE", "region": "SSA", "zone": "Africa/Nairobi"}
    given |= cells
    plans = _plan(",".join(given) + "\n" + ",".join(f'"{c}"' for c in given.values()))
    return plans[0]  # type: ignore[no-any-return]


def _codes(one: importing.Plan, level: str) -> list[str]:
    return [m["code"] for m in one.messages if m["level"] == level]


def test_a_whole_row_becomes_a_centre_without_a_word() -> None:
    (one,) = _plan(FULL)

    assert (one.number, one.outcome, one.messages) == (2, "add", [])
    assert one.values == {
        "name": "Harbour House",
        "acronym": "HH",
        "town": "Kisumu",
        "country": "KE",
        "region": "SSA",
        "zone": "Africa/Nairobi",
        "website": "https://harbour.example",
        "languages": ["en", "sw"],
        "codes": ["SV-MED", "SV-LEG"],
        "networks": "IRCT",
        "kind": "centre",
    }


@pytest.mark.parametrize(
    "encoded",
    [
        "name\nMaison Émeraude".encode(),
        "name\nMaison Émeraude".encode("utf-8-sig"),
        "name\nMaison Émeraude".encode("cp1252"),
        "name\r\nMaison Émeraude\r\n".encode(),
        "nom;ville\nMaison Émeraude;Lyon".encode(),
        "Nom\tVille\nMaison Émeraude\tLyon".encode(),
        '"name"\n"Maison Émeraude"'.encode(),
        "name\n  Maison   Émeraude  \n".encode(),
        '\nname\n\n"Maison\nÉmeraude"\n\n'.encode(),
    ],
)
def test_files_of_different_programs_are_read_alike(encoded: bytes) -> None:
    table = importing.read(encoded)
    (one,) = importing.plan(
        table.rows, len(table.header), importing.guess_mapping(table.header), [], "skip"
    )

    assert (one.outcome, one.values["name"]) == ("add", "Maison Émeraude")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name",
        b"name\n",
        b"name\n\n\n",
        "name\nMaison".encode("utf-16"),
        b"PK\x03\x04\x00\x00xlsx",
        b"name\nbad\x81letters",
        b"name\n" + b"x" * 2_001,
        b"name\n" + b"x" * 200_000,
        b"name\n" + b"x\n" * 5_001,
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        importing.read(content)

    assert caught.value.fields["file"].endswith(".")


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (["name", "city"], {"0": "name", "1": "town"}),
        (["Nom", "Ville", "Pays"], {"0": "name", "1": "town", "2": "country"}),
        (["NAME ", "Time Zone"], {"0": "name", "1": "zone"}),
        (["name", "Name"], {"0": "name"}),
        (["foo", ""], {}),
    ],
)
def test_columns_are_recognised_by_their_headings_each_field_once(
    header: list[str], mapping: dict[str, str]
) -> None:
    assert importing.guess_mapping(header) == mapping


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        ({"name": ""}, ["missing"]),
        ({"name": "x" * 201}, ["too_long"]),
        ({"name": "Har\u202ebour"}, ["invisible"]),
        ({"town": "Kis\x07umu"}, ["invisible"]),
        ({"country": "Kenya"}, ["unknown_country"]),
        ({"country": "UK"}, ["unknown_country"]),
        ({"region": "AFRICA"}, ["unknown_region"]),
        ({"zone": "Nairobi"}, ["unknown_zone"]),
        ({"zone": "../../etc/passwd"}, ["unknown_zone"]),
        ({"website": "harbour.example"}, ["bad_website"]),
        ({"website": "javascript:alert(1)"}, ["bad_website"]),
        ({"website": "https://"}, ["bad_website"]),
        ({"website": "https://[x"}, ["bad_website"]),
        ({"website": "https://a.example/<script>"}, ["bad_website"]),
        ({"email": "desk at harbour"}, ["bad_mailbox"]),
        ({"languages": "en;klingon"}, ["unknown_language"]),
        ({"expertise": "SV-MED;SV-NONE;XX"}, ["unknown_code", "unknown_code"]),
        ({"expertise": "EX-STUDY"}, ["unknown_code"]),
        ({"kind": "pub"}, ["unknown_kind"]),
        ({"country": "XX", "region": "YY"}, ["unknown_country", "unknown_region"]),
    ],
)
def test_a_broken_cell_breaks_its_row_and_says_why(
    cells: dict[str, str], errors: list[str]
) -> None:
    one = _row(**cells)

    assert (one.outcome, _codes(one, "error")) == ("error", errors)
    assert all(importing.explain(message) for message in one.messages)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ({"country": "ke"}, {"country": "KE"}),
        ({"region": "ssa"}, {"region": "SSA"}),
        ({"kind": "Programme"}, {"kind": "programme"}),
        ({"languages": "EN, en|fr"}, {"languages": ["en", "fr"]}),
        ({"expertise": "sv-med;SV-MED"}, {"codes": ["SV-MED"]}),
    ],
)
def test_small_differences_of_writing_do_not_matter(
    cells: dict[str, str], values: dict[str, object]
) -> None:
    one = _row(**cells)

    assert one.outcome == "add"
    assert values.items() <= one.values.items()


def test_what_a_centre_still_has_to_say_is_noted_not_refused() -> None:
    one = _row(country="", region="", zone="")

    assert (one.outcome, _codes(one, "note")) == ("add", ["incomplete"] * 3)


def test_a_missing_time_zone_is_taken_from_the_country_and_said() -> None:
    one = _row(zone="")

    assert (one.values["zone"], _codes(one, "note")) == ("Africa/Nairobi", ["zone_from_country"])


def test_the_same_centre_twice_in_a_file_breaks_the_second_row() -> None:
    plans = _plan("name,country\nHarbour House,KE\nHárbour  HOUSE,KE\nHarbour House,TZ\n")

    assert [one.outcome for one in plans] == ["add", "error", "add"]
    assert importing.explain(plans[1].messages[-1]) == "The same centre stands in row 2 too."


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = importing.read(b'\nname,city\n\n"Harbour\nHouse",Kisumu\n,\nHill,Quito\n')

    plans = importing.plan(table.rows, 2, {"0": "name"}, [], "skip")

    assert table.header == ["name", "city"]
    assert [(one.number, one.values["name"]) for one in plans] == [
        (4, "Harbour House"),
        (6, "Hill"),
    ]


def test_a_time_zone_is_not_guessed_for_a_centre_that_has_one() -> None:
    known = Centre(name="Harbour House", name_key="harbour house", country="KE", region="SSA")
    zoned = Centre(name="Hill House", name_key="hill house", zone="Africa/Kampala", region="SSA")

    plans = _plan("name,country\nHarbour House,KE\nHill House,KE\n", [known, zoned], "update")

    assert [one.values.get("zone") for one in plans] == ["Africa/Nairobi", None]
    assert [_codes(one, "note") for one in plans] == [["zone_from_country", "exists"], ["exists"]]


def test_a_row_with_more_cells_than_the_heading_is_broken() -> None:
    plans = _plan("name,country\nHarbour, House,KE\nHill,KE,,\n")

    assert [one.outcome for one in plans] == ["error", "add"]


@pytest.mark.parametrize("duplicates", importing.DUPLICATES)
@pytest.mark.parametrize(
    ("state", "country", "outcome"),
    [
        (CentreState.DRAFT, "KE", ""),
        (CentreState.DRAFT, "", ""),
        (CentreState.DRAFT, "TZ", "add"),
        (CentreState.CONFIRMED, "KE", "skip"),
        (CentreState.CLOSED, "KE", "skip"),
    ],
)
def test_a_known_draft_is_treated_as_chosen_and_a_confirmed_entry_left_alone(
    state: CentreState, country: str, outcome: str, duplicates: str
) -> None:
    known = Centre(name="Harbour House", name_key="harbour house", country=country, state=state)

    (one,) = _plan("name,country\nHARBOUR HOUSE,KE\n", [known], duplicates)

    assert one.outcome == (outcome or duplicates)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        table = importing.read(content)
    except Invalid:
        return

    assert table.rows


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=14), min_size=1, max_size=5))
def test_any_cells_give_one_plan_for_each_row_that_can_be_explained(rows: list[list[str]]) -> None:
    mapping = {str(number): name for number, name in enumerate(importing.FIELDS)}
    numbered = dict(enumerate(rows, start=2))

    plans = importing.plan(numbered, len(mapping), mapping, [], "skip")

    assert [one.number for one in plans] == list(numbered)
    assert all(importing.explain(message) for one in plans for message in one.messages)
    assert sum(importing.count(plans).values()) == len(rows)


@given(
    st.sampled_from(["http://", "HTTPS://", "javascript:", "//", "https:"]), st.text(max_size=40)
)
def test_what_counts_as_a_web_address_can_be_linked_without_harm(start: str, rest: str) -> None:
    address = start + rest

    if importing.is_web_address(address):
        assert address.lower().startswith(("http://", "https://"))
        assert not set(address) & set("<>\"'\\ \n\t")
