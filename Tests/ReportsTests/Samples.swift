import Diagnostics
import Hosts
import JSON
import Planning

/// Values that several tests draw.
enum Samples {
    static func span(_ file: String, _ line: Int, _ columns: Range<Int> = 3..<8) -> SourceSpan {
        SourceSpan(
            file: file, start: .init(line: line, column: columns.lowerBound),
            end: .init(line: line, column: columns.upperBound))
    }

    static func dollars(_ text: String) -> Money? { Money(text) }

    static func plan(_ steps: [Step] = [], mode: PlanRequest.Mode = .converge) -> Plan {
        var plan = Plan(
            fleet: "research", lineage: "0d9f2c1e-aaaa-bbbb-cccc-0123456789ab", serial: 12,
            specDigest: Digest(of: "specs"), request: PlanRequest(mode: mode))
        plan.steps = steps
        plan.hostsObserved = 2
        plan.requests = 3
        return plan
    }

    static func step(_ host: String, _ action: Step.Action, provider: ProviderID = .gcp) -> Step {
        Step(host: host, action: action, provider: provider, precondition: Digest(of: host))
    }

    static func error(_ kind: ProviderError.Kind = .capacity, _ message: String = "none left") -> ProviderError {
        ProviderError(kind, provider: .lambda, code: "E1", message: message)
    }

    /// The two steps of the design's sample.
    static var designPlan: Plan {
        var resize = step("hub-1", .resize)
        resize.calls = [.stop, .resize(machineType: "e2-standard-16"), .start]
        resize.changes = [
            FieldChange(
                "machine_type", before: "e2-standard-8", after: "e2-standard-16", note: "cpu: 16 no longer fits")
        ]
        resize.reasons = [Reason(.noLongerFits, "cpu: 16 no longer fits", at: span("hosts/hub.yaml", 13))]
        resize.impact = [.reboot]
        resize.priceBefore = .hourly(dollars("0.27"))
        resize.priceAfter = .hourly(dollars("0.54"))
        resize.source = span("hosts/hub.yaml", 12)
        var plan = plan([resize, create])
        plan.costBefore = Cost([dollars("0.27")])
        plan.costAfter = Cost([dollars("0.54"), dollars("2.49")])
        return plan
    }

    /// A create with two places.
    static var create: Step {
        var own = HostConfiguration(
            region: "us-east-1", zone: nil, machineType: "gpu_1x_h100_pcie", image: "ubuntu-24.04-lts", bootDiskGB: 40)
        own.dataDisk = DataDisk(sizeGB: 500, type: .balanced)
        own.pricing = .spot
        own.labels = ["team": "math", "tier": "gold"]
        own.metadata = ["motd": "two\nlines"]
        own.sshKeys = ["ssh-ed25519 AAAA me"]
        own.userData = TextDigest(of: "#!/bin/sh\necho hello\n")
        own.options = ["platform": .string("h100"), "count": .int(2)]
        own.openPorts = [
            PortRule(from: 22, to: 22), PortRule(transport: "udp", from: 6000, to: 6100, source: "10.0.0.0/8"),
        ]
        own.publicIP = false
        var other = HostConfiguration(
            region: "eu-north1", zone: nil, machineType: "gpu-h100-sxm", image: "ubuntu-24.04-lts", bootDiskGB: 40)
        other.pricing = .onDemand
        var create = step("train-01", .create, provider: .lambda)
        create.candidates = [
            .init(provider: .lambda, configuration: own, price: dollars("2.49"), stoppedPrice: nil, gpus: 1),
            .init(provider: .nebius, configuration: other, price: nil, stoppedPrice: nil, gpus: 1),
        ]
        create.calls = [.create]
        create.reasons = [Reason(.new, "new in the specs")]
        create.priceAfter = .hourly(dollars("2.49"))
        create.source = span("hosts/train.yaml", 7)
        return create
    }

    /// Every action, every section.
    static var richPlan: Plan {
        var plan = plan(removals + changes + powerSteps)
        plan.costBefore = Cost([dollars("1200.268024"), nil, Money(nanos: 2_000_000_000, currency: "EUR")])
        plan.costAfter = Cost([dollars("1203.03"), nil, nil, Money(nanos: 1_500_000_000, currency: "EUR")])
        plan.kept = [
            KeptHost(host: "vault-1", instead: .delete, "it is protected; set `protect: false` and apply that first")
        ]
        plan.questions = [
            Question(
                host: "lost-1", .vanished, "gcp says 4711 is gone, and Berth did not delete it",
                answers: ["--recreate lost-1    makes it anew", "remove it from the specs    drops the record"])
        ]
        plan.drift = [
            DriftItem(host: "web-1", field: "labels.team", applied: "math", observed: "physics"),
            DriftItem(host: "web-10", field: "disk_gb", applied: nil, observed: "500"),
        ]
        plan.pending = [PendingChange(host: "web-1", field: "startup_script", source: span("hosts/web.yaml", 20))]
        let mark = HostMark(fleet: "research", lineage: "0d9f2c1e", host: "old-9", uid: "k3f9q2ab", generation: 2)
        plan.orphans = [
            Orphan(kind: .vm, provider: .gcp, id: "4712", mark: mark, foreign: false),
            Orphan(kind: .disk, provider: .gcp, id: "disk-7", mark: mark, foreign: false),
            Orphan(kind: .vm, provider: .aws, id: "i-0abc", mark: mark, foreign: true),
        ]
        plan.unmanaged = ["web-1": ["labels.owner", "power"]]
        plan.unobserved = [.nebius: ProviderError(.auth, provider: .nebius, code: "16", message: "token\nexpired")]
        plan.openIntents = ["create of train-09, begun by another run: its VM is looked for by its mark"]
        plan.problems = [
            Diagnostic(
                rule: "disk-shrink", "web-3: a data disk cannot shrink from 200 to 100 GiB",
                at: span("hosts/web.yaml", 2, 12..<15), label: "write 200 or more", fix: "200")
        ]
        plan.refusals = [
            Refusal(.deletes, "3 hosts would go, 2 are allowed by `guards.max_deletes`", flag: "--allow-delete=3"),
            Refusal(.unrecorded, host: "train-02", "gcp already has 99 of this name"),
        ]
        return plan
    }

