"""The county on the network: signed requests in, signed answers out, and what is documented of them."""
