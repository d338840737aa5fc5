"""Taking passages out of a text: what is left is part of what was there, and nothing is added."""

import re

# Letters of scripts that put no spaces between words count one by one.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def passages_taken_out(before: str, after: str) -> int | None:
    """How many passages are missing in `after`; None if it says anything that `before` does not.

    Only words count, so that dots or brackets may stand where something was taken out.
    """
    left, count, is_gap = _WORD.findall(after), 0, False
    place = 0
    for word in _WORD.findall(before):
        is_kept = place < len(left) and left[place] == word
        place += is_kept
        count += not is_kept and not is_gap
        is_gap = not is_kept
    return count if place == len(left) else None
