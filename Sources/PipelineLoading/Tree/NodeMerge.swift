internal import YAML

extension Node {
    /// This node with another laid over it: mappings are merged key by key all the way down, everything else is replaced, null
    /// included. Places are those of the one that won.
    /// Reference: https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details
    func merging(_ other: Node) -> Node {
        guard let base = mapping, let overlay = other.mapping else { return other }
        if overlay.isEmpty { return self }
        if base.isEmpty { return other }
        return Node(.mapping(base.merging(overlay)), mark: other.mark, source: other.source)
    }
}

extension Mapping {
    func merging(_ other: Mapping) -> Mapping {
        var merged = self
        merged.reserveCapacity(count + other.count)
        for entry in other.entries {
            if let key = entry.key.scalar?.text, let old = merged[key] {
                merged.set(entry.key, to: old.merging(entry.value))
            } else {
                merged.set(entry.key, to: entry.value)
            }
        }
        return merged
    }

    func removing(_ key: String) -> Mapping {
        var rest = Mapping()
        rest.reserveCapacity(count)
        for entry in entries where entry.key.scalar?.text != key { rest.set(entry.key, to: entry.value) }
        return rest
    }
}
