internal import FoundationEssentials
internal import Glibc

/// A private folder for one diff; gone when it is done, whatever happened.
struct Workspace: Sendable {
    let path: String

    init(in cache: CacheDirectory) throws(KollaDiffError) {
        try makeDirectory(cache.work)
        try makeDirectory(cache.ground)
        path = "\(cache.work)/\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try makeDirectory(path)
    }

    /// A new folder for a side.
    func side(_ name: String) throws(KollaDiffError) -> String {
        try makeDirectory(path + "/" + name)
        return path + "/" + name
    }

    func sealed(_ name: String) -> String { path + "/sealed-" + name }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
