/// Some things by name, or all there are. In JSON an array of names, or the word `all`.
package enum Extent: Hashable, Sendable {
    case all
    case some(Set<String>)

    package static let none = Extent.some([])

    package var isNone: Bool { self == .none }

    mutating func form(union other: Extent) {
        switch (self, other) {
        case (.some(let mine), .some(let theirs)): self = .some(mine.union(theirs))
        default: self = .all
        }
    }

    /// Sorted; nil for all.
    package var names: [String]? {
        if case .some(let names) = self { names.sorted() } else { nil }
    }
}

extension Extent: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = (try? container.decode(Set<String>.self)).map { .some($0) } ?? .all
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let names { try container.encode(names) } else { try container.encode("all") }
    }
}
