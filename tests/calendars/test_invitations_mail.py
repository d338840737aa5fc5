"""Invitations as they arrive: the bytes a real mail server took, read by programs not ours."""

import json
import re
import shutil
import subprocess
import warnings
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest

from network.calendars.actions import invites
from network.calendars.models.feeds import Channel, Detail, Entry
from network.calendars.reactions import supervision as reactions
from network.kernel import clock, zones
from network.kernel.i18n import LANGUAGES
from network.notifications import actions as notifications
from network.notifications import mailing
from network.notifications.models import QueuedMail
from network.people.models import Person
from tests.calendar_makers import HOUR, book, cancelled, make_pair, moved
from tests.calendars.telling_words import telling_words
from tests.factories import actor, make_centre, make_member
from tests.mailbox import Mailbox, Taken, part_of

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
START = datetime(2027, 3, 20, 14, tzinfo=UTC)
NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[1] / "engines" / "occurrences.mjs"
DISCREET = [Detail.BUSY, Detail.NEUTRAL]
ALLOWED_NAMES = {
    "ATTENDEE", "BEGIN", "CALSCALE", "DTEND", "DTSTAMP", "DTSTART", "END", "LAST-MODIFIED",
    "METHOD", "ORGANIZER", "PRODID", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID", "VERSION",
}  # fmt: skip


async def invite(person: Person, detail: Detail = Detail.NEUTRAL) -> None:
    await invites.choose(await actor(person), Channel.MAIL, detail)


async def a_life(mailbox: Mailbox, detail: Detail, *people: Person) -> list[Taken]:
    """A session that is booked, moved and cancelled, for people of whom the last gets mail."""
    with clock.at(NOW):
        await invite(people[-1], detail)
        session_id = await book(*people, at=START)
        change = moved(session_id, *people, at=START, to=START + HOUR, revision=1)
        await reactions.session_moved(change)
        end = cancelled(session_id, *people, at=START + HOUR, revision=2)
        await reactions.session_cancelled(end)
        return await mailbox.send()


async def test_the_parts_stand_as_mail_programs_want_them(mailbox: Mailbox) -> None:
    request, *_ = await a_life(mailbox, Detail.NEUTRAL, *await make_pair())

    parts = [part.get_content_type() for part in request.message.walk()]
    [calendar] = [p for p in request.message.walk() if p.get_content_type() == "text/calendar"]
    [file] = list(request.message.iter_attachments())
    assert parts == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert calendar["Content-Type"].params == {
        "method": "REQUEST",
        "charset": "UTF-8",
        "component": "VEVENT",
    }
    assert calendar["Content-Disposition"] is None
    assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
    assert part_of(request.message, "application/ics") == request.calendar


