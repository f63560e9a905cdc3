"""One small file a kind of file; each turns bytes into one text with blocks."""
