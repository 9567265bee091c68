"""The form engine: XForm XML in, a form that can be filled in without a network out. Pure.

What windows and services use (import from the module named, nothing is re-exported here):

``definition.load_form(xml, files)`` → ``FormDefinition``
    ``form_id``, ``version``, ``title``, ``sha256``, ``languages``, ``pages`` (``Page``: ``key``,
    ``label``, ``places``). Raises ``Unreadable``. Immutable; share it between fillings.
``filling.FormFilling(definition, now=, username=, new_id=, state=)``
    ``answer(path, value)`` → ``Changes``; ``add_row(repeat_path)`` → row path (its changes are in
    ``last_changes``); ``remove_row(row_path)``, ``undo()``, ``finish()``, ``set_language(name)``
    → ``Changes``; ``node(path)`` → ``NodeState``; ``page_nodes(page)`` → states in order, rows
    included; ``rows(repeat_path)``; ``page_label(page)``; ``problems()``; ``completeness()``;
    ``state()`` → JSON tree that ``state=`` takes back. Of the same version a draft stands exactly
    as it stood; of another it is worked out again, and ``opening`` says what that changed.
``states``
    ``NodeState``, ``Choice``, ``Changes`` (``paths``, ``notices``, ``has_new_structure``),
    ``Notice`` (``path``, ``text``, ``old_value``, ``undo()``: takes back the step that caused it,
    also later, and leaves what was answered since), ``Problem``. All frozen.
``export.instance_xml(filling)``
    The answers as ODK instance XML.

A *path* names one node instance: the names below the root joined by ``/``, with the row id after
each repeat: ``loc/county``; ``member`` (the repeat), ``member/3f2a`` (a row),
``member/3f2a/mname``. Row ids never change and are never reused, so a path stays right when other
rows come and go.

A *value* is canonical text: numbers ``12.5``, dates ``2026-03-05``, date-times in full ISO form,
several choices separated by one blank; ``""`` is no answer.

How it works: ``xpath`` parses, ``compiler``/``paths``/``functions*`` make closures, ``definition``
and ``body`` read the XML into what ``structure`` describes, ``references``/``graph`` plan what
depends on what, ``live`` is the tree of answers, ``engine`` keeps it up to date, ``viewing`` shows
it. Which of two disputed meanings we
chose, and why: ``docs/adr/0002-form-semantics.md``.
"""
