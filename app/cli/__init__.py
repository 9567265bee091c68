"""The command line: the services of the windows with JSON in and out, for scripts and the IT person.

Results go to standard output as JSON, sentences for people to standard error. Exit codes: 0 done,
1 refused, 2 usage, 3 unavailable, 4 unreadable; 70 is a bug of ours.
"""
