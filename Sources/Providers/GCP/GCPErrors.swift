import Hosts
import JSON

/// The cloud's errors in our classes: by its codes and reasons, by the HTTP status only where there is no known code.
enum GCPErrors {
    private enum Class { case capacity, quota, rate, auth, notFound, conflict, invalid, transient }

    /// Codes and reasons, upper case, without underscores: the same word is `notFound` at the door and
    /// `RESOURCE_NOT_FOUND` or `NOT_FOUND` in an operation.
    private static let table: [String: Class] = {
        let words: [(Class, [String])] = [
            (
                .capacity,
                [
                    "ZONERESOURCEPOOLEXHAUSTED", "ZONERESOURCEPOOLEXHAUSTEDWITHDETAILS", "RESOURCEPOOLEXHAUSTED",
                    "STOCKOUT", "RESOURCEAVAILABILITY", "REGIONRESOURCEPOOLEXHAUSTED",
                ]
            ),
            (.quota, ["QUOTAEXCEEDED", "LIMITEXCEEDED", "QUOTALIMITEXCEEDED", "QUOTAALLOCATIONFAILED"]),
            (
                .rate,
                [
                    "RATELIMITEXCEEDED", "USERRATELIMITEXCEEDED", "CONCURRENTLIMITEXCEEDED", "DAILYLIMITEXCEEDED",
                    "RESOURCEOPERATIONRATEEXCEEDED", "RESOURCEEXHAUSTED",
                ]
            ),
            (
                .auth,
                [
                    "AUTHERROR", "FORBIDDEN", "INSUFFICIENTPERMISSIONS", "ACCESSNOTCONFIGURED", "PERMISSIONDENIED",
                    "UNAUTHENTICATED", "SERVICEDISABLED", "ACCESSTOKENSCOPEINSUFFICIENT", "PERMISSIONSERROR",
                    "IAMPERMISSIONDENIED", "ACCESSTOKENEXPIRED", "CREDENTIALSMISSING", "BILLINGDISABLED",
                    "BILLINGNOTENABLED", "ACCOUNTDISABLED",
                ]
            ),
            (.notFound, ["NOTFOUND", "RESOURCENOTFOUND"]),
            (
                .conflict,
                [
                    "ALREADYEXISTS", "RESOURCEALREADYEXISTS", "RESOURCEINUSEBYANOTHERRESOURCE", "RESOURCEINUSE",
                    "RESOURCENOTREADY", "CONDITIONNOTMET", "FAILEDPRECONDITION", "ABORTED", "CONFLICT", "INUSE",
                    "DUPLICATE",
                ]
            ),
            (
                .invalid,
                [
                    "INVALID", "REQUIRED", "BADREQUEST", "INVALIDPARAMETER", "INVALIDARGUMENT", "INVALIDFIELDVALUE",
                    "INVALIDUSAGE", "UNSUPPORTEDOPERATION", "PARSEERROR", "UNKNOWNPARAMETER", "OUTOFRANGE",
                    "INVALIDSTATEFORRESOURCEREQUEST", "RESOURCEDELETED",
                ]
            ),
            (
                .transient,
                [
                    "BACKENDERROR", "INTERNALERROR", "INTERNAL", "UNAVAILABLE", "SERVICEUNAVAILABLE",
                    "DEADLINEEXCEEDED",
                ]
            ),
        ]
        var out: [String: Class] = [:]
        for (kind, list) in words { for word in list { out[word] = kind } }
        return out
    }()

    /// The error in an answer that is no success.
    static func decode(_ request: HTTPRequest, _ response: HTTPResponse) -> ProviderError {
        let envelope = (try? JSONDocument(parsing: response.body))?.root["error"]
        let first = envelope?["errors"]?.elements.first
        let reason = first?["reason"]?.string
        let detail = envelope?["details"]?.elements.compactMap { $0["reason"]?.string }.first
        let status = envelope?["status"]?.string
        // Token endpoints answer `{"error": "invalid_grant", …}`.
        let bare = envelope?.string
        let code = reason ?? detail ?? status ?? bare ?? "HTTP \(response.status)"
        let foreign = envelope == nil ? " without an error of the cloud's; is the `endpoint` right?" : ""
        let message =
            envelope?["message"]?.string ?? first?["message"]?.string ?? "HTTP status \(response.status)\(foreign)"
        let known = known([reason, detail], status: status, message: message)
        return ProviderError(
            kind(known, response, isOurs: envelope?.kind == .object), provider: .gcp, code: code,
            message: short(message),
            requestID: requestID(response))
    }

