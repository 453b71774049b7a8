internal import Foundation

/// The programs that were built with the tests and lie beside the test bundle, or those of another build: `make test` names the
/// release build in `SLIPWAY_TESTED_BUILD`, since what the optimiser makes of a program is what users get.
package enum BuiltProgram {
    package static let slipway = directory + "/slipway"
    package static let launcher = directory + "/slipway-launcher"

    private static let directory: String = {
        if let named = ProcessInfo.processInfo.environment["SLIPWAY_TESTED_BUILD"], !named.isEmpty { return named }
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (bundle as NSString).deletingLastPathComponent
    }()
}
