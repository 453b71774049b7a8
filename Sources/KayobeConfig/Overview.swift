// A Kayobe configuration repository at a revision.
