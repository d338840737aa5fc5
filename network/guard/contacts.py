"""Ways to reach somebody: e-mail addresses, phone links and names in messengers."""

import re
from collections.abc import Iterator

from network.guard.innocent import blank
from network.guard.reading import Reading
from network.guard.reasons import Reason, Sign

_AT = re.compile(r" ?[\[({<] ?(?:at|arroba|arobase|собака|ат|@|et|ათ|آت) ?[\])}>] ?", re.IGNORECASE)
_DOT_WORDS = "dot|punto|point|точка|pika|tačka|тачка"
_DOT = re.compile(rf" ?[\[({{<] ?(?:{_DOT_WORDS}|\.) ?[\])}}>] ?", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b([\w.+-]{2,64}) (?:at|arroba|arobase|собака) ([\w-]{2,40})"
    rf" (?:{_DOT_WORDS}) ([a-z]{{2,10}})\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,64}) {0,2}@ {0,2}"
    r"([\w-]{1,63}(?: ?\. ?[\w-]{1,63}){0,4} ?\. ?[^\W\d_]{2,24})"
)
_PHONE_LINK = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send\?phone=|tel:|viber://\w{1,10}\?number=)\W{0,4}\d{7,15}"
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{2,40}")
_PROFILE = re.compile(
    r"(?:t\.me|facebook\.com|fb\.com|instagram\.com|vk\.com|ok\.ru)/[\w.?=/-]{3,100}"
)
_PRIVATE_HOSTS = re.compile(
    r"gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|protonmail|proton|pm|mail"
    r"|yandex|ya|gmx|web|aol|tutanota|tuta|rambler|bk|inbox|list|mailfence|zoho|laposte|orange"
)
_ROLES = re.compile(
    r"(?:info|contact|kontakt|contacto|office|bureau|oficina|zyra|ofisi|kancelarija|secretar|sekret"
    r"|admin|support|help|hello|training|train|formation|formacion|trajnim|obuk|seminar|workshop"
    r"|event|registration|register|inscri|library|team|mail|post|supervis|exchange"
    r"|intercambio|echange|conference|press|media|jobs|hr|research|editor|journal|publicat"
    r"|network|reception|centre|center|centro|programme|program|project|coordina|noreply|dpo|privacy)"
)


def contacts(whole: str, reading: Reading) -> Iterator[Sign]:
    """Addresses in the whole text, of which the reading has links and references blanked."""
    yield from _emails(whole, reading)
    yield from _links(whole, reading)
    yield from _handles(reading.text, reading)


def without_contacts(text: str) -> str:
    """The text with its addresses blanked, of the same length."""
    return _HANDLE.sub(blank, _EMAIL.sub(blank, text))


def plainly(text: str) -> str:
    """The text with addresses that are written in words turned into signs."""
    if "@" not in text:
        text = _SPOKEN.sub(r"\1@\2.\3", text)
    return _DOT.sub(".", _AT.sub("@", text)) if re.search(r"[\[({<]", text) else text


def _emails(text: str, reading: Reading) -> Iterator[Sign]:
    for found in _EMAIL.finditer(text):
        host = found[2].replace(" ", "").lower().split(".")[0]
        is_role = _ROLES.match(found[1].lower()) is not None
        is_private = _PRIVATE_HOSTS.fullmatch(host) is not None
        if reading.personal(reading.sentence_at(found.start())):
            yield Sign(Reason.EMAIL, is_certain=True)
        elif not is_role:
            yield Sign(Reason.EMAIL, is_certain=is_private)
        elif is_private:
            yield Sign(Reason.EMAIL)


def _links(text: str, reading: Reading) -> Iterator[Sign]:
    if _PHONE_LINK.search(text):
        yield Sign(Reason.PHONE, is_certain=True)
    for found in _PROFILE.finditer(text):
        if reading.personal(reading.sentence_at(found.start())):
            yield Sign(Reason.ACCOUNT, is_certain=True)


def _handles(text: str, reading: Reading) -> Iterator[Sign]:
    for found in _HANDLE.finditer(text):
        sentence = reading.sentence_at(found.start())
        is_personal = reading.personal(sentence) > 0
        is_private = reading.tells(sentence, "phone") and not reading.tells(sentence, "follow")
        if is_personal or is_private:
            yield Sign(Reason.ACCOUNT, is_certain=is_personal)
