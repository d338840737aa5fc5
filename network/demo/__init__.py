"""The demonstration network: six fictional centres, their people, offers and needs."""
