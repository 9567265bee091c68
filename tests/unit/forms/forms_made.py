"""Small forms for tests, written as the few parts that matter."""

from __future__ import annotations

from app.forms.definition import FormDefinition, load_form


def xform(
    data: str, *, binds: str = "", body: str = "", model: str = "", before: str = ""
) -> bytes:
    """An XForm with the given parts."""
    return (
        f'{before}<h:html xmlns="http://www.w3.org/2002/xforms"'
        ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">'
        f"<h:head><h:title>试</h:title><model><instance><data id='t' version='1'>{data}</data>"
        f"</instance>{model}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def made(data: str, **parts: str) -> FormDefinition:
    """The definition of such a form."""
    return load_form(xform(data, **parts))


def bind(name: str, **attributes: str) -> str:
    """One bind; ``<`` and quotes in the attributes are escaped."""
    parts = "".join(
        f' {key.replace("__", ":")}="{_escaped(value)}"' for key, value in attributes.items()
    )
    return f'<bind nodeset="/data/{name}"{parts}/>'


def question(name: str, inside: str = "") -> str:
    """One text field."""
    return f'<input ref="/data/{name}"><label>{name}</label>{inside}</input>'


def repeat(name: str, inside: str, count: str = "") -> str:
    """One repeat in its group."""
    counted = f' jr:count="{_escaped(count)}"' if count else ""
    return (
        f'<group ref="/data/{name}"><label>{name}</label>'
        f'<repeat nodeset="/data/{name}"{counted}>{inside}</repeat></group>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
