"""指标: the indicators of the plan, the monthly tables, and the sixteen checks."""
