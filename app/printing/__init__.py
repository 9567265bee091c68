"""Values in, the bytes of a PDF out: papers, the pieces they are made of, and their preview."""
