"""Reads releases with spaCy: visits, pledges, topics, and a summary.

Others use ``worker`` (in a process of its own), ``output`` (streams of documents) and ``explain``;
none of these imports spaCy by itself.
"""
