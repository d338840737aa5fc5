"""What the search keeps of centres and people."""

from typing import TYPE_CHECKING
from uuid import UUID

from network.adapters import search
from network.centres import queries, rules
from network.centres.models import Centre
from network.db import transaction
from network.kernel import taxonomy
from network.kernel.actor import Level, Standing
from network.people import policy as account_policy
from network.people import queries as accounts

if TYPE_CHECKING:
    from network.people.models import Person


async def search_entries(after: UUID | None, most: int) -> list[search.Entry]:
    """What the search keeps of the centres that follow one, for building it anew."""
    query = Centre.filter(id__gt=after) if after else Centre.all()
    rows = await query.order_by("id").limit(most)
    return [search.Entry("centre", row.id, row.id, documents(row)) for row in rows]


async def person_entries(after: UUID | None, most: int) -> list[search.Entry]:
    """What the search keeps of the people that follow one, for building it anew."""
    found = await accounts.people_after(after, most)
    work = await queries.centres_of(person.id for person in found)
    return [
        search.Entry("person", person.id, at[0].id if at else person.id, documents)
        for person in found
        for at in [work.get(person.id, [])]
        for documents in [_person_documents(person, at) if _is_found(person, at) else []]
    ]


def documents(centre: Centre) -> list[search.Document]:
    """What each audience may find: every one sees its own fields and those of the wider ones."""
    audiences = {
        Level.ONLY_ME: [search.own(centre.id), search.SECRETARIAT],
        Level.CONTACTS: [search.contacts_of(centre.id)],
        Level.MEMBERS: [search.MEMBERS],
        Level.PUBLIC: [search.PUBLIC],
    }
    return [
        document
        for level, names in audiences.items()
        if rules.is_seen_from(centre, level.needs)
        for document in _documents_of(centre, level, names)
    ]


def _documents_of(centre: Centre, level: Level, audiences: list[str]) -> list[search.Document]:
    """One for each language the centre has a text in, so that its words are known for what they
    are.
    """

    def shows(field: str) -> bool:
        return rules.level_of(centre, field).shows(level.needs)

    codes = [code for code in centre.codes if shows(taxonomy.taxonomy_of(code) or "themes")]
    labels = [label for code in codes for label in taxonomy.label_in_every_language(code)]
    title = [centre.name, centre.acronym, centre.town if shows("town") else ""]
    texts = centre.texts if shows("about") else {}
    return [
        search.Document(
            audiences=audiences,
            language=language,
            title=" ".join(filter(None, title)),
            body=text,
            keywords="\n".join(labels),
            codes=codes,
        )
        for language, text in (texts or {"en": ""}).items()
    ]


async def index_person(person_id: UUID) -> None:
    """Bring the search up to date with a person, as others may find them."""
    person = await accounts.get_any_person(person_id)
    at = (await queries.centres_of([person_id])).get(person_id, [])
    async with transaction():
        if _is_found(person, at):
            documents = _person_documents(person, at)
            await search.put("person", person_id, at[0].id, documents)
        else:
            await search.remove("person", person_id)


def _is_found(person: "Person", at: list[Centre]) -> bool:
    return bool(at) and person.is_findable and not person.is_disabled


def _person_documents(person: "Person", at: list[Centre]) -> list[search.Document]:
    near = [name for c in at for name in (search.own(c.id), search.contacts_of(c.id))]
    audiences = {Standing.CONTACT: near, Standing.MEMBER: [search.MEMBERS, search.SECRETARIAT]}
    return [
        search.Document(
            audiences=names,
            language=person.language,
            title=accounts.shown_name(
                person, rules.shown_name(at[0], standing), taxonomy.label(at[0].region)
            ),
            keywords=" ".join(_person_words(person, standing)),
        )
        for standing, names in audiences.items()
    ]


def _person_words(person: "Person", standing: Standing) -> list[str]:
    def sees(field: str) -> bool:
        return account_policy.can_see_field(standing, person, field)

    found = [person.position] if accounts.shows_position(person) else []
    if sees("profession") and person.profession:
        found += taxonomy.label_in_every_language(person.profession)
        found.append(queries.person_word("p", person.profession))
    if sees("languages"):
        found += [queries.person_word("l", entry["code"]) for entry in person.languages]
    if sees("about"):
        found.append(person.about)
    return found
