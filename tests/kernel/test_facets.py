"""Counting with bits agrees with counting one by one, for any rows, readers and order of events."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from network.kernel.actor import SYSTEM, VISITOR, Actor, Role, Standing
from network.kernel.facets import FacetIndex, bits, positions

OWNERS = [UUID(int=n) for n in range(1, 5)]
KEYS = [UUID(int=n) for n in range(100, 110)]
TAGS = ["red", "green", "blue"]


@dataclass(frozen=True)
class Row:
    """One row as the plain model keeps it."""

    key: UUID
    owner: UUID
    since: Standing
    tags: Mapping[str, Standing]

    def is_seen_by(self, actor: Actor) -> bool:
        return actor.standing_to_centre(self.owner) >= self.since

    def shows(self, actor: Actor, tag: str) -> bool:
        is_shown = tag in self.tags and actor.standing_to_centre(self.owner) >= self.tags[tag]
        return is_shown and self.is_seen_by(actor)


STANDINGS = st.sampled_from(list(Standing))
ROWS = st.builds(
    Row,
    st.sampled_from(KEYS),
    st.sampled_from(OWNERS),
    STANDINGS,
    st.dictionaries(st.sampled_from(TAGS), STANDINGS),
)
SOME_OWNERS = st.frozensets(st.sampled_from(OWNERS))


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    own = draw(SOME_OWNERS)
    network = draw(st.frozensets(st.sampled_from([Role.EDITOR, Role.NETWORK_ADMIN])))
    return Actor(
        person_id=UUID(int=1),
        roles={owner: frozenset({Role.STAFF}) for owner in own},
        network_roles=network,
        contact_ids=draw(SOME_OWNERS) - own,
    )


ACTORS = st.one_of(st.just(VISITOR), st.just(SYSTEM), actors())
STEPS = st.lists(
    st.one_of(ROWS, st.sampled_from(KEYS), st.sampled_from(OWNERS)), min_size=1, max_size=40
)


def built(steps: list[Row | UUID]) -> tuple[FacetIndex[Row], dict[UUID, Row]]:
    """The same rows put and removed in the index and in the plain model, newest last."""
    index: FacetIndex[Row] = FacetIndex()
    model: dict[UUID, Row] = {}
    for step in steps:
        if isinstance(step, Row):
            index.put(step.key, step, step.owner, step.since, step.tags)
            model.pop(step.key, None)
            model[step.key] = step
        elif step in OWNERS:
            index.remove_owned_by(step)
            model = {key: row for key, row in model.items() if row.owner != step}
        else:
            index.remove(step)
            model.pop(step, None)
    return index, model


@given(STEPS, ACTORS)
def test_a_reader_sees_and_counts_exactly_what_the_plain_model_shows(
    steps: list[Row | UUID], actor: Actor
) -> None:
    index, model = built(steps)
    view = index.view(actor)

    assert list(view.rows(view.seen())) == [r for r in model.values() if r.is_seen_by(actor)]
    for tag in TAGS:
        shown = [row for row in model.values() if row.shows(actor, tag)]
        assert list(view.rows(view.tagged(tag))) == shown
        assert view.count(tag, view.seen()) == len(shown)


@given(STEPS, ACTORS, st.sets(st.sampled_from(TAGS)))
def test_any_of_several_tags_is_the_sum_of_what_each_shows(
    steps: list[Row | UUID], actor: Actor, tags: set[str]
) -> None:
    index, model = built(steps)
    view = index.view(actor)

    found = list(view.rows(view.any_of(tags)))

    assert found == [row for row in model.values() if any(row.shows(actor, t) for t in tags)]


@given(STEPS, ACTORS)
def test_a_nearer_reader_never_sees_less(steps: list[Row | UUID], actor: Actor) -> None:
    index, _ = built(steps)
    visitor, reader, system = (index.view(one) for one in (VISITOR, actor, SYSTEM))

    assert visitor.seen() & ~reader.seen() == 0
    assert reader.seen() & ~system.seen() == 0


@given(STEPS)
def test_rows_are_kept_by_key_and_removed_ones_leave_only_their_places(
    steps: list[Row | UUID],
) -> None:
    index, model = built(steps)

    assert {key: index.get(key) for key in KEYS} == {key: model.get(key) for key in KEYS}
    assert index.wasted == len(index.rows) - len(model)


@given(STEPS, st.sets(st.sampled_from(KEYS)))
def test_a_set_of_keys_holds_those_that_are_here(steps: list[Row | UUID], keys: set[UUID]) -> None:
    index, model = built(steps)
    view = index.view(SYSTEM)

    assert {row.key for row in view.rows(view.mask_of(keys))} == keys & set(model)


@given(st.sets(st.integers(0, 300)))
def test_a_set_of_places_comes_back_in_order(places: set[int]) -> None:
    assert list(positions(bits(places))) == sorted(places)
