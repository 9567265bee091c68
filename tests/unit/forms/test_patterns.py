from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import patterns
from app.forms.patterns import matches
from app.forms.xpath import ExpressionError

EVIL = [
    "(a+)+", "(a|a)*", "(a|aa)+", "(.*)*b", "(a?){40}a{40}", "a*a*a*a*a*a*b", "(x+x+)+y",
    "(((((a{1000}){1000}){1000}){1000}){1000})", "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b",
]  # fmt: skip


@pytest.mark.parametrize("pattern", EVIL)
def test_a_catastrophic_pattern_ends_at_once(pattern: str) -> None:
    begun = time.process_time()
    assert not matches("a" * 60 + "!", pattern)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "(?P<x", "a{5,2}", "x" * 1_001])
def test_a_wrong_pattern_is_the_engines_own_error(pattern: str) -> None:
    with pytest.raises(ExpressionError):
        matches("abc", pattern)


@settings(max_examples=300, deadline=None)
@given(
    st.text("ab1 年", max_size=8),
    st.recursive(
        st.sampled_from(["a", "b", ".", "[^a]", "[a1]", r"\d", r"\s", "年", "^", "$"]),
        lambda inner: (
            st.builds("({}|{})".format, inner, inner)
            | st.builds("({}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}"]))
            | st.builds("{}{}".format, inner, inner)
        ),
        max_leaves=6,
    ),
)
def test_both_ways_of_matching_agree_with_pythons_own(text: str, pattern: str) -> None:
    tree = patterns.parser.parse(pattern, re.ASCII)
    reached = patterns.Positions(text).sequence(tree, {0})
    wanted = re.compile(pattern, re.ASCII).fullmatch(text) is not None
    assert (len(text) in reached) is wanted
    assert matches(text, pattern) is wanted
