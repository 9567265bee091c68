"""A county and its laptops in memory, with faults drawn per seed: does anything ever get lost?

The steps, the merge, the digest and (in some seeds) the bytes are the program's own. The county
and the laptop's store are written here a second time, as simply as the rules S4–S23 allow; in
``bugs`` each can be given a mistake on purpose, and the simulation must notice.
"""
