internal import Glibc
internal import Scheduling

/// Asks a person at the terminal which manual jobs to play.
struct ManualPrompt: Sendable {
    var view: any RunView

    /// Returns the ids of the jobs to play; none ends the run. Ctrl-C ends the question, too, since the run is canceled then.
    @concurrent
    func ask(_ jobs: [ManualJob]) async -> Set<Int> {
        view.pause()
        defer { view.resume() }
        Console.note("Manual jobs:")
        for (number, job) in jobs.enumerated() {
            let question = job.confirmation.map { ": \($0)" } ?? ""
            Console.note("  \(number + 1)  \(job.name)\(job.isOptional ? "" : " (the pipeline waits for it)")\(question)")
        }
        while !Task.isCancelled {
            Console.prompt("Play which? Numbers, `all`, or nothing to end the run: ")
            guard let answer = await Self.line() else { return [] }
            let words = answer.split { $0 == " " || $0 == "," }
            if words.isEmpty { return [] }
            if words == ["all"] { return Set(jobs.map(\.id)) }
            let numbers = words.compactMap { Int($0) }.filter { (1...jobs.count).contains($0) }
            if numbers.count == words.count { return Set(numbers.map { jobs[$0 - 1].id }) }
            Console.note("There is no such number.")
        }
        return []
    }

    /// A line of standard input; nil at its end or when the task is canceled. Reading waits in slices, so that canceling ends it.
    private static func line() async -> String? {
        var bytes: [UInt8] = []
        while !Task.isCancelled {
            var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            if poll(&waiting, 1, 200) <= 0 { continue }
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
