import Providers
import Synchronization

/// A transport whose answers a test scripts, the last one for ever; it keeps what it was sent.
final class ScriptedTransport: HTTPTransport {
    private let state: Mutex<(answers: [Result<HTTPResponse, HTTPFault>], sent: [HTTPRequest])>

    init(_ answers: Result<HTTPResponse, HTTPFault>...) { state = Mutex((answers, [])) }

    var sent: [HTTPRequest] { state.withLock { $0.sent } }

    func send(_ request: HTTPRequest) async throws(HTTPFault) -> HTTPResponse {
        let answer = state.withLock { state -> Result<HTTPResponse, HTTPFault>? in
            state.sent.append(request)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first
        }
        return try answer?.get() ?? HTTPResponse(status: 200)
    }

    static func status(_ status: Int, _ headers: [String: String] = [:]) -> Result<HTTPResponse, HTTPFault> {
        .success(
            HTTPResponse(
                status: status, headers: headers.sorted { $0.key < $1.key }.map { HTTPRequest.Header($0.key, $0.value) }
            ))
    }

    static func fault(_ kind: HTTPFault.Kind, _ code: String = "x") -> Result<HTTPResponse, HTTPFault> {
        .failure(HTTPFault(kind, code: code, description: "no luck"))
    }
}
