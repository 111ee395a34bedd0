import Foundation
import Testing

/// Fifty hosts on six clouds with twenty-five planted mistakes: `validate` finds each of them and nothing else, from the
/// catalogs that ship, and its fixes, pasted by a program, leave a fleet that validates.
struct FiftyHostsTests {
    /// The mistakes: rule and place.
    private static let planted = [
        "region-unknown gcp.yaml:4",  // us-wets1
        "zone-elsewhere gcp.yaml:6",  // a zone of another region
        "machine-type-unknown gcp.yaml:7",  // n2-standrad-4
        "zone-offer gcp.yaml:8",  // a machine type that is not in the zone
        "gpu-mismatch gcp.yaml:11",  // an L4 on an a2 machine
        "gpu-count gcp.yaml:13",  // three GPUs where there are 1, 2, 4 and 8
        "image-architecture gcp.yaml:17",  // an x86 image on an Arm machine
        "disk-type-machine gcp.yaml:18",  // a disk type the family does not take
        "value-form gcp.yaml:19",  // a label in upper case
        "value-form gcp.yaml:23",  // a label that is too long
        "pricing-unsupported aws.yaml:5",  // spot where there is none
        "gpu-unknown aws.yaml:6",  // h10
        "cpu-unavailable aws.yaml:7",  // more vCPUs than any type has
        "boot-disk-size aws.yaml:8",  // smaller than the image
        "tags-unsupported aws.yaml:11",  // network tags
        "storage-unsupported aws.yaml:12",  // no local disk
        "disk-size aws.yaml:13",  // larger than the type's limit
        "disk-type-unsupported aws.yaml:14",  // a disk type of another cloud
        "zone-unsupported hyperstack.yaml:3",  // a cloud without zones
        "name-invalid hyperstack.yaml:4",  // a name longer than all clouds take
        "network-unsupported hyperstack.yaml:5",  // no subnets
        "power-unsupported lambda.yaml:4",  // a cloud that cannot stop a VM
        "region-missing lambda.yaml:6",  // a cloud that needs a region
        "disk-step nebius.yaml:3",  // 100 GiB in steps of 93
        "region-unknown berth.yaml:15",  // a placement with a wrong region
    ]

    private static let environment = ["SOURCE_DATE_EPOCH": "1795392000"]
    private static let source = Story.root + "/Tests/EndToEndTests/Golden/fifty"

    private func folder(_ scratch: Scratch) throws -> Folder {
        let folder = try scratch.folder("work")
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.source) {
            try folder.write(name, String(contentsOfFile: "\(Self.source)/\(name)", encoding: .utf8))
        }
        return folder
    }

    private struct Report: Decodable {
        struct Position: Decodable {
            var line: Int
            var column: Int
        }
        struct Range: Decodable {
            var filename: String
            var start: Position
            var end: Position
        }
        struct Suggestion: Decodable {
            var range: Range
            var replacement: String
        }
        struct Finding: Decodable {
            var rule: String
            var summary: String
            var detail: String
            var range: Range?
            var suggestions: [Suggestion]
        }
        var valid: Bool
        var diagnostics: [Finding]
    }

    private func validate(_ folder: Folder, exits code: Int32) async throws -> Report {
        let ending = try await Berth.run(
            ["validate", ".", "--format", "json"], in: folder.path, environment: Self.environment)
        #expect(ending.exit == code, "\(ending)")
        return try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
    }

    @Test func findsThePlantedMistakesAndNothingElse() async throws {
        let scratch = try Scratch()
        let report = try await validate(folder(scratch), exits: 3)
        let found = report.diagnostics.map { finding in
            "\(finding.rule) \(finding.range.map { "\($0.filename):\($0.start.line)" } ?? "nowhere")"
        }
        #expect(found.sorted() == Self.planted.sorted())
        // Each tells what proves it: a row of a catalog, or a line of the capability table.
        for finding in report.diagnostics where !["value-form", "name-invalid"].contains(finding.rule) {
            #expect(
                finding.detail.contains("catalog ") || finding.detail.contains("capabilities of "), "\(finding.summary)"
            )
        }
    }

    @Test func theFixesPastedLeaveAValidFleet() async throws {
        let scratch = try Scratch()
        let folder = try folder(scratch)
        let report = try await validate(folder, exits: 3)
        for finding in report.diagnostics {
            #expect(finding.suggestions.count == 1, "no fix for \(finding.rule): \(finding.summary)")
        }
        let fixes = report.diagnostics.compactMap(\.suggestions.first)
        for (file, own) in Dictionary(grouping: fixes, by: \.range.filename) {
            var lines = try folder.text(file).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            // From the last to the first, so that places stay what they were.
            for fix in own.sorted(by: {
                ($0.range.start.line, $0.range.start.column) > ($1.range.start.line, $1.range.start.column)
            }) {
                try #require(fix.range.start.line == fix.range.end.line)
                let line = Array(lines[fix.range.start.line - 1].unicodeScalars)
                var new = String.UnicodeScalarView(line[..<(fix.range.start.column - 1)])
                new.append(contentsOf: fix.replacement.unicodeScalars)
                new.append(contentsOf: line[(fix.range.end.column - 1)...])
                lines[fix.range.start.line - 1] = String(new)
            }
            try folder.write(file, lines.joined(separator: "\n"))
        }
        let after = try await validate(folder, exits: 0)
        #expect(after.valid)
        #expect(after.diagnostics.isEmpty, "\(after.diagnostics)")
    }

    @Test func isToldInFull() async throws {
        let story = try Story("fifty")
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.source) {
            try story.folder.write(name, String(contentsOfFile: "\(Self.source)/\(name)", encoding: .utf8))
        }
        story.note("the fleet of Golden/fifty")
        try await story.run("validate .", exits: 3, environment: Self.environment)
        try await story.run("plan .", exits: 3, environment: Self.environment)
        try story.check()
    }
}