async def test_request_update_and_cancellation_are_of_one_event(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()

    mails = await a_life(mailbox, Detail.NEUTRAL, ana, ben)

    uid = (await Entry.get(person=ben)).uid
    assert [mail.gist for mail in mails] == [
        ("REQUEST", ben.email, 0),
        ("REQUEST", ben.email, 1),
        ("CANCEL", ben.email, 2),
    ]
    assert [mail.event["UID"] for mail in mails] == [uid] * 3
    assert [str(m.event["STATUS"]) for m in mails] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [m.event["DTSTART"].dt for m in mails] == [START, START + HOUR, START + HOUR]
    stamps = [mail.event["DTSTAMP"].dt for mail in mails]
    assert stamps == sorted(set(stamps))


async def test_the_portal_invites_and_wants_no_answer(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()

    request, *_ = await a_life(mailbox, Detail.NEUTRAL, ana, ben)

    address = parseaddr(mailbox.settings.mail_from)[1]
    guest = request.event["ATTENDEE"]
    assert parseaddr(request.message["From"])[1] == address
    assert request.event["ORGANIZER"] == f"mailto:{address}"
    assert guest == f"mailto:{ben.email}"
    assert dict(guest.params) == {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


async def test_the_calendar_part_keeps_to_the_grammar(mailbox: Mailbox) -> None:
    for mail in await a_life(mailbox, Detail.FULL, *await make_pair()):
        lines = mail.calendar.split(b"\r\n")

        assert lines[0] == b"BEGIN:VCALENDAR"
        assert lines[1] == f"METHOD:{mail.gist[0]}".encode()
        assert lines[-2:] == [b"END:VCALENDAR", b""]
        assert max(map(len, lines)) <= 75
        assert b"\n" not in mail.calendar.replace(b"\r\n", b"")
        assert mail.calendar.count(b"BEGIN:VEVENT") == 1
        assert b"TZID" not in mail.calendar
        times = re.findall(rb"\r\nDT(?:START|END|STAMP)(.*?)(?=\r)", mail.calendar)
        assert [bool(re.fullmatch(rb":\d{8}T\d{6}Z", time)) for time in times] == [True] * 3


@pytest.mark.parametrize("detail", Detail)
async def test_each_copy_is_for_one_person_and_names_no_other(
    detail: Detail, mailbox: Mailbox
) -> None:
    lead = await make_member(name="Ana Leader")
    group = [await make_member(name=f"Guest{n} Family{n}") for n in range(4)]
    with clock.at(NOW):
        for person in group:
            await invite(person, detail)
        await book(lead, *group, at=START, kind="group")
        mails = await mailbox.send()

    everybody = {lead, *group}
    assert sorted(mail.recipients[0] for mail in mails) == sorted(p.email for p in group)
    for mail in mails:
        text = _readable(mail)
        [reader] = [p for p in group if [p.email] == mail.recipients]
        others = everybody - {reader, lead} if detail is Detail.FULL else everybody - {reader}
        secrets = [s for p in others for s in (p.email, *p.name.split())] + [lead.email]
        assert mail.message["To"] == reader.email
        assert not {"cc", "bcc"} & {name.lower() for name in mail.message}
        assert [secret for secret in secrets if secret in text] == []


def _readable(mail: Taken) -> str:
    """Everything of a mail that can be read, decoded, but for who sent it."""
    message = mail.message
    texts = [str(message["Subject"]), str(message["Message-ID"]), mail.calendar.decode()]
    texts += [p.get_content() for p in message.walk() if p.get_content_type()[:6] == "text/p"]
    texts += [p.get_content() for p in message.walk() if p.get_content_type() == "text/html"]
    return "\n".join(texts).replace("\r\n ", "")


async def test_full_says_what_and_with_whom_but_never_in_the_subject(mailbox: Mailbox) -> None:
    request, _update, cancel = await a_life(mailbox, Detail.FULL, *await make_pair())

    assert str(request.event["SUMMARY"]) == "Individual supervision: Ana Leader"
    assert [m.message["Subject"] for m in (request, cancel)] == [
        "Meeting 1",
        "Cancelled: Meeting 1",
    ]
    assert "Ana" not in part_of(request.message, "text/plain").decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("detail", DISCREET)
async def test_a_discreet_mail_tells_nothing(
    detail: Detail, language: str, mailbox: Mailbox
) -> None:
    centre = await make_centre(name="Tbilisi House of Hope", town="Tbilisi", zone="Asia/Tbilisi")
    ana = await make_member(centre, name="Ana Leader", zone="Asia/Tbilisi", language=language)
    ben = await make_member(name="Ben Guest", zone="Africa/Cairo", language=language)
    mails = await a_life(mailbox, detail, ana, ben)
    with clock.at(NOW):
        await book(ana, ben, at=START + 9 * HOUR)
        await invites.choose(await actor(ben), Channel.FEED, detail)
        mails += await mailbox.send()

    text = "\n".join(_readable(mail) for mail in mails).replace(ben.email, "")
    names = ("Ana", "Ben", "Leader", "Guest", "House of Hope")
    places = {part for zone in zones.zone_names() - {"UTC"} for part in zone.split("/")}
    words = set(re.findall(r"\w+", text))
    assert len(mails) == 5
    assert telling_words(text) == []
    assert [name for name in names if name in text] == []
    assert words & {p for p in places if p[:1].isupper() and len(p) > 4} == set()


@pytest.mark.parametrize("detail", DISCREET)
async def test_a_discreet_calendar_part_holds_nothing_but_time_and_title(
    detail: Detail, mailbox: Mailbox
) -> None:
    for mail in await a_life(mailbox, detail, *await make_pair()):
        unfolded = mail.calendar.decode().replace("\r\n ", "").split("\r\n")
        names = {re.split("[;:]", line)[0] for line in unfolded if line}

        assert names == ALLOWED_NAMES
        assert "portal.test" not in mail.calendar.decode().replace("mailto:portal@portal.test", "")


async def test_other_programs_read_what_is_meant(mailbox: Mailbox) -> None:
    mails = await a_life(mailbox, Detail.NEUTRAL, *await make_pair())

    meant = [
        (START, START + HOUR, "Meeting 1", "CONFIRMED"),
        (START + HOUR, START + 2 * HOUR, "Meeting 1", "CONFIRMED"),
        (START + HOUR, START + 2 * HOUR, "Cancelled: Meeting 1", "CANCELLED"),
    ]
    assert [_by_vobject(mail.calendar.decode()) for mail in mails] == meant
    assert [_by_icalendar(mail) for mail in mails] == meant


def _by_vobject(text: str) -> tuple[Any, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import vobject  # noqa: PLC0415 (it warns while it is imported)

        event = vobject.readOne(text, validate=True).vevent
    when = [value.astimezone(UTC) for value in (event.dtstart.value, event.dtend.value)]
    return (*when, event.summary.value, event.status.value)


def _by_icalendar(mail: Taken) -> tuple[Any, ...]:
    event = mail.event
    assert not event.errors
    when = event["DTSTART"].dt, event["DTEND"].dt
    return (*when, str(event["SUMMARY"]), str(event["STATUS"]))


@pytest.mark.skipif(NODE is None, reason="ical.js needs Node")
async def test_ical_js_reads_what_is_meant(mailbox: Mailbox) -> None:
    mails = await a_life(mailbox, Detail.NEUTRAL, *await make_pair())

    read = []
    for mail in mails:
        done = subprocess.run(  # noqa: ASYNC221 (a test may wait)
            [str(NODE), str(SCRIPT)],
            input=mail.calendar,
            capture_output=True,
            check=True,
            timeout=30,
        )
        read += [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert read == [
        ["2027-03-20T14:00:00Z", "2027-03-20T15:00:00Z", "Meeting 1", "CONFIRMED"],
        ["2027-03-20T15:00:00Z", "2027-03-20T16:00:00Z", "Meeting 1", "CONFIRMED"],
        ["2027-03-20T15:00:00Z", "2027-03-20T16:00:00Z", "Cancelled: Meeting 1", "CANCELLED"],
    ]


async def test_the_same_mail_is_the_same_bytes(mailbox: Mailbox) -> None:
    ana, ben = await make_pair()
    with clock.at(NOW):
        await invite(ben)
        await book(ana, ben, at=START)
        mail = await QueuedMail.get(kind="calendar")
        letter = notifications.opened(mail)
        assert letter is not None
        first, second = (
            mailing.message(mail, letter, mailbox.settings.mail_from).as_bytes() for _ in range(2)
        )

    assert first == second


async def test_times_are_those_of_the_session_whatever_the_reader_s_zone(
    mailbox: Mailbox,
) -> None:
    ana, ben = await make_member(zone="Asia/Tokyo"), await make_member(zone="America/Lima")
    with clock.at(NOW):
        await invite(ana)
        await invite(ben)
        await book(ana, ben, at=START, minutes=50)
        mails = await mailbox.send()

    times = {(m.event["DTSTART"].dt, m.event["DTEND"].dt) for m in mails}
    assert (len(mails), times) == (2, {(START, START + timedelta(minutes=50))})
