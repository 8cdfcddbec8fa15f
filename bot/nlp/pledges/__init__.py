"""Who promises what to whom: sums and goods, and whether what is said of them is a promise."""
