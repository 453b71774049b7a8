/// A note under construction that keeps to a size.
struct MarkdownNote {
    private var text = ""
    private var limit: Int
    private var leftOut: [(noun: String, count: Int)] = []

    /// Room for the closing line that counts what is missing.
    private static let reserve = 200

    init(limit: Int) { self.limit = limit }

    /// What stands in the note whatever its size.
    mutating func always(_ part: String) { text += part }

    /// Adds a part when it fits, or counts it as left out. Once one is left out, so are all later ones of its noun.
    @discardableResult
    mutating func add(_ part: String, noun: String) -> Bool {
        let isOver = leftOut.contains { $0.noun == noun }
        if !isOver, text.utf8.count + part.utf8.count <= limit - Self.reserve {
            text += part
            return true
        }
        if let index = leftOut.firstIndex(where: { $0.noun == noun }) {
            leftOut[index].count += 1
        } else {
            leftOut.append((noun, 1))
        }
        return false
    }

    var finished: String {
        guard !leftOut.isEmpty else { return text }
        let counts = leftOut.map { Phrases.count($0.count, $0.noun) }.joined(separator: ", ")
        return text + "\n_Left out for size: \(counts). The whole is in the HTML report._\n"
    }
}
