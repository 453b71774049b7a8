internal import CCurl
internal import Glibc
internal import Synchronization

/// Sends requests through libcurl. Proxies come from the environment (`https_proxy`, `no_proxy`), certificate authorities from the
/// system or `CURL_CA_BUNDLE`.
///
/// A transfer blocks, so each runs on a thread of its own, never on Swift's cooperative pool. Cancelling the awaiting task ends
/// the transfer within a second.
package struct HTTPClient: Sendable {
    /// Sent with every request that does not name its own.
    package var userAgent: String

    package init(userAgent: String) { self.userAgent = userAgent }

    /// Sends one request and returns whatever the server answered.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let canceled = CancellationFlag()
        let agent = userAgent
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>) in
                let work = Transfer(request: request, userAgent: agent, canceled: canceled) { continuation.resume(returning: $0) }
                if let error = work.startOnThread() { continuation.resume(returning: .failure(error)) }
            }
        } onCancel: {
            canceled.set()
        }
        return try result.get()
    }
}

/// Set from any thread, read by libcurl's progress callback.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
