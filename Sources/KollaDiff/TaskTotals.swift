internal import FoundationEssentials

/// How many tasks a render had, kept so that the next one of its kind can say how far it is.
struct TaskTotals: Sendable {
    private let path: String
    private let kind: String

    init(cache: CacheDirectory, options: RenderOptions) {
        path = cache.path + "/kolla/tasks.json"
        kind = [options.environment ?? "", options.completeTags.joined(separator: ","), options.kollaLimit ?? ""]
            .joined(separator: " ")
    }

    /// nil when there was none.
    var last: Int? { all[kind] }

    /// What cannot be kept is not: it only serves an estimate.
    func keep(_ total: Int) {
        var all = all
        all[kind] = total
        guard let data = try? JSONEncoder().encode(all) else { return }
        try? data.write(to: URL(filePath: path), options: .atomic)
    }

    private var all: [String: Int] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return [:] }
        return (try? JSONDecoder().decode([String: Int].self, from: data)) ?? [:]
    }
}
