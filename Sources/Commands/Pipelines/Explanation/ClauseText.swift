internal import PipelineModel
internal import PipelinePlanning

/// One condition of a rule and what it came to.
enum ClauseText {
    static func lines(of clause: ClauseExplanation) -> [String] {
        switch clause.subject {
        case .condition(let text, let explanation): condition(text, explanation)
        case .changes(let patterns, let compareTo, let answer):
            [label("changes", compareTo) + (answer.map { changes($0, patterns) } ?? notLookedAt(patterns))]
        case .exists(let patterns, let answer): ["exists: " + (answer.map { exists($0, patterns) } ?? notLookedAt(patterns))]
        case .refs(let refs, let match, let isDefault): [self.refs(refs, match, isDefault)]
        case .kubernetes: ["kubernetes: active, and there is no cluster"]
        }
    }

    private static func condition(_ text: String, _ explanation: ExpressionExplanation?) -> [String] {
        let text = "if: " + text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let explanation else { return ["\(text): not looked at"] }
        return ["\(text) → \(explanation.value)"]
            + explanation.parts.map { part in
                let indent = String(repeating: "  ", count: part.depth)
                return indent + part.text + (part.value.map { " → \($0)" } ?? ": not looked at")
            }
    }

    private static func label(_ keyword: String, _ compareTo: String?) -> String {
        compareTo.map { "\(keyword), compare_to \($0): " } ?? keyword + ": "
    }

    private static func changes(_ answer: PathsAnswer, _ patterns: [String]) -> String {
        let files = answer.examined == 1 ? "1 file" : "\(answer.examined) files"
        let change = answer.base.map { "\(files) changed since \($0)" } ?? files
        return switch answer.ground {
        case .match(let path, let pattern): "\(path) fits \(pattern) (\(change))"
        case .noMatch:
            answer.examined == 0
                ? "no file changed" + (answer.base.map { " since \($0)" } ?? "") : "none fits \(list(patterns)) (\(change))"
        case .nothingToCompareWith: "true, since there is no older version to compare with"
        case .tooManyComparisons: tooMany(answer, patterns)
        case .unknownRef(let ref): "there is no \(ref) to compare with"
        case .otherProject(let project): otherProject(project)
        }
    }

    private static func exists(_ answer: PathsAnswer, _ patterns: [String]) -> String {
        switch answer.ground {
        case .match(let path, let pattern): path == pattern ? "\(path) is there" : "\(path) fits \(pattern)"
        case .noMatch, .nothingToCompareWith, .unknownRef:
            "no file fits \(list(patterns)) (\(answer.examined) looked at)"
        case .tooManyComparisons: tooMany(answer, patterns)
        case .otherProject(let project): otherProject(project)
        }
    }

    private static func tooMany(_ answer: PathsAnswer, _ patterns: [String]) -> String {
        "true without looking, since \(patterns.count) patterns for \(answer.examined) files are beyond GitLab's limit"
    }

    private static func otherProject(_ project: String) -> String { "false, since the files of \(project) cannot be seen here" }

    private static func refs(_ refs: [String], _ match: String?, _ isDefault: Bool) -> String {
        let text = "refs: \(list(refs))" + (isDefault ? ", the default" : "")
        return match.map { refs == [$0] ? text : "\(text) → \($0)" } ?? text
    }

    private static func notLookedAt(_ patterns: [String]) -> String { "\(list(patterns)): not looked at" }

    private static func list(_ texts: [String]) -> String {
        texts.count > 5 ? texts.prefix(5).joined(separator: ", ") + ", …" : texts.joined(separator: ", ")
    }
}

/// What a pipeline is planned for, in a line.
enum EventText {
    static func text(of context: PlanningContext) -> String {
        let commit = "commit \(context.commit.sha.prefix(8))"
        if let mergeRequest = context.mergeRequest {
            let kind = context.source == .mergeRequestEvent ? "" : "\(context.source.rawValue) of a "
            return "\(kind)merge request of \(mergeRequest.sourceBranch) into \(mergeRequest.targetBranch), \(commit)"
        }
        return "\(context.source.rawValue) of \(context.isTag ? "tag " : "")\(context.ref), \(commit)"
    }
}