    /// More than one word may be given. What passes by itself (a rate limit), and what says where the fault is (no stock, no
    /// quota), is worth more than a general refusal beside it; the status word is the most general of all.
    private static func known(_ reasons: [String?], status: String?, message: String) -> Class? {
        let told = reasons.compactMap { $0.flatMap { table[normal($0)] } }
        if let first = [Class.rate, .capacity, .quota].first(where: told.contains) { return first }
        let known = told.first ?? status.flatMap { table[normal($0)] }
        switch known {
        case .invalid, .conflict, .transient, nil: return isStockOut(message) ? .capacity : known
        case .rate: return isQuota(message) ? .quota : known
        case .capacity, .quota, .auth, .notFound: return known
        }
    }

    /// The sentences of a stock-out, for answers whose code does not say it.
    private static func isStockOut(_ message: String) -> Bool {
        [
            "does not have enough resources available", "is currently unavailable in the",
            "ZONE_RESOURCE_POOL_EXHAUSTED",
            "RESOURCE_POOL_EXHAUSTED", "stockout",
        ].contains { message.contains($0) }
    }

    /// `Quota 'CPUS' exceeded. Limit: 8.0 in region us-central1.`: a limit of things, not of requests.
    private static func isQuota(_ message: String) -> Bool {
        message.hasPrefix("Quota '") && message.contains("' exceeded") && message.contains("Limit: ")
    }

    /// - Parameter isOurs: whether the answer has the form of the cloud's errors.
    private static func kind(_ known: Class?, _ response: HTTPResponse, isOurs: Bool) -> ProviderError.Kind {
        // At the door `required` is a missing login, elsewhere a missing field.
        if response.status == 401 { return .auth }
        switch known {
        case .capacity: return .capacity
        case .quota: return .quota
        case .rate:
            let minute = response.status == 429 ? nil : nextMinute(response)
            return .rateLimited(retryAfter: response.retryAfter ?? minute)
        case .auth: return .auth
        case .notFound: return .notFound
        case .conflict: return .conflict
        case .invalid: return .invalid
        case .transient: return .transient
        case nil: break
        }
        switch response.status {
        case 429: return .rateLimited(retryAfter: response.retryAfter)
        case 403: return .auth
        // A page of somebody else's, such as a proxy's, says nothing of what the cloud has.
        case 404: return isOurs ? .notFound : .invalid
        case 409, 412: return .conflict
        case 408, 500...: return .transient
        default: return .invalid
        }
    }

    /// The rate quota is counted by minutes that are the same for all, so a wait that is shorter than to the next one is
    /// wasted. The answer's own `Date` says how long that is; no clock of ours need be right.
    private static func nextMinute(_ response: HTTPResponse) -> Duration? {
        // `Sun, 06 Nov 1994 08:49:37 GMT`
        guard let date = response.header("Date"),
            let time = date.split(separator: " ").first(where: { $0.contains(":") }),
            let seconds = time.split(separator: ":").last.flatMap({ Int($0) }), (0...60).contains(seconds)
        else { return nil }
        return .seconds(max(1, 60 - seconds))
    }

