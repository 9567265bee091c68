"""Kill the real program while it saves, a thousand times, and hold it to what it had shown.

A child runs the real window off-screen; a robot in it opens a draft and answers, and writes to a
pipe what the window *said*. The parent kills it (SIGKILL, POSIX only), opens what is on disk and
compares. ``python -m tests.crash --kills N --seed S``.
"""
