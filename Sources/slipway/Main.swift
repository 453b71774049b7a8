internal import Commands

@main
struct Main {
    static func main() async {
        await Slipway.exit(running: Array(CommandLine.arguments.dropFirst()))
    }
}
