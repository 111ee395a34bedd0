import Hosts
import JSON
import Planning
import Testing

@Suite struct PlanFileTests {
    @Test(arguments: 0..<200)
    func roundTrips(seed: Int) throws {
        var generator = PlanGenerator(seed: UInt64(seed))
        let plan = generator.plan()
        let bytes = PlanFile.encode(plan)
        let read = try PlanFile.decode(bytes)
        #expect(read == plan)
        #expect(PlanFile.encode(read) == bytes)
        #expect(PlanFile.digest(of: read) == PlanFile.digest(of: plan))
    }

    @Test func anyChangeOfContentBreaksTheSeal() throws {
        let text = try sealedText()
        let changed = text.replacing("\"hub-1\"", with: "\"hub-2\"")
        let error = #expect(throws: PlanFile.Fault.self) { try PlanFile.decode(Array(changed.utf8)) }
        guard case .badDigest = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func layoutIsNotContent() throws {
        let plan = try PlanFile.decode(Array(sealedText().utf8))
        let document = try JSONDocument(parsing: Array(sealedText().utf8))
        #expect(try PlanFile.decode(document.root.tree.text(pretty: false)) == plan)
    }

    @Test func theDigestCoversTheCatalogs() throws {
        var plan = try PlanFile.decode(Array(sealedText().utf8))
        let before = PlanFile.digest(of: plan)
        plan.catalogs = [.aws: Digest(of: "a"), .gcp: Digest(of: "g")]
        #expect(PlanFile.digest(of: plan) != before)
        #expect(try PlanFile.decode(PlanFile.encode(plan)) == plan)
    }

    @Test func laterMinorVersionsAreRead() throws {
        let plan = try PlanFile.decode(Array(sealedText().utf8))
        let later = try resealed { members in
            members["format_version"] = .string("1.7")
            members["weather"] = .string("fair")
        }
        #expect(try PlanFile.decode(later) == plan)
    }

    @Test(arguments: [
        ("format_version", JSONValue.string("2.0"), "the plan file has format version 2.0"),
        ("format_version", .int(1), "expected a string, found a number"),
        ("steps", .object([:]), "expected `steps` to be an array"),
        ("steps", .array([.object([:])]), "the member `host` is missing"),
        ("fleet", .null, "expected a string, found null"),
        ("spec_digest", .string("sha256:00"), "expected `sha256:` and 64 hexadecimal digits"),
        ("catalogs", .object(["moon": .string("x")]), "`moon` is no cloud"),
        ("catalogs", .object(["aws": .string("x")]), "expected `sha256:` and 64 hexadecimal digits"),
        ("unobserved", .object(["moon": .object([:])]), "`moon` is no cloud"),
        ("cost", .object(["before": .object(["USD": .string("x")])]), "`x` is not an amount of USD"),
        ("cost", .object(["before": .object(["dollar": .string("1")])]), "`1` is not an amount of dollar"),
    ])
    func refusesWhatIsNoPlan(member: String, value: JSONValue, message: String) throws {
        let bytes = try resealed { $0[member] = value }
        let error = #expect(throws: PlanFile.Fault.self) { try PlanFile.decode(bytes) }
        let text = try #require(error).description
        #expect(text.contains(message), "\(text)")
    }

    @Test func refusesTwoStepsForOneHost() throws {
        let bytes = try resealed { members in
            let steps = members["steps"]?.arrayValue ?? []
            members["steps"] = .array(steps + steps)
        }
        let error = #expect(throws: PlanFile.Fault.self) { try PlanFile.decode(bytes) }
        #expect(try #require(error).description.contains("a second step for `hub-1`"))
    }

    @Test(arguments: ["", "null", "[]", "{}", "\"plan\"", "{\"format_version\":\"1.0\"}"])
    func refusesOtherFiles(text: String) {
        #expect(throws: PlanFile.Fault.self) { try PlanFile.decode(Array(text.utf8)) }
    }

    /// Every file that a cut at some byte could leave is refused, and none crashes.
    @Test func refusesTornFiles() throws {
        let bytes = Array(try sealedText().utf8)
        for length in 0..<(bytes.count - 1) {
            #expect(throws: PlanFile.Fault.self) { try PlanFile.decode(Array(bytes[..<length])) }
        }
    }

    private func sealedText() throws -> String {
        var plan = Plan(
            fleet: "research", lineage: "l-1", serial: 7, specDigest: Digest(of: "specs"), request: PlanRequest())
        var step = Step(host: "hub-1", action: .stop, provider: .local, precondition: Digest(of: "seen"))
        step.calls = [.stop]
        step.priceBefore = .hourly(Money(nanos: 270_000_000))
        step.priceAfter = .hourly(nil)
        plan.steps = [step]
        return String(decoding: PlanFile.encode(plan), as: UTF8.self)
    }

    /// The file with a change to its content and a digest that fits.
    private func resealed(_ change: (inout [String: JSONValue]) -> Void) throws -> [UInt8] {
        let root = try JSONDocument(parsing: Array(sealedText().utf8)).root
        var members = try #require(root.tree.objectValue)
        change(&members)
        members["digest"] = nil
        members["digest"] = .string(Digest(of: JSONValue.object(members).text(pretty: false)).description)
        return JSONValue.object(members).text()
    }
}