    /// The error of an operation that is done; nil if it succeeded.
    static func error(of operation: GCPOperation) -> ProviderError? {
        guard operation.isDone, let first = operation.failures.first else { return nil }
        let known = operation.failures.flatMap { [$0.code, $0.reason ?? ""] }.compactMap { table[normal($0)] }
        // What mends least by itself decides: a stock-out beside a general failure is a stock-out.
        let kind: ProviderError.Kind =
            if known.contains(.capacity) || isStockOut(operation) {
                .capacity
            } else if known.contains(.quota) {
                .quota
            } else {
                switch known.first {
                case .rate: .rateLimited(retryAfter: nil)
                case .auth: .auth
                case .notFound: .notFound
                case .conflict: .conflict
                case .invalid: .invalid
                // It was accepted, and is over: nothing of it is unknown.
                case .transient, .capacity, .quota, nil: .operationFailed
                }
            }
        var message = operation.failures.map(\.message).filter { !$0.isEmpty }.joined(separator: "; ")
        if let quota = operation.failures.compactMap(\.quota).first { message += " (\(quota))" }
        let zones = operation.failures.flatMap(\.zonesAvailable)
        if !zones.isEmpty { message += "; the cloud names zones that have it: \(zones.joined(separator: ", "))" }
        let code = first.code.isEmpty ? operation.httpStatus.map { "HTTP \($0)" } ?? "OPERATION_FAILED" : first.code
        return ProviderError(
            kind, provider: .gcp, code: code, message: short(message), requestID: operation.name)
    }

    private static func isStockOut(_ operation: GCPOperation) -> Bool {
        operation.failures.contains { failure in
            switch table[normal(failure.code)] {
            case .invalid, .conflict, .transient, nil: isStockOut(failure.message)
            case .capacity, .quota, .rate, .auth, .notFound: false
            }
        }
    }

    /// Whether something is in the middle of another change, so that the call may be made later.
    static func isNotReady(_ error: ProviderError) -> Bool { normal(error.code) == "RESOURCENOTREADY" }

    /// Whether something else holds it.
    static func isInUse(_ error: ProviderError) -> Bool {
        ["RESOURCEINUSEBYANOTHERRESOURCE", "RESOURCEINUSE", "INUSE"].contains(normal(error.code))
    }

    /// Whether something changed since it was read.
    static func isStale(_ error: ProviderError) -> Bool { ["CONDITIONNOTMET", "HTTP412"].contains(normal(error.code)) }

    /// Whether a name is taken.
    static func isTaken(_ error: ProviderError) -> Bool {
        ["ALREADYEXISTS", "RESOURCEALREADYEXISTS", "CONFLICT", "DUPLICATE", "HTTP409"].contains(normal(error.code))
    }

    /// Whether the server has no such call, rather than no such thing.
    static func isNoSuchCall(_ error: ProviderError) -> Bool {
        [
            "NOTFOUND", "HTTP404", "HTTP405", "HTTP501", "HTTPMETHODNOTALLOWED", "METHODNOTALLOWED", "UNIMPLEMENTED",
            "NOTIMPLEMENTED",
        ].contains(normal(error.code))
    }

    /// A list that lacks what some places have.
    static func unreachable(_ kind: String, _ places: [String]) -> ProviderError {
        refusal(.transient, "Unreachable", "the list of \(kind) lacks \(places.joined(separator: ", "))")
    }

    /// An error of our own.
    static func refusal(_ kind: ProviderError.Kind, _ code: String, _ message: String) -> ProviderError {
        ProviderError(kind, provider: .gcp, code: code, message: message)
    }

    /// An answer about something that is there, and which is not understood.
    static func unreadable(_ what: String, _ name: String) -> ProviderError {
        refusal(.transient, "BadAnswer", "the answer about the \(what) \(name) lacks its id, name or zone")
    }

    /// Cuts lines of a start-up script, which the cloud quotes when it refuses one, out of a message.
    static func cut(_ text: String?, from error: ProviderError) -> ProviderError {
        guard let text else { return error }
        var error = error
        for line in text.split(whereSeparator: \.isNewline) where line.utf8.count >= 4 {
            error.message = error.message.split(separator: line, omittingEmptySubsequences: false).joined(
                separator: "…")
        }
        return error
    }

    private static func normal(_ code: String) -> String { code.uppercased().filter { $0 != "_" && $0 != " " } }

    private static func short(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 600 ? line.prefix(600) + "…" : line
    }

    private static func requestID(_ response: HTTPResponse) -> String? {
        response.header("X-Request-Id") ?? response.header("X-Goog-Request-Id")
    }
}
