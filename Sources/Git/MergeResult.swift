/// What merging two commits gives.
package enum MergeResult: Hashable, Sendable {
    /// The merged tree, written to the object database.
    case clean(ObjectID)
    /// The paths that need a person, sorted.
    case conflicts([String])
}
