import Applying
import Diagnostics
import Hosts
import JSON
import Planning
import Reports
import Testing

@Suite struct EventJSONTests {
    private let stamp = "2026-11-22T10:00:00Z"

    @Test func everyLineHasTheMembersAReaderNeeds() throws {
        var lines = [EventJSON.version(timestamp: stamp)]
        lines += EventJSON.plan(Samples.richPlan, timestamp: stamp)
        lines.append(EventJSON.diagnostic(Samples.richPlan.problems[0], texts: Samples.texts, timestamp: stamp))
        var events = EventJSON()
        for (event, _) in ProgressLinesTests.sentences {
            lines.append(events.line(for: event, at: .zero, timestamp: stamp))
        }
        lines.append(events.line(for: .started(Samples.create), at: .zero, timestamp: stamp))
        lines += events.tick(at: .seconds(25), timestamp: stamp)
        let runtime = HostRuntime(instanceID: "i-1", cloudName: "x")
        let result = StepResult(step: Samples.create, outcome: .done(runtime), elapsed: .seconds(41), candidate: 1)
        lines.append(events.line(for: .calling(Samples.create, .create), at: .seconds(25), timestamp: stamp))
        lines.append(events.line(for: .finished(result), at: .seconds(41), timestamp: stamp))
        lines.append(EventJSON.summary(ApplyReport(results: [result]), mode: .converge, timestamp: stamp))
        for line in lines {
            for key in ["@level", "@message", "@module", "@timestamp", "type"] {
                #expect(line[key]?.stringValue?.isEmpty == false, "\(key) in \(line.compact)")
            }
            #expect(!line.compact.contains("\n"))
        }
        try expectGolden(lines.map { $0.compact + "\n" }.joined(), "events.jsonl")
    }

    @Test func heartbeatsGoOn() {
        var events = EventJSON()
        _ = events.line(for: .started(Samples.create), at: .zero, timestamp: stamp)
        var elapsed: [Int?] = []
        for second in 0...35 {
            elapsed += events.tick(at: .seconds(second), timestamp: stamp).map {
                $0["hook"]?["elapsed_seconds"]?.intValue
            }
        }
        #expect(elapsed == [10, 20, 30])
    }
}
