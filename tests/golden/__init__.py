"""Papers as they looked when somebody last looked at them."""
