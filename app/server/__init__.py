"""The county server: keeps what the laptops send, and tells each what is its own."""
