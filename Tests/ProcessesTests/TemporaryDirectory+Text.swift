import FoundationEssentials
import TestSupport

extension TemporaryDirectory {
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: self[name]).map { String(decoding: $0, as: UTF8.self) }
    }
}
