// libyaml as a tree of nodes with positions, tags and anchors, within limits of size, depth and aliases.
