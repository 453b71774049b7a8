// Text to model: one file a keyword under Entry/, includes, extends, !reference, and the linter.
