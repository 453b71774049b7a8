internal import PipelineModel
internal import YAML

/// `artifacts:reports`. Reference: https://docs.gitlab.com/ci/yaml/artifacts_reports/
enum ReportsEntry {
    static let types = [
        "accessibility", "annotations", "api_fuzzing", "browser_performance", "cluster_image_scanning", "codequality",
        "container_scanning", "coverage_fuzzing", "coverage_report", "cyclonedx", "dast", "dependency_scanning", "dotenv", "junit",
        "license_management", "license_scanning", "load_performance", "lsif", "metrics", "repository_xray", "requirements",
        "requirements_v2", "sarif", "sast", "secret_detection", "terraform",
    ]
    /// These take one path and no list.
    private static let singlePath: Set<String> = ["browser_performance"]

    static func read(_ node: Node, in scope: Scope) -> [String: [String]] {
        guard let mapping = scope.mapping(node, ":artifacts:reports", keys: types) else { return [:] }
        var reports: [String: [String]] = [:]
        for entry in mapping.entries {
            guard let type = entry.key.text, types.contains(type) else { continue }
            let label = ":artifacts:reports \(type)"
            if type == "coverage_report" {
                if !entry.value.isNull { reports[type] = coverage(entry.value, in: scope) }
            } else if entry.value.isNull {
                scope.error(label, "can't be blank", at: entry.key, code: "blank", help: "name the report's file")
            } else if singlePath.contains(type) {
                reports[type] = scope.string(entry.value, label).map { [$0] }
            } else {
                reports[type] = scope.stringOrStrings(entry.value, label)
            }
        }
        return reports
    }

    private static func coverage(_ node: Node, in scope: Scope) -> [String]? {
        let label = ":artifacts:reports:coverage_report"
        guard let mapping = scope.mapping(node, label, keys: ["coverage_format", "path"]),
            let format = scope.require("coverage_format", in: mapping, label, at: node),
            let path = scope.require("path", in: mapping, label, at: node)
        else { return nil }
        _ = scope.choice(format, label + " coverage format", from: ["cobertura", "jacoco"])
        return scope.string(path, label + " path").map { [$0] }
    }
}
