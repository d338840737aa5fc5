"""Saved searches: what somebody wants to be told of when it appears."""
