internal import PipelineModel

/// The stage resolve_secrets, which has taken place when there is a trace: its values are what the trace masks.
extension JobSession {
    /// Tells how it went; nil when the job can go on.
    func tellSecrets(_ trace: TraceWriter) -> JobEnding? {
        guard job.needsSecrets else { return nil }
        trace.beginSection("resolve_secrets", title: "Resolving secrets")
        defer { trace.endSection("resolve_secrets") }
        for line in secrets.lines {
            switch line {
            case .text(let text): trace.line(text)
            case .warning(let text): trace.warning(text)
            }
        }
        return secrets.failure.map { .missingSecret($0) }
    }
}
