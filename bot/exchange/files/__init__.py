"""Files as bytes, tables, zips, HTML and documents of one item a line, none of them trusted."""
