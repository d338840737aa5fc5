"""Reading the editions of a host agreement."""

from uuid import UUID

from network.exchanges.models.agreeing import AgreementEdition


async def newest_edition(visit_id: UUID) -> AgreementEdition | None:
    """The newest edition with its signatures, in force or void."""
    query = AgreementEdition.filter(visit_id=visit_id).order_by("-number")
    return await query.first().prefetch_related("signatures")


async def standing_editions(visit_id: UUID) -> list[AgreementEdition]:
    """The editions with the host that there is now; what was agreed with another is not theirs."""
    query = AgreementEdition.filter(visit_id=visit_id, voided_at=None).order_by("-number")
    return await query.prefetch_related("signatures")
