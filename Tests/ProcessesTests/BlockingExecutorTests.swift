import Glibc
import Synchronization
import Testing

@testable import Processes

@Suite struct BlockingExecutorTests {
    private actor Counter {
        private(set) var threads: [pthread_t] = []
        func note() { threads.append(pthread_self()) }
    }

    @Test func aTaskAndTheActorsItCallsStayOnItsThread() async throws {
        let executor = try BlockingExecutor()
        let counter = Counter()
        let (own, again) = await Task(executorPreference: executor) { @concurrent in
            let own = pthread_self()
            await counter.note()
            await Task.yield()
            await counter.note()
            return (own, pthread_self())
        }.value
        #expect(await counter.threads == [own, own])
        #expect(again == own && own != pthread_self())
    }

    @Test func twoThatBlockDoNotWaitForEachOther() async throws {
        // Each blocks until the other has come: on one thread neither would get on.
        let (first, second) = (Bell(), Bell())
        let one = Task(executorPreference: try BlockingExecutor()) { @concurrent in
            first.ring()
            second.wait()
        }
        let two = Task(executorPreference: try BlockingExecutor()) { @concurrent in
            second.ring()
            first.wait()
        }
        await one.value
        await two.value
    }

    @Test func scriptsMayBlockIt() async throws {
        let executor = try BlockingExecutor()
        let control = ProcessControl()
        let result = try await run("echo ready; exec sleep 1000", on: executor, control) { control.terminate() }
        #expect(result == ProcessResult(termination: .signaled(SIGTERM), cause: .terminated))
        #expect(try await run("exit 3", on: executor).termination == .exited(3))
    }

    private func run(
        _ script: String, on executor: BlockingExecutor, _ control: ProcessControl = ProcessControl(),
        _ heard: @escaping @Sendable () -> Void = {}
    ) async throws -> ProcessResult {
        try await Task(executorPreference: executor) { @concurrent in
            try ProcessTree.runBlocking(Command("sh", ["-c", script]), control: control) { _, _ in heard() }
        }.value
    }
}
