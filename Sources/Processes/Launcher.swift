internal import Glibc

/// Where `slipway-launcher` is: `$SLIPWAY_LAUNCHER`, beside this executable, or in `../libexec/slipway/`.
package enum Launcher {
    package static let path: String? = {
        if let named = ExecutableSearch.environment["SLIPWAY_LAUNCHER"], !named.isEmpty {
            return ExecutableSearch.find(named, path: nil)
        }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return nil }
        let executable = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = executable.lastIndex(of: "/") else { return nil }
        let directory = executable[..<slash]
        for candidate in ["\(directory)/slipway-launcher", "\(directory)/../libexec/slipway/slipway-launcher"] {
            if let found = ExecutableSearch.find(candidate, path: nil) { return found }
        }
        return nil
    }()

    /// Ends the launchers that are kept for more process trees, and waits for them. To be called when no more are to come soon.
    package static func endIdle() { LauncherConnection.endIdle() }
}
