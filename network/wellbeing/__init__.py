"""Check-ins on strain: private for the person, safely summed up for centres and the network."""
