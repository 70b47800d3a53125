"""`goodpractice explain`: the text of a document with all that was found in it, for the terminal and as a web page."""
