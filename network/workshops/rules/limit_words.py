"""What a limit is called where nobody gave it a name.

Centres are never named by it: that would tell others where those work who do not show it.
"""

from network.kernel import taxonomy
from network.kernel.i18n import _, ngettext, series
from network.workshops.rules import names
from network.workshops.rules.seats import Block, Group, Why
from network.workshops.vocabulary import Axis


def group_name(group: Group) -> str:
    """A group by its name, its professions or regions, or else by what is counted."""
    return group.name or _labels(group.keys) or str(names.AXES[group.axis])


def told_block(block: Block, own_centre: str = "") -> str:
    """The limit that is in the way, with its number; `own_centre` is how that of whom it stops is
    called.
    """
    n = block.places
    if block.why is Why.CAPACITY:
        return ngettext("The only place (%(n)s) is taken.", "All %(n)s places are taken.", n)
    if block.why is Why.LINE or block.group is None:
        return _("Those who have waited longer come first.")
    name = block.group.name or _group_of(block, block.group, own_centre)
    if block.why is Why.MOST:
        return ngettext(
            "The place for %(group)s (%(n)s) is taken.",
            "The %(n)s places for %(group)s are taken.",
            n,
            group=name,
        )
    return ngettext(
        "%(n)s free place is kept for %(group)s.",
        "%(n)s free places are kept for %(group)s.",
        n,
        group=name,
    )


def _group_of(block: Block, group: Group, own_centre: str) -> str:
    """Without keys a limit holds for each alone, so it is full for one's own."""
    keys = group.keys or {block.key}
    if group.axis is not Axis.CENTRE:
        return _labels(keys)
    is_own = block.why is Why.MOST and len(keys) == 1
    return (own_centre or _("their centre")) if is_own else _("certain centres")


def _labels(keys: frozenset[str] | set[str]) -> str:
    known = [code for code in keys if taxonomy.taxonomy_of(code)]
    return series(taxonomy.labels(taxonomy.sorted_codes(known)))
