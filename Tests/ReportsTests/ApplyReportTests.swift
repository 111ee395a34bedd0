import Applying
import Diagnostics
import Hosts
import JSON
import Planning
import Reports
import Testing

@Suite struct ApplyReportTests {
    private static let runtime = HostRuntime(
        instanceID: "i-1", cloudName: "a-x", region: "us-west1", zone: "us-west1-b", dataDiskID: "d-1",
        publicIP: "203.0.113.9")

    private static func done(_ host: String, _ action: Step.Action) -> StepResult {
        StepResult(step: Samples.step(host, action), outcome: .done(runtime), elapsed: .seconds(41))
    }

    private static var partial: ApplyReport {
        var created = Samples.create
        created.host = "train-07"
        return ApplyReport(results: [
            done("web-1", .update), done("web-2", .resize),
            StepResult(step: created, outcome: .done(runtime), elapsed: .milliseconds(61_500), candidate: 1),
            StepResult(
                step: Samples.create, outcome: .failed(Samples.error(.quota, "no more\nGPUs")), elapsed: .seconds(7)),
            StepResult(step: Samples.step("db-1", .stop), outcome: .unknown(Samples.error(.transient, "timeout"))),
            StepResult(step: Samples.step("old-1", .delete), outcome: .skipped("an earlier delete failed")),
        ])
    }

    @Test func tableAndClosingWords() throws {
        let text = ApplyReportText.text(Self.partial, mode: .converge, style: .plain)
        #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
        try expectGolden(text, "apply-partial.txt")
    }

    @Test func json() throws {
        try expectGolden(String(decoding: ApplyJSON.value(Self.partial).text(), as: UTF8.self), "apply-partial.json")
    }

    private static let closings: [(ApplyReport, PlanRequest.Mode, String)] = [
        (
            ApplyReport(results: [done("a", .create), done("b", .update), done("c", .resize)]), .converge,
            "Apply complete! Resources: 1 added, 2 changed, 0 destroyed."
        ),
        (
            ApplyReport(results: [done("a", .replace), done("b", .start), done("c", .stop), done("d", .forget)]),
            .converge,
            "Apply complete! Resources: 1 added, 0 changed, 1 destroyed. Power: 1 started, 1 stopped. "
                + "Records: 1 forgotten."
        ),
        (ApplyReport(results: []), .converge, "Apply complete! Resources: 0 added, 0 changed, 0 destroyed."),
        (
            ApplyReport(results: [done("a", .delete), done("b", .delete), done("c", .delete)]), .destroy,
            "Destroy complete! Resources: 3 destroyed."
        ),
        (ApplyReport(results: [done("a", .start)]), .start, "Start complete! Hosts: 1 started."),
        (ApplyReport(results: [done("a", .stop)]), .stop, "Stop complete! Hosts: 1 stopped."),
        (ApplyReport(results: [done("a", .restart)]), .restart(hard: true), "Restart complete! Hosts: 1 restarted."),
        (
            partial, .converge,
            "Apply incomplete: 3 done, 1 failed, 1 of unknown outcome, 1 not begun. "
                + "Run the same command again to continue."
        ),
        (
            ApplyReport(
                results: [done("a", .delete), StepResult(step: Samples.create, outcome: .skipped("interrupted"))],
                interrupted: true), .destroy,
            "Destroy interrupted: 1 done, 1 not begun. Run the same command again to continue."
        ),
        (
            ApplyReport(results: [done("a", .create)], recordFault: "the disk is full"), .converge,
            "Apply incomplete: 1 done, 0 failed. Run the same command again to continue.\n"
                + "Nothing new was begun, because what is done could not be written down: the disk is full."
        ),
        (
            ApplyReport(results: [done("a", .create)], interrupted: true), .converge,
            "Apply complete! Resources: 1 added, 0 changed, 0 destroyed."
        ),
    ]

    @Test(arguments: closings.indices)
    func closingWords(index: Int) {
        let (report, mode, words) = Self.closings[index]
        #expect(ApplyReportText.closing(report, mode: mode, style: .plain) == words + "\n")
        #expect(!words.contains("data loss"))
    }
}
