"""The county's half, as decisions over an ``Archive``: no network, SQL, clock, chance or threads.

``Registrar.answer`` is one request: whoever calls it has opened one transaction of the archive and
commits it before the answers leave (S7).
"""
