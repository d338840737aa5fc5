"""What people are told about, on which channel and when, as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel.actor import VISITOR, Actor, Role
from network.kernel.i18n import LANGUAGES, speaking
from network.kernel.ids import uuid7
from network.notifications import phrases, policy, rules
from network.notifications.models import Channel, Notice

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
MAIL, DIGEST, PORTAL = Channel


@pytest.mark.parametrize(
    ("topic", "chosen", "channel"),
    [
        ("access", None, MAIL),
        ("access", "portal", MAIL),
        ("access", "digest", MAIL),
        ("requests", None, MAIL),
        ("requests", "digest", DIGEST),
        ("requests", "portal", MAIL),
        ("matches", None, DIGEST),
        ("matches", "portal", PORTAL),
        ("matches", "mail", MAIL),
        ("people", None, PORTAL),
        ("people", "pigeon", PORTAL),
        ("network", "", DIGEST),
    ],
)
def test_a_choice_counts_where_the_topic_leaves_one(
    topic: str, chosen: str | None, channel: Channel
) -> None:
    assert rules.channel_for(topic, chosen) is channel


@pytest.mark.parametrize(
    ("topic", "channel"),
    [("access", MAIL), ("requests", DIGEST), ("answers", DIGEST), ("matches", PORTAL)],
)
def test_one_click_leaves_what_cannot_be_switched_off(topic: str, channel: Channel) -> None:
    assert rules.quietest(topic) is channel


def test_every_kind_of_notice_has_a_topic_a_choice_and_words() -> None:
    assert set(rules.TOPIC_OF) == phrases.kinds()
    assert set(rules.TOPIC_OF.values()) == set(rules.CHOICES) == set(phrases.TOPICS)
    assert set(phrases.CHANNELS) == set(Channel)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(rules.TOPIC_OF))
def test_every_notice_has_words_in_every_language(kind: str, language: str) -> None:
    values = {
        "role": "%(role)s",
        "n": 2,
        **dict.fromkeys(("at", "was", "until", "language", "days"), "x"),
    }

    with speaking(language):
        named = phrases.phrase(kind, centre="Cedar 100%", **values)
        other = phrases.phrase(kind, centre="Heron", **values)

    assert named
    assert "%(centre)s" not in named
    assert named.replace("Cedar 100%", "Heron") == other


@pytest.mark.parametrize(
    ("hour", "zone", "last", "day"),
    [
        (6, "UTC", None, None),
        (7, "UTC", None, TODAY),
        (7, "UTC", YESTERDAY, TODAY),
        (7, "UTC", TODAY, None),
        (23, "UTC", None, TODAY),
        (0, "UTC", YESTERDAY, None),
        (1, "Asia/Kathmandu", None, None),
        (2, "Asia/Kathmandu", None, TODAY),
        (11, "America/Los_Angeles", YESTERDAY, None),
        (15, "America/Los_Angeles", YESTERDAY, TODAY),
        (20, "Pacific/Auckland", TODAY, date(2026, 11, 24)),
        (12, "Nowhere/Land", None, TODAY),
    ],
)
def test_the_digest_is_due_once_a_day_from_the_reader_s_morning(
    hour: int, zone: str, last: date | None, day: date | None
) -> None:
    assert rules.digest_day(NOW.replace(hour=hour), zone, last) == day


@given(
    hours=st.integers(0, 4 * 365 * 24),
    zone=st.sampled_from(["Europe/Berlin", "Africa/Cairo", "Pacific/Apia", "America/St_Johns"]),
)
def test_whoever_looks_every_ten_minutes_sends_one_digest_a_day_and_none_at_night(
    hours: int, zone: str
) -> None:
    start, last, sent = NOW + timedelta(hours=hours), None, []

    for step in range(3 * 144):
        if day := rules.digest_day(start + timedelta(minutes=10 * step), zone, last):
            last = day
            sent.append(day)

    assert len(set(sent)) == len(sent)
    assert len(sent) in (3, 4)


def test_a_mail_is_tried_ever_later_for_about_a_working_day() -> None:
    waits = [rules.next_try(NOW, n) - NOW for n in range(1, rules.MOST_ATTEMPTS)]

    assert [int(w.total_seconds() // 60) for w in waits] == [2, 4, 8, 16, 32, 64, 128]
    assert rules.next_try(NOW, 30) - NOW == timedelta(hours=6)


def test_a_notice_is_for_one_person_and_the_queue_for_the_secretariat() -> None:
    me, you = uuid7(), uuid7()
    notice = Notice(person_id=me)
    admin = Actor(person_id=you, network_roles=frozenset({Role.NETWORK_ADMIN}))
    coordinator = Actor(person_id=me, roles={uuid7(): frozenset({Role.COORDINATOR})})

    readers = [policy.can_read(actor, notice) for actor in (coordinator, admin, VISITOR)]
    managers = [policy.can_see_mail_queue(actor) for actor in (coordinator, admin, VISITOR)]

    assert readers == [True, False, False]
    assert managers == [False, True, False]
