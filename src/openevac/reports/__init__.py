"""Pure: data in, bytes out. Papers, pages and pictures of a plan."""
