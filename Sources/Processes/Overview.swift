// Starting, streaming and ending process trees.
