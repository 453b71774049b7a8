internal import CCurl
internal import Glibc

/// One transfer from start to end on its own thread. Owned by that thread once started.
final class Transfer: @unchecked Sendable {
    private let request: HTTPRequest
    private let userAgent: String
    private let canceled: CancellationFlag
    private let finish: @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    private var body: [UInt8] = []
    private var headers: [(name: String, value: String)] = []
    private var isTooLarge = false

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(
        request: HTTPRequest, userAgent: String, canceled: CancellationFlag,
        finish: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) {
        self.request = request
        self.userAgent = userAgent
        self.canceled = canceled
        self.finish = finish
    }

    /// Starts the thread; returns an error, and never calls `finish`, when there is none to be had.
    func startOnThread() -> HTTPError? {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context {
                    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeRetainedValue()
                    transfer.finish(transfer.perform())
                }
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            return error(.other, "no thread for the transfer: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
        return nil
    }

    private func perform() -> Result<HTTPResponse, HTTPError> {
        guard Self.isReady, let handle = curl_easy_init() else { return .failure(error(.other, "libcurl could not be set up")) }
        defer { curl_easy_cleanup(handle) }
        guard request.headers.allSatisfy({ !($0.name + $0.value).utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 } }) else {
            return .failure(error(.invalidRequest, "a header holds a line break"))
        }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in request.headers {
            list = curl_slist_append(list, "\(header.name): \(header.value)") ?? list
        }
        configure(handle, headers: list)
        let code =
            if let sent = request.body {
                sent.withUnsafeBytes { bytes in
                    slipway_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, bytes.count)
                    slipway_curl_set_pointer(
                        handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? Self.emptyBody))
                    // A body makes libcurl say POST; the method asked for wins.
                    slipway_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method)
                    return curl_easy_perform(handle)
                }
            } else {
                curl_easy_perform(handle)
            }
        guard code == CURLE_OK else { return .failure(error(code)) }
        var status = 0
        slipway_curl_response_code(handle, &status)
        return .success(HTTPResponse(status: status, headers: headers, body: body))
    }

    // An address for a body of no bytes; never read and never written.
    nonisolated(unsafe) private static let emptyBody: UnsafeRawPointer = UnsafeRawPointer(
        UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))

    private func configure(_ handle: UnsafeMutableRawPointer, headers list: UnsafeMutablePointer<curl_slist>?) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        slipway_curl_set_string(handle, CURLOPT_URL, request.url)
        slipway_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        slipway_curl_set_string(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        slipway_curl_set_string(handle, CURLOPT_USERAGENT, userAgent)
        slipway_curl_set_list(handle, CURLOPT_HTTPHEADER, list)
        if request.method == "HEAD" {
            slipway_curl_set_long(handle, CURLOPT_NOBODY, 1)
        } else {
            slipway_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method)
        }
        slipway_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, request.maximumRedirects > 0 ? 1 : 0)
        slipway_curl_set_long(handle, CURLOPT_MAXREDIRS, request.maximumRedirects)
        slipway_curl_set_long(handle, CURLOPT_TIMEOUT_MS, request.timeout.milliseconds)
        slipway_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
        slipway_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        slipway_curl_set_string(handle, CURLOPT_ACCEPT_ENCODING, "")
        if let file = request.certificateAuthorities {
            slipway_curl_set_string(handle, CURLOPT_CAINFO, file)
        } else if let bundle = getenv("CURL_CA_BUNDLE") {
            slipway_curl_set_string(handle, CURLOPT_CAINFO, bundle)
        }

        slipway_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        slipway_curl_set_data_function(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.receive(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
        }
        slipway_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        slipway_curl_set_data_function(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            transfer.receive(headerLine: UnsafeRawBufferPointer(start: data, count: size * count))
            return size * count
        }
        slipway_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        slipway_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        slipway_curl_set_progress_function(handle) { context, _, _, _, _ in
            guard let context else { return 0 }
            return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().canceled.isSet ? 1 : 0
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= request.maximumBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func receive(headerLine bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A redirect or an interim answer came before: only the last one counts.
            headers = []
            body = []
            return
        }
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = line[line.utf8.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { !$0.isWhitespace && !$0.isNewline }
        headers.append((line[..<colon].lowercased(), end.map { String(value[...$0]) } ?? ""))
    }

    private func error(_ curlCode: CURLcode) -> HTTPError {
        let (code, message): (HTTPError.Code, String) =
            switch curlCode {
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: (.invalidRequest, "not an http or https URL")
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: (.unresolved, "the host name has no address")
            case CURLE_COULDNT_CONNECT: (.refused, "nothing answers there")
            case CURLE_OPERATION_TIMEDOUT: (.timedOut, "no complete answer within \(request.timeout)")
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
                (.tls, "TLS: \(String(cString: curl_easy_strerror(curlCode)))")
            case CURLE_WRITE_ERROR where isTooLarge: (.tooLarge, "the answer is larger than \(request.maximumBytes) bytes")
            case CURLE_ABORTED_BY_CALLBACK: (.canceled, "canceled")
            case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
                (.interrupted, "the connection ended before the answer was complete")
            default: (.other, String(cString: curl_easy_strerror(curlCode)))
            }
        return error(code, message, curlCode.rawValue)
    }

    private func error(_ code: HTTPError.Code, _ message: String, _ curlCode: UInt32 = 0) -> HTTPError {
        // User information and query may hold credentials.
        var shown = request.url.prefix { $0 != "?" && $0 != "#" }
        if let scheme = shown.range(of: "://"), let at = shown[scheme.upperBound...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        {
            shown = shown[..<scheme.upperBound] + shown[shown.index(after: at)...]
        }
        return HTTPError(code: code, operation: "\(request.method) \(shown)", message: message, curlCode: curlCode)
    }
}

extension Substring {
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    fileprivate var milliseconds: Int {
        Swift.max(1, Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000))
    }
}
