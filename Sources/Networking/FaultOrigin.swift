import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import Providers

/// What ended a request without an answer, told apart as far as it can be told with certainty: only what failed before
/// the request's first byte counts as not sent.
enum FaultOrigin: Error {
    /// Time was up; the request may have been in any state.
    case deadline
    /// The task was cancelled.
    case cancelled
    /// Anything else, as it is reported.
    case fault(HTTPFault)

    init(_ error: any Error, to target: RequestTarget, by proxy: ProxyAddress?) {
        let place = proxy.map { "\(target.shown) through the proxy \($0.shown)" } ?? target.shown
        switch error {
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self = Self.client(error, place, proxy)
        case let error as NIOConnectionError: self = .fault(Self.connection(error, place))
        case let error as IOError where error.errnoCode == 111:
            self = .fault(HTTPFault(.notSent, code: "connect", description: "cannot connect to \(place): refused"))
        case let error as NIOSSLError: self = .fault(Self.tls(error, place))
        case is NIOSSLExtraError:
            self = .fault(
                HTTPFault(
                    .notSent, code: "certificate", description: "the certificate of \(place) is for another name"))
        case is NIOTooManyBytesError:
            self = .fault(
                HTTPFault(
                    .outcomeUnknown, code: "size",
                    description: "the answer of \(place) is longer than Berth takes (64 MiB)"))
        default:
            self = .fault(
                HTTPFault(.outcomeUnknown, code: "lost", description: "lost the connection to \(place): \(error)"))
        }
    }

    /// The fault to report.
    func fault(deadline: Duration, of target: RequestTarget) -> HTTPFault {
        switch self {
        case .deadline:
            HTTPFault(
                .outcomeUnknown, code: "timeout", description: "no answer of \(target.shown) within \(deadline)")
        case .cancelled:
            HTTPFault(.outcomeUnknown, code: "cancelled", description: "gave up a request to \(target.shown)")
        case .fault(let fault): fault
        }
    }

    private static func client(_ error: HTTPClientError, _ place: String, _ proxy: ProxyAddress?) -> FaultOrigin {
        switch error {
        case .cancelled: return .cancelled
        case .deadlineExceeded: return .deadline
        case .connectTimeout, .getConnectionFromPoolTimeout:
            return .fault(
                HTTPFault(.notSent, code: "connect", description: "cannot connect to \(place): no answer in time"))
        case .tlsHandshakeTimeout:
            return .fault(
                HTTPFault(.notSent, code: "tls", description: "\(place) did not finish the TLS handshake in time"))
        case .invalidProxyResponse, .proxyAuthenticationRequired, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            let cause =
                error == .proxyAuthenticationRequired
                ? "it wants credentials, or others" : "it did not let the request through"
            return .fault(
                HTTPFault(.notSent, code: "proxy", description: "the proxy \(proxy?.shown ?? "?") refused: \(cause)"))
        case .invalidURL, .emptyHost, .emptyScheme:
            return .fault(HTTPFault(.notSent, code: "url", description: "\(place): \(error.shortDescription)"))
        case .remoteConnectionClosed:
            return .fault(
                HTTPFault(
                    .outcomeUnknown, code: "lost", description: "\(place) closed the connection without an answer"))
        default:
            return .fault(
                HTTPFault(
                    .outcomeUnknown, code: "lost", description: "no whole answer of \(place): \(error.shortDescription)"
                ))
        }
    }

    private static func connection(_ error: NIOConnectionError, _ place: String) -> HTTPFault {
        guard error.connectionErrors.isEmpty else {
            let cause = error.connectionErrors.first.map { "\($0.error)" } ?? "unknown"
            return HTTPFault(.notSent, code: "connect", description: "cannot connect to \(place): \(cause)")
        }
        return HTTPFault(.notSent, code: "resolve", description: "there is no address of \(error.host)")
    }

    /// `handshakeFailed` comes before the first byte of any request.
    private static func tls(_ error: NIOSSLError, _ place: String) -> HTTPFault {
        switch error {
        case .handshakeFailed(let cause):
            let text = "\(cause)"
            guard text.contains("CERTIFICATE_VERIFY_FAILED") else {
                return HTTPFault(.notSent, code: "tls", description: "the TLS handshake with \(place) failed: \(text)")
            }
            return HTTPFault(
                .notSent, code: "certificate",
                description: "the certificate of \(place) is not of an authority that is trusted here; "
                    + "SSL_CERT_FILE names a file with more authorities")
        case .unableToValidateCertificate, .noCertificateToValidate, .cannotFindPeerIP:
            return HTTPFault(
                .notSent, code: "certificate", description: "the certificate of \(place) cannot be checked")
        default:
            return HTTPFault(.outcomeUnknown, code: "lost", description: "lost the connection to \(place): \(error)")
        }
    }
}
