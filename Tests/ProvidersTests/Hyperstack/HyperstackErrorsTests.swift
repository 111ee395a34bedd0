import Hosts
import JSON
import Testing

@testable import Providers

@Suite struct HyperstackErrorsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var kind: ProviderError.Kind
        var code: String
        var testDescription: String { "\(status) \(body.prefix(60))" }
    }

    static func body(_ message: String, _ reason: String? = nil) -> String {
        let reason = reason.map { #","error_reason":"\#($0)""# } ?? ""
        return #"{"status":false,"message":"\#(message)"\#(reason)}"#
    }

    static let cases: [Case] = [
        .init(status: 401, body: body("Unauthorized", "unauthorized"), kind: .auth, code: "unauthorized"),
        .init(status: 403, body: body("no", "forbidden"), kind: .auth, code: "forbidden"),
        .init(status: 404, body: body("VM 123 does not exists.", "not_found"), kind: .notFound, code: "not_found"),
        .init(status: 404, body: body("The URL was not found."), kind: .notFound, code: "not_found"),
        .init(status: 404, body: #"{"message":"VM 9 does not exists."}"#, kind: .notFound, code: "not_found"),
        // A gateway's word, or that of a wrong endpoint, is not the cloud's: it does not say that a VM is gone.
        .init(status: 404, body: "<html>", kind: .transient, code: "http_404"),
        .init(status: 404, body: "", kind: .transient, code: "http_404"),
        .init(status: 404, body: #"{"message":"no Route matched"}"#, kind: .transient, code: "http_404"),
        .init(
            status: 409, body: body("The name is not available", "already_exist"), kind: .conflict,
            code: "already_exist"),
        .init(
            status: 400, body: body("Insufficient balance to create the resource", "bad_request"), kind: .quota,
            code: "bad_request"),
        .init(status: 402, body: "{}", kind: .quota, code: "payment_required"),
        .init(status: 400, body: body("Quota exceeded for instances"), kind: .quota, code: "bad_request"),
        .init(status: 400, body: body("Not enough stock available"), kind: .capacity, code: "bad_request"),
        .init(status: 400, body: body("No valid host was found"), kind: .capacity, code: "bad_request"),
        .init(
            status: 400, body: body("VM x is currently being created and cannot be deleted yet. Please wait"),
            kind: .conflict, code: "bad_request"),
        .init(
            status: 400,
            body: body(#"The Volume is not suitable for this operation during \"reserved\"."#, "bad_request"),
            kind: .conflict, code: "bad_request"),
        .init(
            status: 400, body: body("We can process with only available volumes."), kind: .conflict,
            code: "bad_request"),
        .init(
            status: 400, body: body("This feature is currently disabled", "bad_request"), kind: .invalid,
            code: "feature_disabled"),
        .init(status: 400, body: body("The name is not available for use"), kind: .conflict, code: "bad_request"),
        .init(status: 400, body: body("size: must be a number", "bad_request"), kind: .invalid, code: "bad_request"),
        .init(status: 422, body: body("bad field"), kind: .invalid, code: "http_422"),
        .init(status: 403, body: body("Quota exceeded", "forbidden"), kind: .quota, code: "forbidden"),
        // Of a 409 without a reason the words tell; most are of a state, some of a name.
        .init(status: 409, body: body("Not enough stock available"), kind: .capacity, code: "conflict"),
        .init(status: 409, body: body("VM 7 is busy"), kind: .conflict, code: "conflict"),
        .init(status: 409, body: "", kind: .conflict, code: "conflict"),
        .init(status: 405, body: body("no", "not_allowed"), kind: .invalid, code: "not_allowed"),
        .init(status: 500, body: #"{"message":"Internal Server Error"}"#, kind: .transient, code: "server_error"),
        .init(status: 503, body: "", kind: .transient, code: "http_503"),
        .init(status: 429, body: "slow down", kind: .rateLimited(retryAfter: nil), code: "rate_limited"),
        // A failure that came as a success.
        .init(status: 200, body: body("VM 9 does not exists.", "not_found"), kind: .notFound, code: "not_found"),
        .init(status: 200, body: body("server went away", "server_error"), kind: .transient, code: "server_error"),
        .init(status: 200, body: body("what"), kind: .invalid, code: "bad_request"),
    ]

    @Test(arguments: [
        ("Not enough stock available for flavor n3-L40x1.", ProviderError.Kind.capacity),
        ("Flavor n3-L40x1 is out of stock", .capacity),
        ("The selected flavor is not available at the moment", .capacity),
        ("Insufficient GPU resources in region CANADA-1", .capacity), ("No hosts available", .capacity),
        ("There are no available GPUs of this type", .capacity),
        ("The requested flavor is currently unavailable", .capacity),
        ("No valid host was found. There are not enough hosts available.", .capacity),
        ("All hosts with enough GPUs are reserved: not enough capacity", .capacity),
        ("Insufficient balance to create the resource", .quota), ("You have reached your limit of 5 VMs", .quota),
        ("Your organization has no credit left", .quota), ("Quota exceeded for gpus", .quota),
        ("VM stock-hub is currently being created and cannot be deleted yet.", .conflict),
        (
            #"The Volume is currently attached to vm "capacity". Please detach it before deleting the volume."#,
            .conflict
        ),
        (#"The VM is not suitable for this operation during "HIBERNATING"."#, .conflict),
        ("Insufficient permissions to use this resource", .invalid),
        ("The image is not available for this flavor", .invalid), ("Flavor n3-X does not exists.", .notFound),
    ])
    func wordsHaveTheirClass(said: String, kind: ProviderError.Kind) {
        #expect(HyperstackPhrases.kind(of: said) == kind)
    }

    @Test func namesThatAreTaken() {
        func taken(_ status: Int, _ body: String) -> Bool {
            HyperstackErrors.isNameTaken(
                HyperstackErrors.decode(HTTPResponse(status: status, body: Array(body.utf8))))
        }
        #expect(
            taken(409, Self.body("x", "already_exist")) && taken(409, "")
                && taken(409, Self.body("name is not available")))
        #expect(taken(400, Self.body("Volume with name v already exists.")))
        #expect(!taken(409, Self.body("VM 7 is busy")) && !taken(409, Self.body("out of stock")))
    }

    @Test func wordsThatAreNoTextAreTold() {
        let body = #"{"status":false,"message":{"name":["too long"]}}"#
        #expect(
            HyperstackErrors.decode(HTTPResponse(status: 400, body: Array(body.utf8))).message
                == #"{"name":["too long"]}"#)
    }

    @Test(arguments: cases)
    func classes(item: Case) {
        let error = HyperstackErrors.decode(HTTPResponse(status: item.status, body: Array(item.body.utf8)))
        #expect(error.kind == item.kind)
        #expect(error.code == item.code)
        #expect(error.provider == .hyperstack)
    }

    @Test func keepsWaitAndRequestAndNamesTheVariable() {
        let limited = HTTPResponse(
            status: 429, headers: [.init("Retry-After", "9"), .init("X-Request-Id", "r-1")], body: [])
        #expect(HyperstackErrors.decode(limited).kind == .rateLimited(retryAfter: .seconds(9)))
        #expect(HyperstackErrors.decode(limited).requestID == "r-1")
        let refused = HTTPResponse(status: 401, body: Array(Self.body("no", "unauthorized").utf8))
        #expect(HyperstackErrors.decode(refused).message.contains("HYPERSTACK_API_KEY"))
    }

    @Test func lateFailuresHaveAClass() throws {
        let text = #"{"id":7,"name":"n","status":"ERROR","flavor":{"name":"n3-H100x1"}}"#
        let vm = try #require(HyperstackWire.vm(try JSONDocument(parsing: Array(text.utf8)).root))
        let stock = HyperstackEvent(type: "FAILED", reason: "create", message: "No valid host was found.")
        let quota = HyperstackEvent(type: "FAILED", reason: "create", message: "Quota exceeded for cores")
        let image = HyperstackEvent(type: "FAILED", reason: "create", message: "the image is broken")
        let table: [([HyperstackEvent], Bool?, ProviderError.Kind)] = [
            ([], nil, .capacity), ([], true, .capacity), ([stock], true, .capacity), ([quota], nil, .quota),
            ([image], true, .operationFailed), ([image], false, .capacity), ([image, quota], true, .quota),
        ]
        for (events, inStock, kind) in table {
            let error = HyperstackErrors.lateFailure(vm, events: events, inStock: inStock)
            #expect(error.kind == kind, "\(events) \(String(describing: inStock))")
            #expect(error.message.contains("7"))
        }
    }
}
