"""From words as typed to what is stored: all languages, what means the same, what was mistyped.

Pure: the vocabulary that is needed is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from network.adapters.search.asking import Asked, Piece
from network.adapters.search.query import Alternative, Clause, Phrase
from network.kernel import thesaurus, words

_SAME_LANGUAGE, _OTHER_LANGUAGE, _FILED = 0.9, 0.85, 0.8
_MENDED, _BEGUN = 0.75, 0.7
_MOST_CLAUSES = 8
LONGEST_LEARNT = 40  # letters of a word that the vocabulary keeps


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the index knows of the words of one query.

    `spelled` are the stored words of a spelling, `begun` those of unfinished words, `mended` those
    of words nobody wrote, with the spelling tried instead.
    """

    spelled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stored: frozenset[str] = frozenset()
    begun: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mended: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def tokens_of(self, word: str) -> frozenset[str]:
        """What a typed word stands for, by its stems and by its spelling."""
        known = (self.spelled.get(s, frozenset()) for s in words.surfaces(word))
        return frozenset(words.variants(word)).union(*known)

    def knows(self, word: str) -> bool:
        """Whether anybody wrote this word."""
        if len(word) > LONGEST_LEARNT:
            return True
        is_spelled = any(s in self.spelled for s in words.surfaces(word))
        return is_spelled or not self.stored.isdisjoint(words.variants(word))


@dataclass(frozen=True, slots=True)
class _Read:
    """A piece of the query with everything it may stand for."""

    piece: Piece
    tokens: frozenset[str]
    quality: float


def clauses(
    asked: Iterable[Piece], lexicon: Lexicon, prefers: Sequence[str] = ()
) -> tuple[Clause, ...]:
    """What the pieces of a query ask for, words that name a subject together being one clause."""
    found: list[Clause] = []
    run: list[_Read] = []
    for piece in asked:
        if piece.is_phrase:
            found += _of_words(run, prefers)
            found.append(_of_phrase(piece, lexicon, prefers))
            run = []
        else:
            run.append(_read(piece, lexicon))
    return tuple([*found, *_of_words(run, prefers)][:_MOST_CLAUSES])


def without(asked: Iterable[Piece], lexicon: Lexicon) -> tuple[Clause, ...]:
    """What must not stand in a text: the words themselves, not what means the same."""
    return tuple(
        Clause(_phrases(piece, lexicon))
        if piece.is_phrase
        else Clause((_own([_read(piece, lexicon)]),))
        for piece in asked
    )


def unknown(asked: Asked, lexicon: Lexicon) -> list[str]:
    """The words of a query that nobody wrote."""
    typed = [p.words[0] for p in asked.wanted if not p.is_phrase and not p.is_begun]
    return [word for word in typed if not lexicon.knows(word)]


def is_subject(word: str) -> bool:
    """Whether the thesaurus has this word by itself."""
    return bool(thesaurus.subjects([frozenset(words.variants(word))]))


def _read(piece: Piece, lexicon: Lexicon) -> _Read:
    word = piece.words[0]
    begun = lexicon.begun.get(word, frozenset())
    own = lexicon.tokens_of(word)
    if piece.is_begun:
        return _Read(piece, begun or own, 1.0)
    if begun:
        return _Read(piece, begun | own, _BEGUN)
    if word in lexicon.mended:
        return _Read(piece, lexicon.mended[word][1], _MENDED)
    return _Read(piece, own, 1.0)


def _of_words(run: Sequence[_Read], prefers: Sequence[str]) -> list[Clause]:
    named = thesaurus.subjects([read.tokens for read in run], prefers)
    found, at = [], 0
    for subject in named:
        found += [_clause([read], ()) for read in run[at : subject.start]]
        found.append(_clause(run[subject.start : subject.end], subject.codes))
        at = subject.end
    return found + [_clause([read], ()) for read in run[at:]]


def _clause(run: Sequence[_Read], codes: Sequence[str]) -> Clause:
    own = _own(run)
    in_title = any(read.piece.field == "title" for read in run)
    return Clause((own, *_meanings(codes, own.groups)), float(len(run)), in_title)


def _own(run: Sequence[_Read]) -> Alternative:
    groups = tuple(tuple((token,) for token in sorted(read.tokens)) for read in run)
    return Alternative(groups, min(read.quality for read in run))


def _of_phrase(piece: Piece, lexicon: Lexicon, prefers: Sequence[str]) -> Clause:
    telling = [word for word in piece.words if not words.is_silent(word)]
    reads = [lexicon.tokens_of(word) for word in telling]
    named = thesaurus.subjects(reads, prefers) if reads else []
    codes = named[0].codes if len(named) == 1 and named[0].end == len(reads) else ()
    own = _phrases(piece, lexicon)
    groups = own[0].groups if own else ()
    return Clause(
        (*own, *_meanings(codes, groups)), float(len(piece.words)), piece.field == "title"
    )


def _phrases(piece: Piece, lexicon: Lexicon) -> tuple[Alternative, ...]:
    """A phrase as each language stores it, its small words left out as they are there."""
    found: list[Phrase] = []
    for language in (*words.LANGUAGES, ""):
        tokens = tuple(
            _in_language(word, language, lexicon)
            for word in piece.words
            if not words.is_silent_in(word, language)
        )
        if tokens and tokens not in found:
            found.append(tokens)
    return (Alternative((tuple(found),)),)


def _in_language(word: str, language: str, lexicon: Lexicon) -> str:
    """What a language stores for a word, however it was spelled."""
    token = words.token(word, language)
    if token in lexicon.stored:
        return token
    spelled = lexicon.spelled.get(words.surface(word, language), frozenset())
    return next((t for t in sorted(spelled) if t[:1] == token[:1]), token)


def _meanings(codes: Sequence[str], own: tuple[tuple[Phrase, ...], ...]) -> list[Alternative]:
    """Everything else the subjects are called, and the texts filed under them."""
    typed = {token for group in own for phrase in group for token in phrase}
    letters = {token[:1] for token in typed}
    found = []
    for code in codes:
        found.append(Alternative((((thesaurus.code_token(code),),),), _FILED, "", "=" + code))
        for name in thesaurus.names(code):
            if typed.issuperset(name.tokens):
                continue
            quality = _SAME_LANGUAGE if name.tokens[0][:1] in letters else _OTHER_LANGUAGE
            found.append(Alternative(((name.tokens,),), quality, name.language, name.text))
    return found
