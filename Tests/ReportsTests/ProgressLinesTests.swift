import Applying
import Hosts
import Planning
import Reports
import Testing

@Suite struct ProgressLinesTests {
    @Test func aCreateFromBeginningToEnd() {
        var progress = ProgressLines()
        let step = Samples.create
        let runtime = HostRuntime(instanceID: "i-1", cloudName: "train-01-x")
        #expect(progress.lines(for: .started(step), at: .zero) == ["train-01: Creating..."])
        #expect(progress.lines(for: .calling(step, .create), at: .zero) == [])
        #expect(progress.tick(at: .seconds(9)) == [])
        #expect(progress.tick(at: .milliseconds(10_300)) == ["train-01: Still creating... [10s elapsed]"])
        #expect(progress.tick(at: .seconds(11)) == [])
        let result = StepResult(step: step, outcome: .done(runtime), elapsed: .seconds(41), candidate: 1)
        #expect(
            progress.lines(for: .finished(result), at: .seconds(41)) == [
                "train-01: Creation complete after 41s on nebius eu-north1 (2 of 2 placements) [id=i-1]"
            ])
        #expect(progress.tick(at: .seconds(100)) == [])
    }

    @Test func heartbeatsGoOnAfterTheFirst() {
        var progress = ProgressLines()
        _ = progress.lines(for: .started(Samples.create), at: .seconds(3))
        var beats: [String] = []
        for second in 0...65 { beats += progress.tick(at: .seconds(second)) }
        #expect(
            beats
                == ["10s", "20s", "30s", "40s", "50s", "1m00s"].map { "train-01: Still creating... [\($0) elapsed]" })
    }

    @Test func aLateTickBeatsOnceAndStaysInStep() {
        var progress = ProgressLines()
        _ = progress.lines(for: .started(Samples.create), at: .zero)
        #expect(progress.tick(at: .seconds(47)) == ["train-01: Still creating... [40s elapsed]"])
        #expect(progress.tick(at: .seconds(49)) == [])
        #expect(progress.tick(at: .seconds(50)) == ["train-01: Still creating... [50s elapsed]"])
    }

    @Test func stepsBeatEachInItsOwnTime() {
        var progress = ProgressLines()
        _ = progress.lines(for: .started(Samples.create), at: .zero)
        _ = progress.lines(for: .started(Samples.step("b", .delete)), at: .seconds(5))
        #expect(progress.tick(at: .seconds(10)) == ["train-01: Still creating... [10s elapsed]"])
        #expect(progress.tick(at: .seconds(15)) == ["b: Still destroying... [10s elapsed]"])
        #expect(progress.tick(at: .seconds(25)).count == 2)
    }

    @Test func callsOfALongerStepAreNamed() {
        var progress = ProgressLines()
        let resize = Samples.designPlan.steps[0]
        #expect(progress.lines(for: .started(resize), at: .zero) == ["hub-1: Resizing..."])
        #expect(progress.lines(for: .calling(resize, .stop), at: .zero) == ["hub-1: Resizing: stop, 1 of 3..."])
        let call = PlannedCall.resize(machineType: "e2-standard-16")
        #expect(progress.lines(for: .calling(resize, call), at: .seconds(8)) == ["hub-1: Resizing: resize, 2 of 3..."])
        #expect(progress.tick(at: .seconds(10)) == ["hub-1: Still resizing (resize, 2 of 3)... [10s elapsed]"])
    }

    static let sentences: [(ApplyEvent, String)] = [
        (.settled("create of x was done"), "Settled: create of x was done"),
        (
            .waiting(Samples.create, .seconds(5), Samples.error(.rateLimited(retryAfter: nil), "slow\ndown")),
            "train-01: Trying again in 5s: lambda: E1: slow down"
        ),
        (
            .waiting(Samples.create, .milliseconds(250), Samples.error(.transient)),
            "train-01: Trying again in 250ms: lambda: E1: none left"
        ),
        (
            .outOfStock(Samples.create, candidate: 0, Samples.error()),
            "train-01: No stock on lambda us-east-1 (1 of 2): E1: none left; "
                + "trying nebius eu-north1 (2 of 2) next"
        ),
        (
            .outOfStock(Samples.create, candidate: 1, Samples.error()),
            "train-01: No stock on nebius eu-north1 (2 of 2): lambda: E1: none left; no place is left to try"
        ),
        (
            .outOfStock(Samples.create, candidate: 99, Samples.error()),
            "train-01: No stock: lambda: E1: none left; no place is left to try"
        ),
        (
            .finished(
                StepResult(step: Samples.create, outcome: .failed(Samples.error(.quota)), elapsed: .seconds(125))),
            "train-01: Creation failed after 2m05s: lambda: E1: none left"
        ),
        (
            .finished(StepResult(step: Samples.create, outcome: .unknown(Samples.error(.transient)))),
            "train-01: Creation has an unknown outcome after 0s: lambda: E1: none left; the next run finds out"
        ),
        (
            .finished(StepResult(step: Samples.create, outcome: .skipped("a delete failed"))),
            "train-01: Not begun: a delete failed"
        ),
        (
            .interrupted(inFlight: 2),
            "Interrupt received. Nothing new is begun; 2 steps in flight are finished and written down. "
                + "Interrupt again to leave at once; nothing is lost."
        ),
    ]

    @Test(arguments: sentences.indices)
    func everyEventHasItsSentence(index: Int) {
        var progress = ProgressLines()
        let (event, sentence) = Self.sentences[index]
        #expect(progress.lines(for: event, at: .zero) == [sentence])
    }
}
