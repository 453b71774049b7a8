/// What merging two commits gives.
package enum MergeResult: Hashable, Sendable {
    /// The merged tree, written where the repository's handle writes new objects.
    case clean(ObjectID)
    /// The paths that need a person, sorted.
    case conflicts([String])
}
