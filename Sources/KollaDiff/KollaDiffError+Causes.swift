internal import FoundationEssentials
internal import Git
internal import Processes

extension KollaDiffError {
    init(_ error: ProcessError) {
        let code: Code =
            switch error.code {
            case .toolMissing: .toolMissing
            case .canceled: .canceled
            default: .system
            }
        self.init(code, operation: error.operation, message: error.message)
    }

    init(_ error: GitError) {
        let code: Code =
            switch error.code {
            case .notARepository: .notARepository
            case .noSuchRevision, .ambiguous, .unbornBranch: .noSuchRevision
            default: .system
            }
        self.init(code, operation: error.operation, message: error.message)
    }
}

func makeDirectory(_ path: String) throws(KollaDiffError) {
    do {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
        throw KollaDiffError(.system, operation: "make the directory \(path)", message: "\(error)")
    }
}
