/// Looks variables up in layers and expands them one at a time, when asked: planning needs a handful of the hundred variables
/// that each of thousands of jobs has.
package final class VariableScope {
    /// For whom values are expanded.
    package enum Reader: Sendable {
        /// GitLab itself, in `rules`, globs and names: what nobody defines is empty, file variables give their content, `$$` stays.
        case rules
        /// The runner, which expands once more: what nobody defines, file variables and raw variables stay references.
        case runner
    }

    private struct Item: Hashable {
        var layer: Int
        var place: Int
    }

    private let layers: [[Variable]]
    private let index: VariableIndex?
    private let reader: Reader
    private var expanded: [Item: String] = [:]
    /// What is being expanded now, outermost first.
    private var path: [Item] = []
    private var circular: Set<Item> = []

    /// - Parameter index: of `layers.pipelinePredefined`, when the caller has many scopes over the same variables.
    package init(layers: VariableLayers, for reader: Reader = .rules, index: VariableIndex? = nil) {
        self.layers = layers.inOrder
        self.index = index
        self.reader = reader
    }

    /// The expanded value of the variable with that name; nil when no layer has it.
    package func value(_ key: String) -> String? {
        item(key, below: layers.count).map(expandedValue)
    }

    /// The names of variables that refer to each other in a circle, sorted; of those looked up so far.
    package var circularKeys: [String] {
        Set(circular.map { variable($0).key }).sorted()
    }

    /// Replaces the references in a text. `keepsUndefined` leaves those that nobody defines, as GitLab does in globs and tags.
    package func expand(_ text: String, keepsUndefined: Bool = false) -> String {
        VariableExpansion.expandReferences(in: text) { value($0) ?? (keepsUndefined ? nil : "") }
    }

    private func variable(_ item: Item) -> Variable { layers[item.layer][item.place] }

    private func item(_ key: String, below limit: Int) -> Item? {
        var layer = limit - 1
        while layer >= 0 {
            if layer == 0, let index {
                if let place = index.place(of: key) { return Item(layer: 0, place: place) }
            } else if let place = layers[layer].lastIndex(where: { $0.key == key }) {
                return Item(layer: layer, place: place)
            }
            layer -= 1
        }
        return nil
    }

    private func expandedValue(_ item: Item) -> String {
        let variable = variable(item)
        guard !variable.isRaw, variable.value.utf8.contains(where: VariableExpansion.isReferenceSign) else { return variable.value }
        if let known = expanded[item] { return known }
        path.append(item)
        let value = VariableExpansion.expandReferences(in: variable.value) { referencedValue($0, from: item) }
        path.removeLast()
        let result = circular.contains(item) ? variable.value : value
        expanded[item] = result
        return result
    }

    /// True when the value is that of a masked variable, or refers to one.
    package func isMasked(_ key: String) -> Bool {
        var seen: Set<Item> = []
        func isMasked(_ item: Item) -> Bool {
            guard seen.insert(item).inserted else { return false }
            let variable = variable(item)
            if variable.isMasked || variable.isRaw { return variable.isMasked }
            return VariableExpansion.references(in: variable.value).contains { referenced($0, from: item).map(isMasked) ?? false }
        }
        return item(key, below: layers.count).map(isMasked) ?? false
    }

    private func referenced(_ key: String, from referring: Item) -> Item? {
        // A variable that names itself means what lower layers say. `variables:` of job and pipeline are one layer to GitLab.
        let isSelf = variable(referring).key == key
        let limit = isSelf ? (referring.layer == VariableLayers.jobYAMLPlace ? referring.layer - 1 : referring.layer) : layers.count
        return item(key, below: limit)
    }

    private func referencedValue(_ key: String, from referring: Item) -> String? {
        guard let item = referenced(key, from: referring) else { return reader == .rules ? "" : nil }
        if let start = path.firstIndex(of: item) {
            circular.formUnion(path[start...])
            return nil
        }
        let referenced = variable(item)
        if reader == .runner, referenced.isFile || referenced.isRaw { return nil }
        return expandedValue(item)
    }
}

/// Where each variable of a layer is; shared by the scopes of all jobs.
package final class VariableIndex: Sendable {
    private let places: [String: Int]

    package init(_ variables: [Variable]) {
        places = Dictionary(variables.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { $1 })
    }

    func place(of key: String) -> Int? { places[key] }
}
