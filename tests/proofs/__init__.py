"""Proofs that take minutes: real processes, real sockets, PostgreSQL, nginx, and faults put upon them.

``make prove PART=kills`` runs one and writes docs/proof/kills.md; each part runs for a few seconds
with every ``make test``, too (``test_short.py``).
"""
