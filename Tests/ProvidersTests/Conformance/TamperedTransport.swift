import Providers

/// A transport that does something of its own with what it sends or brings back.
struct TamperedTransport: HTTPTransport {
    typealias Way = @Sendable (any HTTPTransport, HTTPRequest) async throws(HTTPFault) -> HTTPResponse

    let honest: any HTTPTransport
    let way: Way

    func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse { try await way(honest, request) }
}

extension Wiring {
    /// Puts something between the adapter and the sockets.
    mutating func tamper(_ way: @escaping TamperedTransport.Way) {
        transport = TamperedTransport(honest: transport, way: way)
    }
}
