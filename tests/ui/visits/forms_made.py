"""Small forms for tests."""

from __future__ import annotations

from app.forms.definition import FormDefinition, load_form


def form_with(binds: str, data: str = "<q/>", body: str = "") -> FormDefinition:
    """A form of the given parts; without a body it asks ``q``."""
    body = body or '<input ref="/data/q"><label>q</label></input>'
    return load_form(
        (
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
            f'<h:head><h:title>试</h:title><model><instance><data id="t" version="1">{data}</data>'
            f"</instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
        ).encode()
    )
