"""What laptop and county agree on: messages, their bytes, merge, digest, versions. Pure."""
