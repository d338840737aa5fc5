"""People and their access: accounts, invitations, sign-in, sessions, second factors."""
