"""The county's command line: `python -m app.server COMMAND`. JSON out, sentences for people."""
