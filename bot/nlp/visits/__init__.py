"""Who travels where: words that tell of a journey, their sentence, its people, places and dates."""
