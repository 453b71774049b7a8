/// Where everything is kept that can be made again, in a directory of the caller's.
package struct CacheDirectory: Hashable, Sendable {
    package var path: String
    /// Python environments, one directory a pin.
    package var pythonEnvironments: String

    package init(path: String, pythonEnvironments: String? = nil) {
        self.path = path
        self.pythonEnvironments = pythonEnvironments ?? path + "/venvs"
    }

    /// Rendered trees, one directory a key.
    var rendered: String { path + "/kolla/rendered" }
    /// The one path at which every render happens, because paths may show in what is rendered.
    var ground: String { path + "/kolla/ground" }
    /// Renders that are under way.
    var work: String { path + "/kolla/work" }
}
