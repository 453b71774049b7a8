internal import CYAML

/// Builds node trees from libyaml's events, in one pass.
struct Composer {
    let limits: Limits
    let source: Int
    private var anchors: [String: Node?] = [:]
    private var duplicateKeys: [Document.DuplicateKey] = []
    private var open: [Frame] = []
    private var root: Node?
    /// Nodes of the tree so far, aliases written out, and entries copied by merge keys.
    private var cost = 0

    /// A collection whose end has not come yet.
    private struct Frame {
        var isMapping: Bool
        var mark: Mark
        var tag: String?
        var anchor: String?
        var items: [Node] = []
        var mapping = Mapping()
        var key: Node?
    }

    init(limits: Limits, source: Int) {
        self.limits = limits
        self.source = source
    }

    mutating func documents(of bytes: [UInt8]) throws(YAMLError) -> [Document] {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError(.tooBig, "out of memory", line: 1, column: 1) }
        defer { yaml_parser_delete(&parser) }
        // libyaml keeps the pointer, so the whole parse happens inside.
        let result: Result<[Document], YAMLError> = bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            do throws(YAMLError) { return .success(try compose(&parser)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private mutating func compose(_ parser: inout yaml_parser_t) throws(YAMLError) -> [Document] {
        var documents: [Document] = []
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else { throw Self.error(of: parser) }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT:
                return documents
            case YAML_DOCUMENT_START_EVENT:
                anchors.removeAll()
                duplicateKeys.removeAll()
                root = nil
            case YAML_DOCUMENT_END_EVENT:
                let mark = Self.mark(event.start_mark)
                documents.append(
                    Document(root: root ?? Node(.scalar(Scalar("")), mark: mark, source: source), duplicateKeys: duplicateKeys))
            default:
                try take(event)
            }
        }
    }

    private mutating func take(_ event: yaml_event_t) throws(YAMLError) {
        let mark = Self.mark(event.start_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let data = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
            let scalar = Scalar(text, style: Self.style(data.style))
            let node = Node(.scalar(scalar), tag: Self.text(data.tag), mark: mark, source: source)
            try add(node, anchor: Self.text(data.anchor))
        case YAML_ALIAS_EVENT:
            try addAlias(Self.text(event.data.alias.anchor) ?? "", at: mark)
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            try begin(Frame(isMapping: false, mark: mark, tag: Self.text(data.tag), anchor: Self.text(data.anchor)))
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            try begin(Frame(isMapping: true, mark: mark, tag: Self.text(data.tag), anchor: Self.text(data.anchor)))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            guard let frame = open.popLast() else { return }
            let content: Node.Content = frame.isMapping ? .mapping(frame.mapping) : .sequence(frame.items)
            try add(Node(content, tag: frame.tag, mark: frame.mark, source: source), anchor: frame.anchor)
        default:
            break
        }
    }

    private mutating func begin(_ frame: Frame) throws(YAMLError) {
        if open.count >= limits.depth { throw Self.tooDeep(limits, frame.mark) }
        // Known, but not finished: an alias to it from inside is an error of its own.
        if let anchor = frame.anchor { anchors.updateValue(nil, forKey: anchor) }
        open.append(frame)
    }

    private mutating func addAlias(_ name: String, at mark: Mark) throws(YAMLError) {
        guard let known = anchors[name] else {
            throw YAMLError(.unknownAlias, "unknown alias: \(name)", line: mark.line, column: mark.column)
        }
        guard let node = known else {
            throw YAMLError(
                .unknownAlias, "alias \(name) stands inside the node it names", line: mark.line, column: mark.column)
        }
        if open.count + node.depth > limits.depth { throw Self.tooDeep(limits, mark) }
        try pay(node.expandedCount - 1, mark)
        try add(node, anchor: nil, at: mark)
    }

    private mutating func add(_ node: Node, anchor: String?, at place: Mark? = nil) throws(YAMLError) {
        let mark = place ?? node.mark
        try pay(1, mark)
        if let anchor { anchors[anchor] = .some(node) }
        guard !open.isEmpty else {
            root = node
            return
        }
        let last = open.count - 1
        guard open[last].isMapping else {
            open[last].items.append(node)
            return
        }
        guard let key = open[last].key else {
            open[last].key = node
            return
        }
        open[last].key = nil
        if Self.isMergeKey(key), try merge(node, into: last, mark) { return }
        if let old = open[last].mapping.set(key, to: node) {
            // A key that a merge brought in is overridden, not written twice.
            if old.key.mark.line >= open[last].mark.line, old.key.mark != key.mark, let text = key.scalar?.text {
                duplicateKeys.append(.init(key: text, first: old.key.mark, second: key.mark))
            }
        }
    }

    private static func isMergeKey(_ key: Node) -> Bool {
        guard let scalar = key.scalar else { return false }
        return scalar.text == "<<" && scalar.style == .plain
    }

    /// `<<: *base` and `<<: [*one, *two]`. As in Psych, what is merged overrides the keys written before it, and of a list the
    /// first mapping wins.
    /// - Returns: false when the value is nothing that can be merged.
    private mutating func merge(_ value: Node, into frame: Int, _ mark: Mark) throws(YAMLError) -> Bool {
        let bases: [Mapping]
        switch value.content {
        case .mapping(let mapping): bases = [mapping]
        case .sequence(let items):
            bases = items.reversed().compactMap(\.mapping)
            if bases.count != items.count { return false }
        case .scalar: return false
        }
        for base in bases {
            try pay(base.count, mark)
            for entry in base.entries { open[frame].mapping.set(entry.key, to: entry.value) }
        }
        return true
    }

    private mutating func pay(_ amount: Int, _ mark: Mark) throws(YAMLError) {
        let (sum, overflow) = cost.addingReportingOverflow(amount)
        if overflow || sum > limits.expandedNodes {
            throw YAMLError(
                .tooBig, "The parsed YAML is too big: more than \(limits.expandedNodes) values with all aliases written out",
                line: mark.line, column: mark.column)
        }
        cost = sum
    }

    private static func tooDeep(_ limits: Limits, _ mark: Mark) -> YAMLError {
        YAMLError(
            .tooDeep, "The parsed YAML is too deep: more than \(limits.depth) levels of nesting", line: mark.line,
            column: mark.column)
    }

    private static func mark(_ mark: yaml_mark_t) -> Mark { Mark(line: mark.line + 1, column: mark.column + 1) }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func error(of parser: yaml_parser_t) -> YAMLError {
        let problem = parser.problem.map { String(cString: $0) } ?? "cannot be read as YAML"
        let context = parser.context.map { " " + String(cString: $0) } ?? ""
        return YAMLError(
            .syntax, problem + context, line: parser.problem_mark.line + 1, column: parser.problem_mark.column + 1)
    }
}
