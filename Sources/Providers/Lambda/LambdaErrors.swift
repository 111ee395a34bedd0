import Hosts
import JSON

/// The cloud's errors in our classes: by its codes, by the HTTP status only where there is no known code.
enum LambdaErrors {
    /// The error in an answer that is no success.
    static func decode(_ response: HTTPResponse) -> ProviderError {
        let root = (try? JSONDocument(parsing: response.body))?.root
        let error = root?["error"]
        let code = error?["code"]?.string
        var message = error?["message"]?.string ?? "HTTP status \(response.status)"
        if let hint = error?["suggestion"]?.string, !hint.isEmpty {
            message += (message.hasSuffix(".") ? " " : "; ") + hint
        }
        if code == "global/invalid-api-key" { message = "\(LambdaCredentials.variable) was refused: \(message)" }
        return ProviderError(
            kind(code, response), provider: .lambda, code: code ?? "HTTP \(response.status)", message: message,
            requestID: requestID(response))
    }

    private static func kind(_ code: String?, _ response: HTTPResponse) -> ProviderError.Kind {
        switch code {
        case "instance-operations/launch/insufficient-capacity": return .capacity
        case "global/quota-exceeded": return .quota
        case "global/invalid-parameters", "instance-operations/launch/file-system-in-wrong-region": return .invalid
        case "global/duplicate", "global/conflict", "firewall-rulesets/firewall-ruleset-in-use",
            "filesystems/filesystem-in-use":
            return .conflict
        // The address is that of the account's bills, without which it may not launch.
        case "global/invalid-api-key", "global/account-inactive", "global/invalid-address", "global/forbidden":
            return .auth
        case "global/object-does-not-exist", "global/not-found": return .notFound
        case "global/internal-error": return .transient
        case "global/too-many-requests", "global/rate-limited": return .rateLimited(retryAfter: response.retryAfter)
        case let code? where code.hasPrefix("provider/"): return .transient
        default: return kind(status: response)
        }
    }

    /// The class of an answer without a code we know. The body of a 429 is not documented.
    private static func kind(status response: HTTPResponse) -> ProviderError.Kind {
        switch response.status {
        case 401, 403: .auth
        case 404: .notFound
        case 409: .conflict
        case 429: .rateLimited(retryAfter: response.retryAfter)
        case 408, 500...: .transient
        default: .invalid
        }
    }

    private static func requestID(_ response: HTTPResponse) -> String? {
        response.header("x-request-id") ?? response.header("cf-ray")
    }
}
