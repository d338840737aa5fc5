"""The house's front: pages that compose slices, middleware, error pages."""
