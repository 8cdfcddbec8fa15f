"""The spaCy pipeline: releases in, visits and pledges out."""
