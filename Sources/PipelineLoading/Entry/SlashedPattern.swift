/// A regular expression as GitLab writes it: `/body/flags`.
struct SlashedPattern: Hashable {
    var body: String
    var flags: String

    /// nil when the text has no such form. A project path after `@`, as in `/^x$/@group/project`, is no part of it.
    init?(_ text: String) {
        guard text.first == "/", let last = text.dropFirst().lastIndex(of: "/") else { return nil }
        let flags = text[text.index(after: last)...].prefix { $0 != "@" }
        guard flags.allSatisfy({ "ismU".contains($0) }) else { return nil }
        body = String(text[text.index(after: text.startIndex)..<last])
        self.flags = String(flags)
    }
}
