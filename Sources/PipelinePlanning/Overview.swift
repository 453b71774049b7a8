// Model and context to plan: rules, changes, matrix, needs, variables.
