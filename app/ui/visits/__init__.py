"""Visits in the window: filling in a form at somebody's home, drafts, starting one.

What the rest of the window uses (import from the module named):

``visit_page.VisitPage(OpenVisit, Doors)``
    The whole page. ``answer_given`` (a ``Committed``) at every step: write it, then ``show_saved``;
    ``place_changed`` (path); ``finish_requested`` (a ``Committed``); ``left``;
    ``older_undo_requested``. ``resume()`` once it is shown; ``commit()`` before it goes away.
``about``
    ``visitors_of``, ``photos_of``, ``signatures_of``: what the visit's record wants out of
    ``Committed.about``; paths of its other answers: ``STARTED``, ``MET``, ``RESPONDENT``, …
``doors.Doors``
    Today, the encrypted store of files, work aside, pictures of the form: handed in.
``drafts.DraftsList``, ``start.StartVisit``
    Drafts with age and completeness; which form for which household.
``form_view.FormView(Sheet, Doors, known)``
    A form alone, without a visit around it.

Inside: ``sheet`` is what is shown (a filling and the leaves around it), ``standing`` how it stands,
``page_stack`` keeps the pages, ``page_view`` builds one from
``sections`` of ``question`` boxes, each with one of ``fields``. Which field a question gets is a
table in ``fields/choosing``.
"""
