"""发放: the month's rosters, 临时救助, and the 备用金."""
