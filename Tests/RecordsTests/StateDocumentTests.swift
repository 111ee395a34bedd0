import Files
import Hosts
import JSON
import Testing

@testable import Records

@Suite struct StateDocumentTests {
    @Test func goldenFileOfVersion1() throws {
        let bytes = StateDocument.encode(sampleState())
        let path = "\(testsFolder)/Golden/state-v1.json"
        if CurrentProcess.environment("UPDATE_GOLDEN") == "1" { try overwrite(path, bytes) }
        #expect(String(decoding: try FileSystem.read(path), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
        #expect(try StateDocument.decode(FileSystem.read(path)) == sampleState())
    }

    @Test func unknownMembersAreKept() throws {
        var state = sampleState()
        state.unknown = ["zone_hint": .string("x"), "alpha": .number("1.0")]
        state.hosts["hub-1"]?.unknown = ["applied": .object(["new": .bool(true)]), "weight": .number("3")]
        let bytes = StateDocument.encode(state)
        let again = try StateDocument.decode(bytes)
        #expect(again == state)
        #expect(StateDocument.encode(again) == bytes)
    }

    @Test func everyFlippedByteIsRefused() throws {
        let good = StateDocument.encode(sampleState())
        for index in good.indices {
            for flip in [UInt8(0x01), 0x10, 0x80] {
                var bad = good
                bad[index] ^= flip
                #expect(throws: StateFault.self, "byte \(index) ^ \(flip)") { try StateDocument.decode(bad) }
            }
        }
    }

    @Test func everyCutIsRefused() throws {
        let good = StateDocument.encode(sampleState())
        for length in 0..<good.count {
            #expect(throws: StateFault.self, "\(length) bytes") { try StateDocument.decode(Array(good[..<length])) }
        }
        #expect(throws: StateFault.self) { try StateDocument.decode(good + [0x20]) }
    }

    /// The bytes of a state with one text replaced, sealed anew.
    private func edited(_ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: StateDocument.encode(sampleState()), as: UTF8.self)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let joined = parts[0] + new + parts[1]
        let halves = joined.split(separator: "\"sha256\": \"", omittingEmptySubsequences: false)
        // The last one is the seal; a start-up script's digest comes before it.
        let last = try #require(halves.last)
        let head = halves.dropLast().joined(separator: "\"sha256\": \"") + "\"sha256\": \""
        let blank = head + String(repeating: "0", count: 64) + last.dropFirst(64)
        return Array((head + Digest(of: blank).hex + last.dropFirst(64)).utf8)
    }

    @Test func aSealedEditIsRead() throws {
        #expect(try StateDocument.decode(edited("\"serial\": 42", "\"serial\": 43")).serial == 43)
    }

    @Test(arguments: [
        ("\"version\": 1", "\"version\": 2", "it has format version 2 and needs a reader of version 1 or later"),
        ("\"min_reader\": 1", "\"min_reader\": 7", "it has format version 1 and needs a reader of version 7 or later"),
        ("\"format\": \"berth-state\"", "\"format\": \"terraform\"", "7:13: this is not a state file"),
        ("\"serial\": 42", "\"serial\": \"42\"", "expected a whole number, found a string"),
        ("\"serial\": 42", "\"serial\": -1", "expected a number from 0"),
        ("\"serial\": 42", "\"cereal\": 42", "the member `serial` is missing"),
        ("\"hosts\": {", "\"hosts\": [], \"hots\": {", "expected an object, found an array"),
        ("\"provider\": \"gcp\"", "\"provider\": \"azure\"", "`azure` is none of `gcp`"),
        ("\"providers\": {\n    \"gcp\"", "\"providers\": {\n    \"gpc\"", "`gpc` is no cloud known here"),
        ("\"generation\": 1", "\"generation\": 1e9", "expected a whole number, found 1e9"),
        ("\"size_gb\": 200", "\"size_gb\": null", "expected a whole number, found null"),
        ("\"op\": \"create\"", "\"op\": \"destroy\"", "`destroy` is none of"),
    ])
    func refusesWithPlace(old: String, new: String, message: String) throws {
        let bytes = try edited(old, new)
        #expect {
            try StateDocument.decode(bytes)
        } throws: {
            "\($0)".contains(message)
        }
    }

    @Test func largeStatesComeBack() throws {
        let state = bigState(2000)
        #expect(try StateDocument.decode(StateDocument.encode(state)) == state)
    }

    /// Ten times the hosts may take about ten times as long; a quadratic step would take a hundred times.
    @Test func timeGrowsWithSize() throws {
        func seconds(_ count: Int) throws -> Double {
            let bytes = StateDocument.encode(bigState(count))
            return try (0..<3).map { _ in
                let took = try ContinuousClock().measure { _ = StateDocument.encode(try StateDocument.decode(bytes)) }
                return Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
            }.min() ?? 0
        }
        let small = try seconds(1000)
        let large = try seconds(10_000)
        #expect(large < small * 40, "1,000 hosts: \(small) s, 10,000 hosts: \(large) s")
    }
}
