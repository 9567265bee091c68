"""The laptop's half, as steps that ask and are answered: no network, clock, chance or threads."""
