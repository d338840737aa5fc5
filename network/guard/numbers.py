"""Numbers of people: phones, documents, files, bank accounts; by their shape and the words near.

Figures are read as blobs: digits with what may stand between them. Each blob is judged once, by
the words in front of it first and by its shape second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from network.guard.reading import Reading, Word
from network.guard.reasons import Reason, Sign

_BLOB = re.compile(
    r"(?<![\d.,])(?:(?<!\w)([A-ZА-ЯЀ-Џ]{1,5})[-/ ]?)?"
    r"([(+]{0,2}\d(?:[-/. ()]{0,3}\d){0,45})"
    r"([-/ ]?[A-Z]{1,3}(?!\w))?"
)
_IBAN = re.compile(r"(?<!\w)([A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8})(?!\w)")
_CODE = re.compile(r"(?<!\w)(?=[\w/-]{0,20}\d)[A-Z][A-Z0-9]{0,6}(?:[-/][A-Z0-9]{1,10}){1,4}(?!\w)")
_MIXED = re.compile(r"(?<!\w)(?:[A-Z]{1,3}\d{5,9}[A-Z]?|\d{7,8}-?[A-Z])(?!\w)")
_LIST = re.compile(r"^0\.|\d / ?\d")  # a decimal fraction, or figures side by side
_POSTCODE = re.compile(r"\d{5}-\d{4}")
_GROUPED_BY_THREES = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3})+")
_PHONE_SHAPES = (
    re.compile(r"0[\d ()/.-]{8,20}"),
    re.compile(r"\(\d{2,5}\)[ -]?\d{2,4}[\d -]{2,10}"),
    re.compile(r"[2-9]\d\d[-. ]\d{3}[-. ]\d{4}"),
    re.compile(r"8[ (-]{1,2}\d{3}[) -]{1,2}\d{3}[- ]?\d\d[- ]?\d\d"),
    re.compile(r"5\d\d \d\d \d\d \d\d|5\d\d \d{3} \d{3}|5\d\d-\d\d-\d\d-\d\d"),
    re.compile(r"[67]\d\d \d\d \d\d \d\d|[67]\d\d \d{3} \d{3}"),
    re.compile(r"0?9\d\d \d{3} \d{3}"),
)
_MOBILES = {  # written together, without a zero in front
    "ka": re.compile(r"5\d{8}"),
    "ru": re.compile(r"[78]9\d{9}"),
    "es": re.compile(r"[67]\d{8}|9 ?\d{4} ?\d{4}"),
}
_OF_A_YEAR = re.compile(r"\d{1,6}[/-](?:19|20)\d\d|(?:19|20)\d\d[/-]\d{2,7}")
_SOCIAL = (
    re.compile(r"\d{3}-\d\d-\d{4}"),
    re.compile(r"\d{3}-\d{3}-\d{3}[ -]\d\d"),
    re.compile(r"[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?\d\d ?\d{3} ?\d{3}(?: ?\d\d)?"),
)
_NATIONAL = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:9\d\d|0[0-2]\d)\d{6}")
_BY_LETTER = "TRWAGMYFPDXBNJZSQVHLCKE"  # the check letter of Spanish documents
_NUMBER = {"no", "nr", "n", "br", "бр", "رقم", "номер", "number", "num", "numero", "ნომერი"}
_LONG, _SHORTEST_ID, _SHORTEST_FILE, _SHORTEST_PHONE = 9, 5, 4, 6
_NEAR, _CLOSE, _NEAR_BEHIND = 7, 4, 3  # words


@dataclass(frozen=True, slots=True)
class _Blob:
    start: int
    end: int
    raw: str
    letters: str
    tail: str

    @property
    def digits(self) -> str:
        return "".join(re.findall(r"\d", self.raw))

    @property
    def groups(self) -> list[str]:
        return re.findall(r"\d+", self.raw)


def numbers(reading: Reading, text: str) -> Iterator[Sign]:
    """What the numbers of a text tell; dates are blanked in `text` already."""
    for iban in _IBAN.finditer(text):
        if _is_iban(iban[1].replace(" ", "")):
            yield Sign(Reason.BANK_ACCOUNT, is_certain=True)
    yield from _codes(reading, text)
    for found in _BLOB.finditer(text):
        blob = _Blob(found.start(), found.end(), found[2], found[1] or "", found[3] or "")
        if not _is_plain_count(blob):
            yield from _judged(blob, reading)


def _is_iban(code: str) -> bool:
    """ISO 13616: the number, its head moved behind, leaves 1 when divided by 97."""
    turned = code[4:] + code[:4]
    return 15 <= len(code) <= 34 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1  # noqa: PLR2004


def _is_plain_count(blob: _Blob) -> bool:
    """Whether only small numbers or years stand here, as in 2019 2020 2021."""
    if blob.raw.startswith("+") or blob.letters:
        return False
    if all(len(g) == 4 and g[:2] in ("18", "19", "20") for g in blob.groups):  # noqa: PLR2004
        return True
    return len(blob.digits) < 3  # noqa: PLR2004


def _judged(blob: _Blob, reading: Reading) -> Iterator[Sign]:
    near = list(reading.before(blob.start + len(blob.letters), _NEAR))
    behind = list(reading.after(blob.end, _NEAR_BEHIND))
    told = _told(near, behind)
    if told in ("meeting", "orgno") or _is_measured(blob, behind, reading):
        return
    named = _by_word(told, blob, reading)
    yield from named or _by_shape(blob, reading)


def _told(near: list[Word], behind: list[Word]) -> str:
    if _is_clients_number(near):
        return "file"
    told = _nearest(near) or _nearest(behind)
    is_far = told == "file" and _nearest(near[:_CLOSE]) != "file"
    return "" if is_far else told


def _is_clients_number(near: list[Word]) -> bool:
    """Whether a client is numbered: detainee no. 5567."""
    is_numbered = bool(near) and near[0].key in _NUMBER
    return is_numbered and any("client" in word.tags for word in near[1:3])


def _nearest(words: list[Word]) -> str:
    """What the nearest word that tells of numbers says."""
    for word in words:
        for tag in ("meeting", "orgno", "id", "file", "phone"):
            if tag in word.tags:
                return tag
    return ""


def _is_measured(blob: _Blob, behind: list[Word], reading: Reading) -> bool:
    """Whether something is counted, as in 12 000 people."""
    if not behind or "unit" not in behind[0].tags:
        return False
    return not reading.text[blob.end : behind[0].start].strip()


def _by_word(told: str, blob: _Blob, reading: Reading) -> list[Sign]:
    size = len(blob.digits)
    if told == "phone" and _SHORTEST_PHONE < size <= 15:  # noqa: PLR2004
        return list(_phone(blob, reading))
    if told == "id" and size >= _SHORTEST_ID:
        return [Sign(Reason.ID_NUMBER, is_certain=True)]
    if told == "file" and _is_file_number(blob) and not _is_published(blob, reading):
        return [Sign(Reason.FILE_NUMBER, is_certain=True)]
    return []


def _is_file_number(blob: _Blob) -> bool:
    has_sign = re.search(r"\d[-/]\d", blob.raw) is not None
    has_letters = bool(blob.letters or blob.tail) and len(blob.digits) >= 3  # noqa: PLR2004
    return len(blob.digits) >= _SHORTEST_FILE or (has_sign and len(blob.digits) > 2) or has_letters  # noqa: PLR2004


def _is_published(blob: _Blob, reading: Reading) -> bool:
    """Whether a case number is a citation of a court's published judgment."""
    sentence = reading.sentence_at(blob.start)
    if reading.tells(sentence, "versus"):
        return True
    return reading.tells(sentence, "published") and not reading.tells(sentence, "client", "person")


