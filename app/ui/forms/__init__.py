"""表单发布: a form's workbook checked, tried, rehearsed and published; published forms received."""
