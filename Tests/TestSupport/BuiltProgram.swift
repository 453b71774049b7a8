internal import Foundation

/// The programs that were built with the tests; they lie beside the test bundle.
package enum BuiltProgram {
    package static let slipway = directory + "/slipway"
    package static let launcher = directory + "/slipway-launcher"

    private static let directory: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (bundle as NSString).deletingLastPathComponent
    }()
}
