"""What exists only while a vault is unlocked, and how one is made, opened and rescued.

A ``Machine`` is this laptop and its settings; an open ``Workspace`` is one person's vault on it:
the hold on its folder, the store, and as whom everything is done. While it is locked there is
none, so no code can forget to ask. Used by the window and the command line alike.
"""

from app.workspace.machine import Machine, store_keys
from app.workspace.opened import UNLOCKED, Workspace
from app.workspace.passwords import check_password, own_words, password_rules

__all__ = [
    "UNLOCKED",
    "Machine",
    "Workspace",
    "check_password",
    "own_words",
    "password_rules",
    "store_keys",
]
