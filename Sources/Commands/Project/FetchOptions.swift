internal import ArgumentParser

/// Whether included files of other projects may be read from the network.
struct FetchOptions: ParsableArguments {
    @Flag(help: "Fetch the included files of other projects and servers, those that are kept already, too.")
    var fetch = false

    @Flag(help: "Read nothing from the network, whatever the settings allow.")
    var offline = false

    func validate() throws {
        if fetch, offline { throw ValidationError("--fetch and --offline exclude each other") }
    }
}