def _phone(blob: _Blob, reading: Reading) -> Iterator[Sign]:
    """A phone number, unless it is said to be an office's or a helpline's."""
    sentence = reading.sentence_at(blob.start)
    is_private = reading.tells(sentence, "person", "event", "family")
    if is_private or not reading.tells(sentence, "helpline"):
        yield Sign(Reason.PHONE, is_certain=True)


def _by_shape(blob: _Blob, reading: Reading) -> Iterator[Sign]:
    size = len(blob.digits)
    if _is_phone(blob, reading.languages):
        yield from _phone(blob, reading)
    elif _OF_A_YEAR.fullmatch(blob.raw) and reading.personal(reading.sentence_at(blob.start)):
        yield Sign(Reason.FILE_NUMBER)
    elif any(shape.fullmatch(blob.raw) for shape in (*_SOCIAL, _NATIONAL)):
        yield Sign(Reason.ID_NUMBER, is_certain=True)
    elif _GROUPED_BY_THREES.fullmatch(blob.raw) or _POSTCODE.fullmatch(blob.raw):
        return
    elif max(map(len, blob.groups)) >= _LONG or (size >= _LONG and _is_even(blob)):
        yield Sign(Reason.ID_NUMBER)


def _is_even(blob: _Blob) -> bool:
    """Whether the groups are long enough to be one number and not a list of small ones."""
    is_list = _LIST.search(blob.raw) or blob.raw.count("/") > 1
    return not is_list and len(blob.groups) <= 4 and min(map(len, blob.groups)) >= 2  # noqa: PLR2004


def _is_phone(blob: _Blob, languages: tuple[str, ...]) -> bool:
    size, raw = len(blob.digits), blob.raw
    if blob.letters or _LIST.search(raw):
        return False
    if raw.lstrip("(").startswith(("+", "00")):
        return 8 <= size <= 17  # noqa: PLR2004
    if raw.startswith("0"):
        return 9 <= size <= 11  # noqa: PLR2004
    own = [_MOBILES[code] for code in languages if code in _MOBILES]
    return any(shape.fullmatch(raw) for shape in (*_PHONE_SHAPES, *own))


def _codes(reading: Reading, text: str) -> Iterator[Sign]:
    """Codes of letters and digits: passports, Spanish documents, files such as MH-2021-047."""
    for found in _MIXED.finditer(text):
        told = _nearest(list(reading.before(found.start(), _NEAR)))
        if told not in ("meeting", "orgno"):
            yield Sign(Reason.ID_NUMBER, is_certain=told == "id" or _has_check_letter(found[0]))
    for found in _CODE.finditer(text):
        near = list(reading.before(found.start(), 4))
        if sum(c.isdigit() for c in found[0]) >= 3 and _is_of_client(near):  # noqa: PLR2004
            yield Sign(Reason.FILE_NUMBER, is_certain=True)


def _is_of_client(near: list[Word]) -> bool:
    return any(word.tags & {"client", "file", "id"} for word in near)


def _has_check_letter(code: str) -> bool:
    digits = code.translate(str.maketrans("XYZ", "012"))[:8].rstrip("-")
    return digits.isdigit() and len(digits) == 8 and _BY_LETTER[int(digits) % 23] == code[-1]  # noqa: PLR2004
