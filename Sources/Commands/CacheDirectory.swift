internal import Glibc
internal import Processes

/// Where everything is kept that can be made again: `$XDG_CACHE_HOME/slipway`, else `~/.cache/slipway`.
enum CacheDirectory {
    /// nil when neither `XDG_CACHE_HOME` nor `HOME` names a directory.
    static var base: String? {
        let environment = ExecutableSearch.environment
        if let named = environment["XDG_CACHE_HOME"], named.hasPrefix("/") { return named + "/slipway" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/slipway" }
        return nil
    }

    /// - Throws: when there is none.
    static func required() throws -> String {
        guard let base else {
            throw CommandFailure(.systemFailed, "neither XDG_CACHE_HOME nor HOME names a directory for caches")
        }
        return base
    }

    /// Makes the directory below it, for its owner only, and returns its path.
    static func make(_ name: String) throws -> String {
        let path = try required() + "/" + name
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                throw CommandFailure(.systemFailed, "cannot make the directory \(made): \(Console.errorText(errno))")
            }
        }
        return path
    }
}
