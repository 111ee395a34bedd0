import Applying
import Diagnostics
import Hosts
import Planning
import Reports
import Testing

@Suite struct LiveProgressTests {
    @Test func showsRunningHostsAndTheCount() {
        var live = LiveProgress(total: 20)
        let resize = Samples.designPlan.steps[0]
        #expect(live.lines(for: .started(resize), at: .zero) == [])
        #expect(live.lines(for: .calling(resize, .stop), at: .zero) == [])
        _ = live.lines(for: .started(Samples.create), at: .seconds(30))
        _ = live.lines(for: .waiting(Samples.create, .seconds(5), Samples.error(.transient)), at: .seconds(40))
        let failed = StepResult(step: Samples.step("x", .delete), outcome: .failed(Samples.error()))
        #expect(live.lines(for: .finished(failed), at: .seconds(41)).count == 1)
        #expect(
            live.frame(at: .seconds(65), style: .plain, width: 100, height: 24) == [
                "  hub-1     resizing: stop, 1 of 3  1m05s",
                "  train-01  creating                  35s  waits 5s: lambda: E1: none left",
                "0 of 20 done, 1 failed, 2 running",
            ])
    }

    @Test func aNewCallEndsTheWaiting() {
        var live = LiveProgress(total: 1)
        _ = live.lines(for: .waiting(Samples.create, .seconds(5), Samples.error(.transient)), at: .zero)
        #expect(live.frame(at: .zero, style: .plain, width: 80, height: 24)[0].contains("waits 5s"))
        _ = live.lines(for: .calling(Samples.create, .create), at: .seconds(5))
        #expect(!live.frame(at: .seconds(5), style: .plain, width: 80, height: 24)[0].contains("waits"))
    }

    @Test(arguments: [(24, 15, ""), (10, 8, "  … and 8 more"), (4, 2, "  … and 14 more"), (2, 0, ""), (0, 0, "")])
    func neverHigherThanTheTerminal(height: Int, rows: Int, more: String) {
        var live = LiveProgress(total: 100)
        for index in 0..<15 { _ = live.lines(for: .started(Samples.step("host-\(index)", .start)), at: .zero) }
        let frame = live.frame(at: .seconds(1), style: .plain, width: 80, height: height)
        #expect(frame.count == rows + 1)
        #expect(frame.count <= max(1, height - 1))
        #expect(frame.last == "0 of 100 done, 15 running")
        if !more.isEmpty { #expect(frame[frame.count - 2] == "  … and \(15 - rows + 1) more") }
    }

    @Test(arguments: [1, 2, 5, 12, 40])
    func neverWiderThanTheTerminal(width: Int) {
        var live = LiveProgress(total: 2)
        _ = live.lines(for: .started(Samples.step("日本日本日本日本", .start)), at: .zero)
        _ = live.lines(for: .waiting(Samples.create, .seconds(5), Samples.error(.transient)), at: .zero)
        for line in live.frame(at: .seconds(1), style: .plain, width: width, height: 24) {
            #expect(DisplayWidth.of(line) <= max(1, width - 1), "\(line)")
        }
    }

    @Test func nothingIsDrawnAtTheEnd() {
        var live = LiveProgress(total: 1)
        _ = live.lines(for: .started(Samples.create), at: .zero)
        let lines = live.lines(for: .finished(StepResult(step: Samples.create, outcome: .done(nil))), at: .seconds(1))
        #expect(lines == ["train-01: Creation complete after 0s"])
        #expect(live.frame(at: .seconds(1), style: .plain, width: 80, height: 24) == [])
    }

    @Test func saysThatItWasInterrupted() {
        var live = LiveProgress(total: 2)
        _ = live.lines(for: .started(Samples.create), at: .zero)
        #expect(live.lines(for: .interrupted(inFlight: 1), at: .seconds(1)).count == 1)
        #expect(
            live.frame(at: .seconds(1), style: .plain, width: 80, height: 24).last
                == "0 of 2 done, 1 running; finishing what is in flight")
    }

    @Test func repaintsOverTheLastFrame() {
        #expect(LiveProgress.repaint(erasing: 0, above: [], frame: ["a", "b"]) == "a\nb\n")
        #expect(
            LiveProgress.repaint(erasing: 2, above: ["stays"], frame: ["c"]) == "\r\u{1B}[2A\u{1B}[Jstays\nc\n")
        #expect(LiveProgress.repaint(erasing: 1, above: [], frame: []) == "\r\u{1B}[1A\u{1B}[J")
    }
}
