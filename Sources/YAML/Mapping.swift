/// The entries of a mapping, in written order, each key once.
package struct Mapping: Sendable {
    package struct Entry: Sendable {
        package var key: Node
        package var value: Node

        package init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var entries: [Entry] = []
    /// Key text to position, kept only once the mapping is large; small ones are searched from the front.
    private var positions: [String: Int] = [:]

    private static let indexedFrom = 12

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }
    package var count: Int { entries.count }

    package mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    package subscript(key: String) -> Node? { entry(key)?.value }

    /// The whole entry, for the place of its key.
    package func entry(_ key: String) -> Entry? { position(of: key).map { entries[$0] } }

    package func contains(_ key: String) -> Bool { position(of: key) != nil }

    /// Sets the value of a key; a key that is there keeps its place in the order.
    /// - Returns: the entry that was replaced.
    @discardableResult
    package mutating func set(_ key: Node, to value: Node) -> Entry? {
        guard let text = key.scalar?.text else {
            entries.append(Entry(key: key, value: value))
            return nil
        }
        if let position = position(of: text) {
            let old = entries[position]
            entries[position] = Entry(key: key, value: value)
            return old
        }
        entries.append(Entry(key: key, value: value))
        if entries.count > Self.indexedFrom {
            positions[text] = entries.count - 1
        } else if entries.count == Self.indexedFrom {
            for (position, entry) in entries.enumerated() {
                if let text = entry.key.scalar?.text { positions[text] = position }
            }
        }
        return nil
    }

    private func position(of key: String) -> Int? {
        if entries.count >= Self.indexedFrom { return positions[key] }
        return entries.firstIndex { $0.key.scalar?.text == key }
    }
}
