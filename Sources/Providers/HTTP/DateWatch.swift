import Files
import Synchronization

/// A transport that notes how far the clouds' clocks, as their answers' `Date` tells them, are from ours.
public final class DateWatch: HTTPTransport {
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Int
    private let seen = Mutex<Duration?>(nil)

    /// Watches a transport by the machine's clock.
    public convenience init(_ transport: any HTTPTransport) { self.init(transport) { CurrentProcess.wallSeconds } }

    /// Watches a transport.
    /// - Parameter now: our clock, in seconds since 1970.
    public init(_ transport: any HTTPTransport, now: @escaping @Sendable () -> Int) {
        self.transport = transport
        self.now = now
    }

    /// How much our clock is ahead, by the last answer that had a date; negative if it is behind, nil if none had one.
    /// Right to about a second.
    public var ahead: Duration? { seen.withLock { $0 } }

    /// Sends a request.
    public func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse {
        let response = try await transport.send(request)
        if let date = response.header("Date").flatMap(HTTPDate.seconds) {
            let ahead = Duration.seconds(now() - date)
            seen.withLock { $0 = ahead }
        }
        return response
    }
}
