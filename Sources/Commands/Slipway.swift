package import ArgumentParser

/// The `slipway` command.
package struct Slipway: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "slipway", version: "0.1.0")

    package init() {}
}
