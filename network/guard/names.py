"""Names and initials of people the work is about: behind a word for a client, a title, "named".

A name alone is nobody's secret: texts are full of authors, trainers and towns. What counts is the
word in front of it, or a sentence that tells a person's story.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from network.guard.initials import initials_at
from network.guard.reading import Reading, Word
from network.guard.reasons import Reason, Sign
from network.guard.shapes import Run, is_known, run_at

_ANCHORS = ("client", "clients", "named", "called", "mr", "rank", "family", "label")
_APPOSITION = 5  # words
_SUBJECTS = {"client", "clients", "person", "family"}


@dataclass(frozen=True, slots=True)
class _Anchor:
    kind: str
    at: int
    end: int


def names(reading: Reading) -> Iterator[Sign]:
    """What names and initials tell."""
    taken: set[int] = set()
    for anchor in _anchors(reading):
        yield from _behind(anchor, reading, taken)
    for at in range(len(reading.words)):
        if at not in taken:
            yield from _alone(at, reading)


def _anchors(reading: Reading) -> Iterator[_Anchor]:
    words = reading.words
    for at, word in enumerate(words):
        for kind in _ANCHORS:
            if kind in word.tags and not (at + 1 < len(words) and _goes_on(words, at, kind)):
                yield _Anchor(kind, at, at + 1)


def _goes_on(words: list[Word], at: int, kind: str) -> bool:
    """Whether the next word belongs to the same phrase, so that the name comes later."""
    return kind in words[at + 1].tags and words[at + 1].sentence == words[at].sentence


def _behind(anchor: _Anchor, reading: Reading, taken: set[int]) -> Iterator[Sign]:
    judge = _JUDGES[anchor.kind]
    if run := run_at(reading, anchor.end, anchor.kind):
        taken.update(range(run.start, run.end))
        if anchor.kind == "client" or not run.is_reference:
            yield from judge(anchor, run, reading)
    elif anchor.kind in _WITH_INITIALS:
        found = initials_at(reading, anchor.end)
        if found.letters:
            taken.update(range(anchor.end, found.end))
            yield Sign(Reason.INITIALS, is_certain=found.letters > 1 and found.has_dots)


def _of_client(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    """A client's name is certain, unless the word for a client begins the title of something."""
    word = reading.words[anchor.at]
    is_title = word.is_capital and word.has_case and reading.is_english
    if run.is_known or (run.is_full and not is_title):
        yield Sign(Reason.NAME, is_certain=True)
    elif not is_title or (run.is_full and _begins_sentence(anchor.at, reading)):
        yield Sign(Reason.NAME)


def _begins_sentence(at: int, reading: Reading) -> bool:
    return at == 0 or reading.words[at - 1].sentence != reading.words[at].sentence


def _of_clients(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    del anchor, reading
    if run.is_known:
        yield Sign(Reason.NAME, is_certain=True)


def _named(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    has_subject = reading.tells(reading.words[anchor.at].sentence, *_SUBJECTS)
    yield Sign(Reason.NAME, is_certain=has_subject or run.is_known or run.is_full)


def _called(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    """Projects and towns are called something too; people when a word for one stands before."""
    before = reading.words[max(0, anchor.at - 5) : anchor.at]
    has_subject = any(word.tags & _SUBJECTS for word in before)
    if run.is_known or has_subject:
        yield Sign(Reason.NAME, is_certain=has_subject or run.is_full)


def _titled(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    """Trainers and ministers have titles too: their sentence tells what they do."""
    sentence = reading.words[anchor.at].sentence
    if reading.personal(sentence) > reading.professional(sentence):
        is_name = run.is_known or run.is_full or reading.words[run.start].has_case
        yield Sign(Reason.NAME, is_certain=is_name or reading.tells(sentence, "event"))
    elif not reading.tells(sentence, "work", "law") and not _has_role(anchor, run, reading):
        yield Sign(Reason.NAME)


def _has_role(anchor: _Anchor, run: Run, reading: Reading) -> bool:
    """Whether what somebody does at work stands next to the name."""
    near = reading.words[max(0, anchor.at - 3) : run.end + 6]
    sentence = reading.words[anchor.at].sentence
    return any("role" in word.tags for word in near if word.sentence == sentence)


def _ranked(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    if not reading.professional(reading.words[anchor.at].sentence) or run.is_known:
        yield Sign(Reason.NAME)


def _related(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    sentence = reading.words[anchor.at].sentence
    if run.is_known and reading.personal(sentence) >= reading.professional(sentence):
        yield Sign(Reason.NAME, is_certain=run.is_full)


def _labelled(anchor: _Anchor, run: Run, reading: Reading) -> Iterator[Sign]:
    """A form that was copied: `Name: Amina Hassan`."""
    gap = reading.text[reading.words[anchor.at].end : reading.words[run.start].start]
    if ":" in gap or run.is_known:
        yield Sign(Reason.NAME, is_certain=run.is_known or (run.is_full and ":" in gap))


_JUDGES = {
    "client": _of_client,
    "clients": _of_clients,
    "named": _named,
    "called": _called,
    "mr": _titled,
    "rank": _ranked,
    "family": _related,
    "label": _labelled,
}
_WITH_INITIALS = ("client", "named", "mr", "label")


def _alone(at: int, reading: Reading) -> Iterator[Sign]:
    """A known name, or initials, with nothing in front of it."""
    word = reading.words[at]
    if "given" in word.tags or is_known(word):
        run = run_at(reading, at, "alone")
        run = run or _small_pair(at, reading)
        if run and not run.is_reference and _is_somebodys_story(run, word.sentence, reading):
            yield Sign(Reason.NAME)
    elif len(word.text) == 1 and not word.is_number:
        yield from _lone_initials(at, reading)


def _small_pair(at: int, reading: Reading) -> Run | None:
    """Two known names typed without capitals: ahmed hassan."""
    pair = reading.words[at : at + 2]
    is_pair = all("given" in word.tags and word.has_case and not word.is_capital for word in pair)
    if len(pair) < 2 or not is_pair or reading.text[pair[0].end : pair[1].start] != " ":  # noqa: PLR2004
        return None
    return Run(at, at + 2, is_full=True, is_known=True, is_reference=False)


def _is_somebodys_story(run: Run, sentence: int, reading: Reading) -> bool:
    """Whether a sentence tells what happened to the person it names."""
    if reading.tells(sentence, "role", "work", "law"):
        return reading.personal(sentence) > reading.professional(sentence) + 1
    if reading.tells(sentence, "event", "symptom") or _is_by_client(run, reading):
        return True
    return run.is_full and reading.personal(sentence) > 0


def _is_by_client(run: Run, reading: Reading) -> bool:
    """Whether the name is explained: Fatou, 23, a client of ours."""
    near = reading.words[run.end : run.end + _APPOSITION]
    sentence = reading.words[run.start].sentence
    return any("client" in word.tags and word.sentence == sentence for word in near)


def _lone_initials(at: int, reading: Reading) -> Iterator[Sign]:
    """Two letters with dots, followed by an age or in somebody's story: M. R., 34."""
    found = initials_at(reading, at)
    if found.letters < 2 or not found.has_dots or found.is_before_name:  # noqa: PLR2004
        return
    following = reading.words[found.end] if found.end < len(reading.words) else None
    has_age = following is not None and 1 <= following.number <= 99  # noqa: PLR2004
    sentence = reading.words[at].sentence
    personal, professional = reading.personal(sentence), reading.professional(sentence)
    if (has_age and not professional) or personal > professional:
        yield Sign(Reason.INITIALS)
