internal import FoundationEssentials
internal import Glibc

/// Compiled templates of one pair of Python environments, which follow from their text and are kept from one render to the next. A
/// render gets a copy and may add to it; several renders at once overwrite each other's file whole, never in part.
struct KeptTemplates: Sendable {
    /// One file for every release of Python and Jinja.
    private let directory: String

    init(cache: CacheDirectory, pair: PythonEnvironments.Pair) {
        let environment = pair.kayobe.split(separator: "/").dropLast().last.map(String.init) ?? "environment"
        directory = cache.path + "/kolla/templates/" + environment
    }

    /// Puts what is kept where a render looks for it. Without it a render takes longer and writes the same.
    func lend(to folder: String) {
        for name in names(in: directory) {
            try? FileManager.default.copyItem(atPath: directory + "/" + name, toPath: folder + "/" + name)
        }
    }

    /// Keeps what a finished render made of it.
    func keep(from folder: String) {
        guard (try? makeDirectory(directory)) != nil else { return }
        for name in names(in: folder) {
            let temporary = "\(directory)/.\(name)-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            guard (try? FileManager.default.moveItem(atPath: folder + "/" + name, toPath: temporary)) != nil else { continue }
            if rename(temporary, directory + "/" + name) != 0 { unlink(temporary) }
        }
    }

    private func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasPrefix("kept-") && !$0.contains(".part")
        }
    }
}
