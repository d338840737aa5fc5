"""Telling people: notices inside the portal, discreet mail, and a digest in the morning."""
