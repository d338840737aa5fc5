"""What was learned: items with versions and translations, reviewed, sealed and passed on."""
