import Hosts
import JSON

/// Answers that are no success, as errors of our classes.
///
/// Hyperstack tells little by code: `error_reason` has seven words, and stock, quota and state are all `bad_request`.
/// So the reason is read first, and then the text, by `HyperstackPhrases`.
enum HyperstackErrors {
    /// Whether an answer that looks like a success says that it is none: some failures come as 200 with `status: false`.
    static func isRefusal(_ response: HTTPResponse) -> Bool {
        HyperstackWire.flag((try? JSONDocument(parsing: response.body))?.root["status"]) == false
    }

    /// The error of an answer with a status other than 2xx, or with `status: false`.
    static func decode(_ response: HTTPResponse) -> ProviderError {
        let root = (try? JSONDocument(parsing: response.body))?.root
        let said = words(root)
        let message = said.isEmpty ? noReason : said
        let reason = root?["error_reason"]?.string ?? ""
        let request = response.header("X-Request-Id")
        func error(_ kind: ProviderError.Kind, _ code: String, _ text: String) -> ProviderError {
            ProviderError(kind, provider: .hyperstack, code: code, message: text, requestID: request)
        }
        // An answer of 2xx whose body says that it failed has no other code than its text.
        let status = response.isSuccess ? 400 : response.status
        let code = reason.isEmpty ? fallbackCode(status) : reason
        if status == 429 {
            return error(.rateLimited(retryAfter: response.retryAfter), code, "too many requests")
        }
        let kind = HyperstackPhrases.kind(of: said)
        switch code {
        case "unauthorized":
            return error(.auth, code, "\(message); check \(HyperstackCredentials.variable)")
        case "forbidden": return error(kind == .quota ? .quota : .auth, code, message)
        case "not_found":
            if isOurs(root, said) { return error(.notFound, code, message) }
            // Of a gateway, or of a wrong `endpoint`: it says nothing of the thing that was asked for.
            return error(
                .transient, "http_404", "404 that is not the cloud's own (\(message)); is the endpoint right?")
        case "already_exist": return error(.conflict, code, message)
        case "conflict": return error(kind == .invalid ? .conflict : kind, code, message)
        case "payment_required": return error(.quota, code, message)
        case "server_error": return error(.transient, code, message)
        default: break
        }
        if status >= 500 || status == 408 { return error(.transient, code, message) }
        return error(kind, HyperstackPhrases.disabled(said) ? "feature_disabled" : code, message)
    }

    private static let noReason = "no reason given"

    /// What an answer says of the failure, in its own words.
    private static func words(_ root: JSONNode?) -> String {
        for name in ["message", "error", "detail", "errors"] {
            guard let node = root?[name], node.kind != .null else { continue }
            // Findings by field come as an object.
            let text = node.string ?? String(decoding: node.tree.text(pretty: false), as: UTF8.self)
            if !text.isEmpty { return text }
        }
        return ""
    }

    /// Whether an answer is in the cloud's own form.
    private static func isOurs(_ root: JSONNode?, _ said: String) -> Bool {
        guard let root, root.kind == .object else { return false }
        return root["error_reason"]?.string != nil || root["status"] != nil || HyperstackPhrases.isMissing(said)
    }

    /// Whether a name is taken, or not yet free again.
    static func isNameTaken(_ error: ProviderError) -> Bool {
        guard error.kind == .conflict else { return false }
        if error.code == "already_exist" || HyperstackPhrases.isName(error.message) { return true }
        return error.code == "conflict" && error.message == noReason
    }

    /// Whether a refusal may be of a state that passes.
    static func mayPass(_ error: ProviderError) -> Bool {
        (error.kind == .conflict || error.kind == .invalid) && !HyperstackPhrases.isLocked(error.message)
            && !HyperstackPhrases.disabled(error.message)
    }

    /// Why a VM that was accepted came to nothing: what its events say, else what the stock says.
    /// - Parameters:
    ///   - events: the VM's, in any order.
    ///   - inStock: whether the cloud says there are machines of its type; nil if it does not say.
    static func lateFailure(_ vm: HyperstackVM, events: [HyperstackEvent], inStock: Bool?) -> ProviderError {
        let texts = events.map { "\($0.reason) \($0.message)" }
        let classes: [ProviderError.Kind] = [.quota, .capacity]
        for wanted in classes {
            if let text = texts.first(where: { HyperstackPhrases.kind(of: $0) == wanted }) {
                return failed(wanted, vm, "it was accepted, and then: \(text)")
            }
        }
        // Hyperstack gives no reason for a machine it could not place, so want of stock is the first guess.
        let failure = events.first { "\($0.type) \($0.reason)".lowercased().contains("fail") }
        if inStock == true, let failure {
            return failed(.operationFailed, vm, "it was accepted, and then: \(failure.reason) \(failure.message)")
        }
        return failed(.capacity, vm, "it was accepted, and then ended in ERROR, which most often is want of stock")
    }

    private static func failed(_ kind: ProviderError.Kind, _ vm: HyperstackVM, _ why: String) -> ProviderError {
        ProviderError(
            kind, provider: .hyperstack, code: "ERROR",
            message: "VM \(vm.id) (`\(vm.name)`, \(vm.flavor ?? "?")): \(String(why.prefix(500)))")
    }

    private static func fallbackCode(_ status: Int) -> String {
        switch status {
        case 400: "bad_request"
        case 401: "unauthorized"
        case 402: "payment_required"
        case 403: "forbidden"
        case 404: "not_found"
        case 405: "not_allowed"
        case 409: "conflict"
        case 429: "rate_limited"
        case 500: "server_error"
        default: "http_\(status)"
        }
    }
}
