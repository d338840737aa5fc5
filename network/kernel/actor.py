"""Who is asking: the person, their roles, and how near they stand to somebody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person may do, always at one centre, or for the whole network."""

    STAFF = "staff"
    COORDINATOR = "centre_coordinator"
    SUPERVISOR = "supervisor"
    ORGANISER = "workshop_organiser"
    EDITOR = "knowledge_editor"
    FOCAL_POINT = "safety_focal_point"
    GUEST = "guest"
    NETWORK_ADMIN = "network_admin"


CENTRE_ROLES = (
    Role.STAFF,
    Role.COORDINATOR,
    Role.SUPERVISOR,
    Role.ORGANISER,
    Role.FOCAL_POINT,
    Role.GUEST,
)
NETWORK_ROLES = (Role.NETWORK_ADMIN, Role.EDITOR, Role.FOCAL_POINT)
SECOND_FACTOR_ROLES = frozenset(
    {Role.COORDINATOR, Role.SUPERVISOR, Role.NETWORK_ADMIN, Role.EDITOR, Role.FOCAL_POINT}
)


class Standing(IntEnum):
    """How near a viewer stands to the owner of a field; each standing includes those below it."""

    VISITOR = 0
    MEMBER = 1
    CONTACT = 2
    OWN = 3


class Level(StrEnum):
    """To whom an owner shows a field."""

    ONLY_ME = "only_me"
    CONTACTS = "contacts"
    MEMBERS = "members"
    PUBLIC = "public"

    @property
    def needs(self) -> Standing:
        """The least standing that sees a field of this level."""
        return _NEEDS[self]

    def shows(self, standing: Standing) -> bool:
        """Whether a viewer of this standing sees the field."""
        return standing >= self.needs


_NEEDS = {
    Level.ONLY_ME: Standing.OWN,
    Level.CONTACTS: Standing.CONTACT,
    Level.MEMBERS: Standing.MEMBER,
    Level.PUBLIC: Standing.VISITOR,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a signed-in person, a visitor without a name, or the system itself.

    Loaded once for each request, so a role taken away acts on the next one.
    """

    person_id: UUID | None = None
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    network_roles: frozenset[Role] = frozenset()
    contact_ids: frozenset[UUID] = frozenset()

    @property
    def centre_ids(self) -> frozenset[UUID]:
        """The centres this person works at."""
        return frozenset(self.roles)

    @property
    def is_member(self) -> bool:
        """Whether this is somebody of the network: staff of a centre, or of the secretariat."""
        return bool(self.roles or self.network_roles)

    @property
    def is_secretariat(self) -> bool:
        return Role.NETWORK_ADMIN in self.network_roles

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles may only be used after a second factor."""
        return not SECOND_FACTOR_ROLES.isdisjoint(self.all_roles)

    @property
    def all_roles(self) -> frozenset[Role]:
        return self.network_roles.union(*self.roles.values())

    @property
    def coordinated_ids(self) -> frozenset[UUID]:
        """The centres this person coordinates."""
        return frozenset(c for c, roles in self.roles.items() if Role.COORDINATOR in roles)

    def works_at(self, centre_id: UUID) -> bool:
        return centre_id in self.roles

    def coordinates(self, centre_id: UUID) -> bool:
        return Role.COORDINATOR in self.roles.get(centre_id, frozenset())

    def standing_to_centre(self, centre_id: UUID) -> Standing:
        """How near this actor stands to a centre; the secretariat stands as near as its staff."""
        if self.works_at(centre_id) or self.is_secretariat:
            return Standing.OWN
        if centre_id in self.contact_ids:
            return Standing.CONTACT
        return Standing.MEMBER if self.is_member else Standing.VISITOR

    def role_at(self, centre_id: UUID | None) -> Role | None:
        """The role that explains an act at a centre, for the audit trail."""
        held = self.roles.get(centre_id, frozenset()) if centre_id else frozenset()
        for role in (*CENTRE_ROLES[1:], Role.STAFF):
            if role in held:
                return role
        return next((r for r in NETWORK_ROLES if r in self.network_roles), None)


VISITOR = Actor()
SYSTEM = Actor(network_roles=frozenset({Role.NETWORK_ADMIN}))
