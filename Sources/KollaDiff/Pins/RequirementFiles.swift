internal import FoundationEssentials
internal import KayobeConfig

/// The requirement file of a repository and those that it includes with `-r` and `-c`, as pip would read them.
/// Reference: https://pip.pypa.io/en/stable/reference/requirements-file-format/
package struct RequirementFiles: Hashable, Sendable {
    package struct File: Hashable, Sendable {
        /// Relative to the top of the repository.
        package var path: String
        package var text: String
        /// Only restricts versions, and installs nothing: `-c`.
        package var isConstraint: Bool
    }

    /// A requirement that is written somewhere.
    struct Pin: Hashable, Sendable {
        var requirement: RequirementPin
        /// `requirements.txt:2`.
        var place: String
    }

    /// `requirements.txt` first, then in the order in which they are named.
    package var files: [File]

    package init(files: [File]) { self.files = files }

    /// - Throws: `.pinMissing` without `requirements.txt`; `.invalidConfiguration` with file and line for an include that is not in
    ///   the repository, and for what would install something that no pin names.
    package init(tree: String, side: String) throws(KollaDiffError) {
        files = [
            File(
                path: "requirements.txt", text: try ConfigurationCheck.requirements(of: tree, side: side), isConstraint: false)
        ]
        var next = 0
        while next < files.count {
            let file = files[next]
            next += 1
            for (number, line) in Self.lines(of: file.text) {
                let place = "\(file.path):\(number)"
                try Self.refusePaths(line, place: place, side: side)
                guard let include = Self.include(in: line), !include.path.contains("://") else { continue }
                let path = SubmoduleCheck.destination(of: include.path, from: file.path)
                if files.contains(where: { $0.path == path }) { continue }
                guard !path.isEmpty, let data = try? Data(contentsOf: URL(filePath: tree + "/" + path)) else {
                    throw KollaDiffError(
                        .invalidConfiguration, operation: "read \(side)",
                        message: "\(place): `\(include.path)` is not in the repository")
                }
                let text = String(decoding: data, as: UTF8.self)
                files.append(File(path: path, text: text, isConstraint: include.isConstraint || file.isConstraint))
            }
        }
    }

    /// Requirements of all files; constraints are not among them.
    var pins: [Pin] {
        files.filter { !$0.isConstraint }.flatMap { file in
            RequirementPin.parse(file.text).map { Pin(requirement: $0, place: "\(file.path):\($0.line)") }
        }
    }

    /// Takes the line out that asks for a package.
    mutating func remove(_ pin: Pin) {
        guard let index = files.firstIndex(where: { pin.place == "\($0.path):\(pin.requirement.line)" }) else { return }
        var lines = files[index].text.split(separator: "\n", omittingEmptySubsequences: false)
        var line = pin.requirement.line - 1
        guard lines.indices.contains(line) else { return }
        // A requirement over several lines ends on its line; blank lines keep the numbers of the others.
        lines[line] = ""
        while line > 0, lines[line - 1].hasSuffix("\\") {
            line -= 1
            lines[line] = ""
        }
        files[index].text = lines.joined(separator: "\n")
    }

    /// Lines that say something, numbered from 1.
    static func lines(of text: String) -> [(number: Int, line: String)] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().map { index, line in
            (index + 1, line.trimmingPrefix(while: \.isWhitespace))
        }.compactMap { $1.isEmpty || $1.hasPrefix("#") ? nil : ($0, String($1)) }
    }

    private static func include(in line: String) -> (path: String, isConstraint: Bool)? {
        for (option, isConstraint) in [("-r", false), ("--requirement", false), ("-c", true), ("--constraint", true)] {
            guard line.hasPrefix(option) else { continue }
            let rest = line.dropFirst(option.count)
            guard let first = rest.first, first == " " || first == "=" || first == "\t" else { continue }
            let path = rest.drop { $0 == " " || $0 == "=" || $0 == "\t" }.prefix { !$0.isWhitespace }
            if !path.isEmpty { return (String(path), isConstraint) }
        }
        return nil
    }

    /// What lies in a directory can change while its name stays the same: no environment could be kept for it.
    private static func refusePaths(_ line: String, place: String, side: String) throws(KollaDiffError) {
        var rest = line[...]
        for option in ["-e ", "--editable ", "--editable=", "-f ", "--find-links ", "--find-links="] where rest.hasPrefix(option) {
            rest = rest.dropFirst(option.count).trimmingPrefix(while: \.isWhitespace)
            break
        }
        let isPath = rest.hasPrefix("./") || rest.hasPrefix("../") || rest.hasPrefix("/") || rest.hasPrefix("file:") || rest == "."
        guard isPath else { return }
        throw KollaDiffError(
            .invalidConfiguration, operation: "read \(side)",
            message: "\(place): `\(line)` installs from a path, whose contents no pin names; use a release (kayobe==18.6.0)"
                + " or a commit (git+https://example.org/kayobe@<commit>)")
    }
}

extension Substring {
    fileprivate func trimmingPrefix(while condition: (Character) -> Bool) -> Substring { drop(while: condition) }
}
