package import KayobeConfig

/// Finds the changed files of the configuration that cause what differs in the rendered files.
///
/// Nothing records which line of a configuration leads to which line of a rendered file, so it is told by what both have in common: equal
/// lines, values that come and go on both sides, secrets by name, the name of the file, the service that reads it. Where nothing
/// tells, no source is named.
package struct SourceAttribution: Sendable {
    /// A changed line.
    private struct Spot {
        /// On the head side; of a removed line, where it would be.
        var number: Int
        var isAdded: Bool

        /// What the head side has is what a reader can go to.
        static func first(_ spots: [Spot]) -> Spot? {
            spots.min { ($0.isAdded ? 0 : 1, $0.number) < ($1.isAdded ? 0 : 1, $1.number) }
        }
    }

    private struct Candidate {
        var place: ConfigurationDiff.Place
        var services: Extent
        var name: Substring
        var isConfiguration: Bool
        /// Changed lines, without blanks around them.
        var lines: [String: Spot] = [:]
        /// Words that only one side of the changed lines has.
        var words: [String: Spot] = [:]
    }

    private let candidates: [Candidate]
    /// The changed files that the environment reads, with the first line that differs, sorted by path.
    package let places: [ConfigurationDiff.Place]

    /// - Parameters:
    ///   - affected: of the same two revisions as the diffs.
    ///   - environment: nil for a configuration that is used without.
    package init(_ affected: AffectedParts, environment: String?) {
        let read = Set(affected.environments.first { $0.name == environment }?.files ?? [])
        candidates = affected.files.filter { read.contains($0.path) }.map(Self.candidate)
        places = candidates.map(\.place)
    }

    /// Names the sources in a diff of the environment.
    package func attribute(_ diff: inout ConfigurationDiff) {
        diff.sources = places
        var steps: [String: Set<String>] = [:]
        for step in diff.rollout.steps { for cause in step.causes { steps[cause, default: []].insert(step.name) } }
        let secrets = Dictionary(diff.secrets.map { ($0.name, $0.file) }) { first, _ in first }
        for index in diff.changes.indices {
            diff.changes[index].source = source(
                of: diff.changes[index], tags: steps[diff.changes[index].path, default: []], secrets: secrets)
        }
    }

    // MARK: Weighing

    /// Less than this is a coincidence.
    private static let enough = 15

    private func source(
        of change: ConfigurationDiff.FileChange, tags: Set<String>, secrets: [String: String]
    ) -> ConfigurationDiff.Place? {
        let changed = Self.changedLines(change.unifiedDiff)
        let (lines, words) = (Set(changed.map(\.text)), Self.distinctWords(changed))
        // A token is the secret's name and `.v1` or `.v2`.
        let secretFiles = Set(words.keys.compactMap { word in word.lastIndex(of: ".").flatMap { secrets[String(word[..<$0])] } })
        let name = change.path.split(separator: "/").last ?? ""
        var best: (weight: Int, place: ConfigurationDiff.Place)?
        for candidate in candidates {
            var place = candidate.place
            var weight = 0
            let equal = lines.compactMap { candidate.lines[$0] }
            let common = words.keys.compactMap { word in candidate.words[word].map { (word, $0) } }
            if let spot = Spot.first(equal) ?? Spot.first(common.map(\.1)) { place.line = spot.number }
            weight += min(equal.count, 3) * 100
            weight += min(common.reduce(0) { $0 + ($1.0.utf8.count > 2 ? 30 : 8) }, 90)
            if secretFiles.contains(place.path) { weight += 90 }
            if candidate.isConfiguration, candidate.name == name { weight += 40 }
            switch candidate.services {
            case .all: weight += 1
            case .some(let services):
                if services.contains(where: { tags.contains($0) || Self.belongs(change.service, to: $0) }) {
                    weight += 20
                } else if equal.isEmpty {
                    continue
                }
            }
            if weight > best?.weight ?? 0 { best = (weight, place) }
        }
        return best.flatMap { $0.weight >= Self.enough ? $0.place : nil }
    }

    /// Whether a directory of rendered files is one of a service, by the tag that Kolla Ansible has for it.
    private static func belongs(_ directory: String, to tag: String) -> Bool {
        if directory == tag || directory.hasPrefix(tag + "-") { return true }
        switch tag {
        case "loadbalancer": return ["haproxy", "keepalived", "proxysql"].contains { directory.hasPrefix($0) }
        case "common": return ["cron", "fluentd", "kolla-toolbox"].contains(directory)
        default: return false
        }
    }

    // MARK: Reading

    private static func candidate(_ file: AffectedParts.File) -> Candidate {
        let changed = changedLines(file.diff ?? "")
        var candidate = Candidate(
            place: .init(path: file.path, line: firstLine(of: file.diff ?? "")), services: file.services,
            name: file.path.split(separator: "/").last ?? "", isConfiguration: file.path.contains("/kolla/config/"))
        for line in changed where candidate.lines[line.text] == nil { candidate.lines[line.text] = line.spot }
        candidate.words = distinctWords(changed)
        return candidate
    }

    /// The first line of the head side that differs, comments included.
    private static func firstLine(of unifiedDiff: String) -> Int {
        guard let hunk = DiffHunk.hunks(of: unifiedDiff).first else { return 1 }
        return max(hunk.newStart + hunk.lines.prefix { $0.kind == .context }.count, 1)
    }

    private struct ChangedLine {
        var text: String
        var spot: Spot
    }

    /// The lines of a unified diff that say something and differ.
    private static func changedLines(_ unifiedDiff: String) -> [ChangedLine] {
        var found: [ChangedLine] = []
        for hunk in DiffHunk.hunks(of: unifiedDiff) {
            var number = max(hunk.newStart, 1)
            for line in hunk.lines {
                if line.kind == .added || line.kind == .removed {
                    let text = trimmed(line.text)
                    // What stands in every file tells nothing.
                    if text.utf8.count > 3, text.first != "[", text.first != "#" {
                        found.append(ChangedLine(text: text, spot: Spot(number: number, isAdded: line.kind == .added)))
                    }
                }
                if line.kind == .added || line.kind == .context { number += 1 }
            }
        }
        return found
    }

    private static func trimmed(_ text: String) -> String {
        let front = text.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(front.dropLast(front.reversed().prefix { $0 == " " || $0 == "\t" || $0 == "\r" }.count))
    }

    /// The words that only one side has, each with the first line that has it.
    private static func distinctWords(_ lines: [ChangedLine]) -> [String: Spot] {
        var sides: [[String: Spot]] = [[:], [:]]
        for line in lines {
            let words = line.text.split { !($0.isLetter || $0.isNumber || "._-".contains($0)) }
            for word in words where sides[line.spot.isAdded ? 1 : 0][String(word)] == nil {
                sides[line.spot.isAdded ? 1 : 0][String(word)] = line.spot
            }
        }
        return sides[1].filter { sides[0][$0.key] == nil }.merging(sides[0].filter { sides[1][$0.key] == nil }) { added, _ in added
        }
    }
}
