public import Hosts

/// One call of a step, in the order they are made.
public enum PlannedCall: Hashable, Sendable {
    /// Make the VM of the step's first candidate that has stock.
    case create
    /// Remove the VM; its data disk too unless kept.
    case delete(keepData: Bool)
    /// Turn on.
    case start
    /// Turn off.
    case stop
    /// Restart through the guest.
    case restart
    /// Reset as by the button.
    case hardRestart
    /// Change the machine type.
    case resize(machineType: String)
    /// Grow the data disk to a size in GiB.
    case resizeDisk(sizeGB: Int)
    /// Bring labels, tags, metadata and marks to those of the step's target.
    case updateMarks

    /// The verb of the provider contract.
    public var verb: CloudVerb {
        switch self {
        case .create: .create
        case .delete: .delete
        case .start: .start
        case .stop: .stop
        case .restart: .restart
        case .hardRestart: .hardRestart
        case .resize: .resize
        case .resizeDisk: .resizeDisk
        case .updateMarks: .updateMarks
        }
    }

    /// The word in `stop → resize → start`.
    public var word: String {
        switch self {
        case .resizeDisk: "grow disk"
        case .updateMarks: "update marks"
        case .hardRestart: "reset"
        default: verb.rawValue
        }
    }
}