    static var texts: [String: SourceText] { ["hosts/web.yaml": SourceText("web-3:\n  disk_gb: 100\n")] }

    private static var removals: [Step] {
        var gone = step("gone-1", .delete)
        gone.reasons = [Reason(.specGone, "no longer in the specs")]
        gone.changes = [
            FieldChange("id", before: "4710", after: nil), FieldChange("machine_type", before: "e2-small", after: nil),
            FieldChange("data_disk", before: "200 balanced", after: nil),
        ]
        gone.calls = [.delete(keepData: false)]
        gone.impact = [.dataLoss]
        gone.priceBefore = .hourly(dollars("0.0168"))
        var replace = step("db-1", .replace)
        replace.changes = [
            FieldChange(
                "image", before: "ubuntu-22.04", after: "ubuntu-24.04", forcesReplacement: true,
                source: span("hosts/db.yaml", 5)),
            FieldChange("labels.team", before: nil, after: "math"),
        ]
        replace.calls = [.delete(keepData: true), .create]
        replace.candidates = [create.candidates[1]]
        replace.impact = [.newAddress]
        replace.priceBefore = .hourly(nil)
        replace.priceAfter = .hourly(dollars("0.5"))
        replace.source = span("hosts/db.yaml", 3)
        var asked = step("db-2", .replace)
        asked.reasons = [Reason(.replaceAsked, "asked for by --replace")]
        asked.calls = [.delete(keepData: false), .create]
        asked.candidates = [create.candidates[1]]
        asked.impact = [.newAddress, .dataLoss]
        asked.priceBefore = .hourly(dollars("0.5"))
        asked.priceAfter = .hourly(dollars("0.5"))
        return [gone, replace, asked]
    }

    private static var changes: [Step] {
        var update = step("web-1", .update)
        update.calls = [.updateMarks]
        update.changes = [
            FieldChange("labels.team", before: "physics", after: "math", author: .cloud),
            FieldChange("labels.tier", before: "silver", after: "gold", author: .both),
            FieldChange("metadata.a-rather-long-key-of-someone", before: "x", after: nil),
            FieldChange("metadata.script", before: nil, after: String(repeating: "echo ", count: 60)),
        ]
        update.reasons = [Reason(.cloudChanged, "`labels.team` was changed in the cloud")]
        update.source = span("hosts/web.yaml", 11)
        var grow = step("web-2", .update)
        grow.calls = [.stop, .resizeDisk(sizeGB: 400), .start]
        grow.changes = [FieldChange("disk_gb", before: "200", after: "400")]
        grow.impact = [.reboot]
        grow.priceBefore = .hourly(dollars("0.10"))
        grow.priceAfter = .hourly(dollars("0.12"))
        var renamed = step("web-5", .update)
        renamed.calls = [.updateMarks]
        renamed.renamedFrom = "www-5"
        renamed.changes = [FieldChange("name", before: "www-5", after: "web-5")]
        renamed.reasons = [Reason(.renamed, "renamed from www-5")]
        var interrupted = create
        interrupted.host = "train-02"
        interrupted.reasons = [Reason(.interrupted, "finishes an interrupted create")]
        interrupted.candidates.removeLast()
        interrupted.endsRunning = false
        interrupted.protect = true
        interrupted.onDeleteDataDisk = .keep
        interrupted.priceAfter = .hourly(nil)
        var forgotten = step("ghost-1", .forget)
        forgotten.reasons = [Reason(.specGone, "no longer in the specs")]
        return designPlan.steps + [update, grow, renamed, interrupted, forgotten]
    }

    private static var powerSteps: [Step] {
        var start = step("night-1", .start)
        start.calls = [.start]
        start.changes = [FieldChange("power", before: "stopped", after: "running")]
        start.reasons = [Reason(.power, "power: running")]
        start.priceBefore = .hourly(dollars("0.02"))
        start.priceAfter = .hourly(dollars("0.30"))
        return [start, stop("night-2"), restart("night-3", hard: true)]
    }

    /// A stop by command, with the line to change.
    static func stop(_ host: String) -> Step {
        var stop = step(host, .stop)
        stop.calls = [.stop]
        stop.changes = [FieldChange("power", before: "running", after: "stopped")]
        stop.reasons = [
            Reason(
                .asked, "asked for; write `power: stopped` in the spec, or the next apply undoes it",
                at: span("hosts/night.yaml", 4))
        ]
        stop.impact = [.stopStart]
        stop.priceBefore = .hourly(dollars("0.30"))
        stop.priceAfter = .hourly(dollars("0.02"))
        return stop
    }

    static func restart(_ host: String, hard: Bool) -> Step {
        var restart = step(host, .restart)
        restart.calls = [hard ? .hardRestart : .restart]
        restart.reasons = [Reason(.asked, "asked for")]
        restart.impact = [.reboot]
        restart.priceBefore = .hourly(dollars("0.30"))
        restart.priceAfter = .hourly(dollars("0.30"))
        return restart
    }
}
