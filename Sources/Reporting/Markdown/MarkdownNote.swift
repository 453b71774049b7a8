/// A note under construction that keeps to a size.
struct MarkdownNote {
    private var text = ""
    private let limit: Int
    /// Where the whole can be read.
    private let link: String?
    private var leftOut: [(noun: String, count: Int)] = []
    private var leftChanges: [(service: String, count: Int)] = []

    /// Room for the closing line that says what is missing.
    private var reserve: Int { min(1_000, limit / 10) + (link?.utf8.count ?? 0) }

    /// - Parameters:
    ///   - limit: bytes of UTF-8, never fewer than the characters that GitLab counts.
    ///   - link: an address; nil when there is none.
    init(limit: Int, link: String? = nil) {
        self.limit = limit
        self.link = link
    }

    /// Bytes that can still be added.
    var room: Int { limit - reserve - text.utf8.count }

    /// What stands in the note whatever its size.
    mutating func always(_ part: String) { text += part }

    /// Adds a part when it fits, or counts it as left out. Once one is left out, so are all later ones of its noun.
    @discardableResult
    mutating func add(_ part: String, noun: String) -> Bool {
        let isOver = leftOut.contains { $0.noun == noun }
        if !isOver, part.utf8.count <= room {
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

    /// Counts changes of a service that do not fit.
    mutating func leave(out count: Int, of service: String) { leftChanges.append((service, count)) }

    var finished: String {
        var parts = leftOut.map { Phrases.count($0.count, $0.noun) }
        if !leftChanges.isEmpty {
            let count = leftChanges.reduce(0) { $0 + $1.count }
            // The most first, by name as far as there is room.
            let services = leftChanges.sorted { $0.count == $1.count ? $0.service < $1.service : $0.count > $1.count }
            var names = ""
            var named = 0
            for service in services {
                let next = (named == 0 ? "" : ", ") + "\(MarkdownText.code(service.service)) \(service.count)"
                if names.utf8.count + next.utf8.count > reserve / 2 { break }
                names += next
                named += 1
            }
            let others = services.count - named
            let rest = others > 0 ? (named > 0 ? " and " : "") + Phrases.count(others, "other service") : ""
            parts.append("\(Phrases.count(count, "change")) (\(names)\(rest))")
        }
        if parts.isEmpty { return link.map { text + "\n[The whole diff](\(Self.address($0)))\n" } ?? text }
        let whole = link.map { "[The whole diff](\(Self.address($0)))" } ?? "The whole is in the HTML report"
        return text + "\n_Left out for size: \(parts.joined(separator: ", "))._ \(whole).\n"
    }

    /// An address that cannot end the link it stands in.
    private static func address(_ link: String) -> String {
        var result = "<"
        for scalar in link.unicodeScalars {
            switch scalar {
            case "<": result += "%3C"
            case ">": result += "%3E"
            case "\\": result += "%5C"
            case _ where scalar.value <= 0x20 || scalar.value == 0x7F: result += "%20"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + ">"
    }
}
