import Hosts
import JSON

/// Answers that are no success, as errors of our classes.
///
/// Hyperstack tells little by code: `error_reason` has seven words, and stock, quota and state are all `bad_request`.
/// So the reason is read first, and then the text, by the phrases below.
enum HyperstackErrors {
    /// What an account that owes money is told.
    static let quotaPhrases = [
        "insufficient balance", "insufficient credit", "insufficient funds", "quota", "limit exceeded",
        "limit reached", "maximum number of",
    ]
    /// What is said when there is no machine left.
    static let capacityPhrases = [
        "out of stock", "stock", "capacity", "no valid host", "not enough resources", "insufficient resources",
        "sold out", "not enough hosts", "no available host", "gpus are not available", "gpu is not available",
    ]
    /// What is said of an object in a state, or of a name, that forbids the call.
    static let conflictPhrases = [
        "currently being created", "not suitable for this operation", "only available volumes", "already attached",
        "in use", "in-use", "name is not available", "already exist", "reserved", "cannot be deleted",
        "invalid state", "current state", "attached to", "is locked",
    ]
    static let missingPhrases = ["does not exist", "not found", "no such", "doesn't exist"]

    /// Whether an answer that looks like a success says that it is none: some failures come as 200 with `status: false`.
    static func isRefusal(_ response: HTTPResponse) -> Bool {
        (try? JSONDocument(parsing: response.body))?.root["status"]?.bool == false
    }

    /// The error of an answer with a status other than 2xx, or with `status: false`.
    static func decode(_ response: HTTPResponse) -> ProviderError {
        let root = (try? JSONDocument(parsing: response.body))?.root
        let said = root?["message"]?.string ?? root?["error"]?.string ?? ""
        let message = said.isEmpty ? "no reason given" : said
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
        switch code {
        case "unauthorized":
            return error(.auth, code, "\(message); check \(HyperstackCredentials.variable)")
        case "forbidden": return error(.auth, code, message)
        case "not_found": return error(.notFound, code, message)
        case "already_exist": return error(.conflict, code, message)
        case "payment_required": return error(.quota, code, message)
        case "server_error": return error(.transient, code, message)
        default: break
        }
        if status >= 500 || status == 408 { return error(.transient, code, message) }
        return error(kind(of: said), disabled(said) ? "feature_disabled" : code, message)
    }

    /// The class of a `bad_request`, by its words.
    static func kind(of said: String) -> ProviderError.Kind {
        let text = said.lowercased()
        func has(_ phrases: [String]) -> Bool { phrases.contains { text.contains($0) } }
        if disabled(text) { return .invalid }
        if has(quotaPhrases) { return .quota }
        if has(conflictPhrases) { return .conflict }
        if has(capacityPhrases) { return .capacity }
        if has(missingPhrases) { return .notFound }
        return .invalid
    }

    /// Whether the vendor has turned a feature off.
    static func disabled(_ said: String) -> Bool { said.lowercased().contains("currently disabled") }

    /// Whether a delete must wait for the VM to be made first.
    static func isBeingCreated(_ error: ProviderError) -> Bool {
        error.kind == .conflict && error.message.lowercased().contains("being created")
    }

    /// Whether a name is taken, or not yet free again.
    static func isNameTaken(_ error: ProviderError) -> Bool {
        guard error.kind == .conflict else { return false }
        let text = error.message.lowercased()
        return error.code == "already_exist" || text.contains("name is not available") || text.contains("already exist")
    }

    /// Why a VM that was accepted came to nothing: what its events say, else what the stock says.
    /// - Parameters:
    ///   - events: the VM's, in any order.
    ///   - inStock: whether the cloud says there are machines of its type; nil if it does not say.
    static func lateFailure(_ vm: HyperstackVM, events: [HyperstackEvent], inStock: Bool?) -> ProviderError {
        let texts = events.map { "\($0.reason) \($0.message)" }
        let classes: [ProviderError.Kind] = [.quota, .capacity]
        for wanted in classes {
            if let text = texts.first(where: { kind(of: $0) == wanted }) {
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
        case 409: "already_exist"
        case 429: "rate_limited"
        case 500: "server_error"
        default: "http_\(status)"
        }
    }
}
