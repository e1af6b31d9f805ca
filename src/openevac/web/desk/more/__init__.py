"""Behind "more": what is needed now and then, one file a page."""
