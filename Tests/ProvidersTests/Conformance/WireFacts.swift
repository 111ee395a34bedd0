import JSON
import Providers
import TestServers

/// What a cloud is on the wire.
struct WireFacts: Sendable {
    /// One of its calls.
    struct Call: Sendable {
        var method: HTTPRequest.Method
        /// A glob over the path; `*` takes slashes, too.
        var path: String

        /// Whether a request was this call.
        func takes(_ request: LoggedRequest) -> Bool {
            guard request.method == method.rawValue else { return false }
            let parts = path.split(separator: "*", omittingEmptySubsequences: false)
            guard parts.count > 1, let first = parts.first, let last = parts.last else { return request.path == path }
            guard request.path.hasPrefix(first) else { return false }
            var rest = request.path.dropFirst(first.count)
            for part in parts.dropFirst().dropLast() where !part.isEmpty {
                guard let found = rest.firstRange(of: part) else { return false }
                rest = rest[found.upperBound...]
            }
            return rest.hasSuffix(last)
        }

        /// A fault of this call.
        func fault(
            _ kind: TestServers.ScriptedFault.Kind, times: Int = 1, after: Int = 0, status: Int? = nil,
            headers: [String: String] = [:], body: JSONValue? = nil
        ) -> TestServers.ScriptedFault {
            .init(
                kind, method: method, path: path, times: times, after: after, status: status, headers: headers,
                body: body)
        }
    }

    /// The call that makes a VM, and the one that removes it.
    var create: Call
    var delete: Call
    /// The calls that a list of hosts and their disks consists of; one of each suffices for one page.
    var lists: [Call]
    /// The secret that the adapter signs with.
    var credential: String
    /// Whether refused credentials can be exchanged for others.
    var renews: Bool
    /// Options of a world whose pages hold five.
    var smallPages: Facet<[String: JSONValue]>
    /// Options of a world whose first page is empty and names the next.
    var emptyPage: Facet<[String: JSONValue]>
    /// Pokes after which the next create is accepted, and fails then for want of machines or of quota.
    var lateStockOut: Facet<[String: JSONValue]>
    var lateQuota: Facet<[String: JSONValue]>
}

/// Something that a cloud has, or has not for a reason.
enum Facet<Value: Sendable>: Sendable {
    case of(Value)
    case none(because: String)

    struct Missing: Error { var reason: String }

    func value() throws(Missing) -> Value {
        switch self {
        case .of(let value): return value
        case .none(let reason): throw Missing(reason: reason)
        }
    }

    /// Why there is none; nil if there is one.
    var gap: String? {
        if case .none(let reason) = self { return reason }
        return nil
    }
}
