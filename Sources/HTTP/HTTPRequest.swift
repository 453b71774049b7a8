/// One request. Nothing is followed, retried or sent along that is not said here.
package struct HTTPRequest: Sendable {
    package var method: String
    /// `http` or `https`; other schemes are refused.
    package var url: String
    /// In order; names in any case. Values are never printed by Slipway.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// How many redirects are followed. Credentials given in `headers` are not sent to another host.
    package var maximumRedirects: Int
    /// From start to the last byte.
    package var timeout: Duration
    package var connectTimeout: Duration
    /// A larger body ends the request with `HTTPError.Code.tooLarge`.
    package var maximumBytes: Int
    /// A file of certificate authorities in PEM format, in place of `CURL_CA_BUNDLE` and the system's.
    package var certificateAuthorities: String?

    package init(
        _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        maximumRedirects: Int = 5, timeout: Duration = .seconds(30), connectTimeout: Duration = .seconds(10),
        maximumBytes: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.maximumRedirects = maximumRedirects
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maximumBytes = maximumBytes
    }
}

/// What a server answered. A 404 is an answer, not an error.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// Of the last response when redirects were followed; names in lower case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that (lower-case) name.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why there is no answer.
package struct HTTPError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case invalidRequest, unresolved, refused, timedOut, tls, tooLarge, interrupted, canceled, other
    }

    package var code: Code
    /// `GET https://host/path`, without user information and query.
    package var operation: String
    package var message: String
    /// libcurl's number: https://curl.se/libcurl/c/libcurl-errors.html
    package var curlCode: UInt32

    package var description: String { "\(operation): \(message)" }
}
