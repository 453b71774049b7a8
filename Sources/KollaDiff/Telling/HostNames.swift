/// Host names for people.
package enum HostNames {
    /// Names that differ in one number are taken together: `cmp[1-40,42], ctl1`. Every name can be read back from it.
    /// - Parameters:
    ///   - hosts: in any order; a name that stands there twice counts once.
    ///   - limit: how many names and ranges are written; what follows is counted: `… and 12 more`. Nil: all.
    package static func shortened(_ hosts: [String], limit: Int? = nil) -> String {
        let parts = parts(of: hosts)
        guard let limit, parts.count > limit else { return parts.map(\.text).joined(separator: ", ") }
        let left = parts[limit...].reduce(0) { $0 + $1.count }
        return parts[..<limit].map(\.text).joined(separator: ", ") + " and \(left) more"
    }

    /// `cmp1`, or `40 hosts (cmp[1-40])`.
    package static func counted(_ hosts: [String], limit: Int? = 8) -> String {
        hosts.count == 1 ? hosts[0] : "\(DiffSummary.grouped(hosts.count)) hosts (\(shortened(hosts, limit: limit)))"
    }

    /// A name around the number it counts with.
    private struct Stem: Hashable {
        var prefix: Substring
        var suffix: Substring
        /// Of numbers with leading zeros; 0 where there are none.
        var digits: Int
    }

    private struct Numbered {
        var stem: Stem
        var number: Int
        var isPadded: Bool
    }

    private static func parts(of hosts: [String]) -> [(text: String, count: Int)] {
        var seen: Set<String> = []
        let names = hosts.filter { seen.insert($0).inserted }.sorted(by: countingOrder)
        let split = names.map(numbered)
        let padded = Set(split.compactMap { $0.flatMap { $0.isPadded ? $0.stem.prefix + "\u{0}" + $0.stem.suffix : nil } })
        var order: [Stem] = []
        var numbers: [Stem: [Int]] = [:]
        var parts: [(stem: Stem?, text: String)] = []
        for (name, part) in zip(names, split) {
            guard var stem = part?.stem, let number = part?.number else {
                parts.append((nil, name))
                continue
            }
            // cmp09 and cmp10 belong together; cmp9 and cmp10 do, where no name has a zero in front.
            if !padded.contains(stem.prefix + "\u{0}" + stem.suffix) { stem.digits = 0 }
            if numbers[stem] == nil {
                order.append(stem)
                parts.append((stem, name))
            }
            numbers[stem, default: []].append(number)
        }
        return parts.map { part in
            guard let stem = part.stem, let found = numbers[stem], found.count > 1 else { return (part.text, 1) }
            return ("\(stem.prefix)[\(ranges(found, digits: stem.digits))]\(stem.suffix)", found.count)
        }
    }

    /// The last number of the first label: `rack2-cmp07.example.org` counts with 07.
    private static func numbered(_ name: String) -> Numbered? {
        let label = name.prefix { $0 != "." }
        guard let last = label.lastIndex(where: isDigit) else { return nil }
        let end = label.index(after: last)
        let start = label[..<end].lastIndex { !isDigit($0) }.map(label.index(after:)) ?? label.startIndex
        let digits = label[start..<end]
        guard digits.utf8.count <= 9, let number = Int(digits) else { return nil }
        return Numbered(
            stem: Stem(prefix: label[..<start], suffix: name[end...], digits: digits.utf8.count), number: number,
            isPadded: digits.first == "0" && digits.utf8.count > 1)
    }

    private static func isDigit(_ character: Character) -> Bool { character >= "0" && character <= "9" && character.isASCII }

    private static func ranges(_ numbers: [Int], digits: Int) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        func written(_ number: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
        }
        return ranges.map { $0.count == 1 ? written($0.lowerBound) : "\(written($0.lowerBound))-\(written($0.upperBound))" }
            .joined(separator: ",")
    }
}
