"""Forms made to be hard: many questions, a long chain, one answer that many follow."""

from __future__ import annotations


def wide(count: int) -> bytes:
    """``count`` number questions, each with a calculation of its own, and three sums over all."""
    names = [f"q{number}" for number in range(count)]
    total = " + ".join(f"coalesce(/data/{name}, 0)" for name in names[:20])
    binds = [_number(name) for name in names]
    binds += [_calculation(f"c_{name}", f"/data/{name} * 2 + 1") for name in names]
    binds += [_calculation(f"sum{number}", total) for number in range(3)]
    calculated = [f"c_{name}" for name in names] + ["sum0", "sum1", "sum2"]
    return _form(names + calculated, binds, names)


def chain(count: int) -> bytes:
    """One question; calculation n is calculation n − 1 and one."""
    links = [f"c{number}" for number in range(count)]
    before = ["q", *links[:-1]]
    binds = [_number("q")]
    binds += [
        _calculation(name, f"/data/{other} + 1") for name, other in zip(links, before, strict=True)
    ]
    return _form(["q", *links], binds, ["q"])


def fan(count: int) -> bytes:
    """One question that ``count`` calculations read."""
    names = [f"c{number}" for number in range(count)]
    binds = [_number("q")]
    binds += [_calculation(name, f"/data/q * {number}") for number, name in enumerate(names)]
    return _form(["q", *names], binds, ["q"])


def _number(name: str) -> str:
    return f'<bind nodeset="/data/{name}" type="int"/>'


def _calculation(name: str, expression: str) -> str:
    return f'<bind nodeset="/data/{name}" type="string" calculate="{expression}"/>'


def _form(names: list[str], binds: list[str], asked: list[str]) -> bytes:
    fields = "".join(f"<{name}/>" for name in names)
    inputs = "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in asked)
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        f'<h:head><h:title>made</h:title><model><instance><data id="made" version="1">{fields}'
        f"</data></instance>{''.join(binds)}</model></h:head><h:body>{inputs}</h:body></h:html>"
    ).encode()
