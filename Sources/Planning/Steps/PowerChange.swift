import Diagnostics
import Hosts

/// What becomes of a host's power, from what the spec wants and what is seen.
struct PowerChange {
    /// Whether the host is on, or on its way there.
    let isOn: Bool
    /// Whether it shall be on when the plan is done.
    let endsRunning: Bool
    /// Whether its day has come and it cannot be stopped.
    let cannotStop: Bool
    private let code: Reason.Code
    private let spec: HostSpec
    private let leftRunning: Bool
    private let stoppedNote: String?

    init(spec: HostSpec, record: HostRecord, seen: HostObservation, capabilities: Capabilities, today: CalendarDate?) {
        self.spec = spec
        leftRunning = record.leftRunning
        stoppedNote = Self.stoppedNote(capabilities)
        // A host in an unknown state is taken to be as it shall be: an unknown word never turns anything off or on.
        let wanted = spec.unmanaged.contains("power") ? DesiredPower.ignore : spec.power
        isOn =
            switch seen.status {
            case .running, .starting: true
            case .stopped, .stopping: false
            case .error, .absent, .unknown: wanted != .stopped
            }
        let expired = if let expires = spec.expires, let today { today >= expires } else { false }
        cannotStop = expired && !capabilities.stop
        switch wanted {
        case _ where expired && capabilities.stop:
            endsRunning = false
            code = .expired
        case .running:
            endsRunning = true
            code = record.restorePower ? .restorePower : .power
        case .stopped:
            endsRunning = !capabilities.stop
            code = .power
        case .ignore:
            endsRunning = isOn || record.restorePower
            code = .restorePower
        }
    }

    /// Whether the host is turned on or off.
    var changes: Bool { isOn != endsRunning }

    /// Why the power changes.
    func reason(at source: SourceSpan?) -> Reason {
        switch code {
        case .expired: return Reason(.expired, "it expired on \(spec.expires?.description ?? "its day")", at: source)
        case .restorePower: return Reason(.restorePower, "an interrupted resize had stopped it", at: source)
        default: break
        }
        guard leftRunning != endsRunning else {
            return Reason(.cloudChanged, "it was turned \(isOn ? "on" : "off") in the cloud", at: source)
        }
        return Reason(.power, "power: \(endsRunning ? "running" : "stopped")", at: source)
    }

    /// The change as a field.
    func change(at source: SourceSpan?) -> FieldChange {
        FieldChange(
            "power", before: isOn ? "running" : "stopped", after: endsRunning ? "running" : "stopped",
            author: leftRunning == endsRunning && code == .power ? .cloud : .you,
            note: endsRunning ? nil : stoppedNote, source: source)
    }

    /// What is worth knowing before a host is stopped to save money.
    static func stoppedNote(_ capabilities: Capabilities) -> String? {
        capabilities.stoppedBillsInFull ? "stopped, it bills on in full" : nil
    }

    /// Where the spec speaks of it.
    func source(_ sources: any SpecSources) -> SourceSpan? {
        sources.span(host: spec.name, key: code == .expired ? "expires" : "power")
            ?? sources.span(host: spec.name, key: "")
    }
}
