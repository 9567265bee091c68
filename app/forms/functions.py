"""The functions of the expression language: one table, assembled from the topics.

A row is a name, how many arguments it takes, and how arguments become a value. Arguments arrive as
closures, so that ``if`` works out only the branch it takes.
"""

from __future__ import annotations

from app.forms.functions_dates import DATE_FUNCTIONS
from app.forms.functions_nodes import NODE_FUNCTIONS
from app.forms.functions_numbers import NUMBER_FUNCTIONS
from app.forms.functions_places import PLACE_FUNCTIONS
from app.forms.functions_text import TEXT_FUNCTIONS
from app.forms.signature import Function

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for topic in (
        TEXT_FUNCTIONS,
        NUMBER_FUNCTIONS,
        DATE_FUNCTIONS,
        NODE_FUNCTIONS,
        PLACE_FUNCTIONS,
    )
    for function in topic
}
