import Diagnostics
import Hosts
import JSON
import Planning
import Reports
import Testing

@Suite struct PlanTextTests {
    @Test func designSample() throws {
        try expectGolden(PlanText.text(Samples.designPlan, style: .plain), "plan-design.txt")
    }

    @Test func everyActionAndSection() throws {
        let text = PlanText.text(Samples.richPlan, style: .plain, texts: Samples.texts)
        #expect(!text.contains("$0.00"))
        #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
        try expectGolden(text, "plan-rich.txt")
    }

    @Test func narrowTerminal() throws {
        let text = PlanText.text(Samples.designPlan, style: .plain, width: 48)
        try expectGolden(text, "plan-narrow.txt")
    }

    @Test func colourRepeatsAndNeverReplaces() throws {
        let coloured = PlanText.text(Samples.richPlan, style: .coloured, texts: Samples.texts)
        let plain = PlanText.text(Samples.richPlan, style: .plain, texts: Samples.texts)
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
        try expectGolden(
            PlanText.text(Samples.designPlan, style: .coloured).replacing("\u{1B}", with: "␛"), "plan-coloured.txt")
    }

    @Test func noChange() {
        #expect(
            PlanText.text(Samples.plan(), style: .plain)
                == "No changes. Your infrastructure matches the configuration.\nObserved 2 hosts in 3 requests.\n")
    }

    /// What runs costs money, whether or not anything changes.
    @Test func noChangeStillTellsTheCost() {
        var plan = Samples.plan()
        for price in [Money("0.27"), Money("0.03"), nil] {
            plan.costBefore.add(price)
            plan.costAfter.add(price)
        }
        #expect(
            PlanText.text(plan, style: .plain)
                == "No changes. Your infrastructure matches the configuration.\n"
                + "Cost: ≥ $0.30/h (1 price unknown), unchanged.\nObserved 2 hosts in 3 requests.\n")
    }

    @Test func questionsAndDriftAreShownWithoutSteps() throws {
        var plan = Samples.richPlan
        plan.steps = []
        let text = PlanText.text(plan, style: .plain)
        #expect(text.contains("Needs a decision:\n  ? lost-1: gcp says 4711 is gone"))
        #expect(
            text.contains("Changed outside of Berth since the last apply:\n  web-1   labels.team  math → physics\n"))
        #expect(
            text.contains("No changes. 1 host needs a decision, 1 error stands in the way, 1 protected host is kept"))
        #expect(!text.contains("matches the configuration"))
    }

    @Test(arguments: [
        (PlanRequest.Mode.destroy, "No changes. There is no host to destroy."),
        (.start, "No changes. Every host asked for is running."),
        (.stop, "No changes. Every host asked for is stopped."),
        (.restart(hard: false), "No changes. There is no host to restart."),
    ])
    func nothingToDoByMode(mode: PlanRequest.Mode, words: String) {
        let text = PlanText.text(Samples.plan(mode: mode), style: .plain)
        #expect(text.hasPrefix(words + "\n"))
    }

    @Test func destroySaysThatThereIsNoUndo() {
        let plan = Samples.plan([Samples.richPlan.steps[0]], mode: .destroy)
        let lines = PlanText.text(plan, style: .plain).split(separator: "\n").map(String.init)
        #expect(lines.contains("Plan: 0 to add, 0 to change, 1 to destroy."))
        #expect(lines.contains("Impact: 0 reboots, 1 data loss."))
        #expect(lines.contains("There is no undo."))
    }

    @Test func stopByCommandNamesTheLineToChange() throws {
        let plan = Samples.plan([Samples.stop("night-2")], mode: .stop)
        let text = PlanText.text(plan, style: .plain)
        #expect(text.contains("# night-2 will be stopped\n"))
        #expect(text.contains("write `power: stopped` in the spec, or the next apply undoes it"))
        #expect(text.contains("hosts/night.yaml:4"))
        #expect(text.contains("Plan: 0 to add, 0 to change, 0 to destroy.\nPower: 0 to start, 1 to stop.\n"))
    }

    @Test func hostileTextCannotReachTheTerminal() {
        var plan = Samples.designPlan
        plan.steps[0].host = "a\u{1B}[2J"
        plan.steps[0].changes[0].after = "x\ny\u{202E}"
        plan.steps[0].changes[0].note = "\u{7}"
        plan.questions = [Question(host: "h\r", .doubled, "t\u{9B}", answers: ["\u{8}"])]
        plan.openIntents = ["\u{1B}]0;title"]
        plan.unobserved = [.gcp: Samples.error(.auth, "\u{1B}c")]
        let text = PlanText.text(plan, style: .plain)
        #expect(
            text.unicodeScalars.allSatisfy {
                $0 == "\n" || ($0.value >= 0x20 && $0.properties.generalCategory != .control)
            })
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func jsonIsThePlanFile() throws {
        let plan = Samples.richPlan
        let text = PlanJSON.text(plan)
        #expect(Array(text.utf8) == PlanFile.encode(plan))
        #expect(try PlanFile.decode(Array(text.utf8)) == plan)
        try expectGolden(text, "plan-rich.json")
    }
}

@Suite struct LargePlanTests {
    @Test func hostsWithoutAStepAreNotMentioned() {
        var plan = Samples.plan()
        plan.hostsObserved = 100_000
        plan.requests = 201
        #expect(
            PlanText.text(plan, style: .plain)
                == "No changes. Your infrastructure matches the configuration.\n"
                + "Observed 100000 hosts in 201 requests.\n")
    }

    @Test func manyStepsAreAllDrawnAndRead() throws {
        var plan = Samples.plan()
        plan.steps = (0..<1000).map { index in
            var step = Samples.create
            step.host = "train-\(index)"
            return step
        }
        #expect(try PlanFile.decode(PlanFile.encode(plan)) == plan)
        let text = PlanText.text(plan, style: .plain)
        #expect(text.split(separator: "\n").count { $0.contains(" will be created on ") } == 1000)
        #expect(text.contains("Plan: 1000 to add, 0 to change, 0 to destroy."))
    }
}
