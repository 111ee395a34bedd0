/// The mutating calls of the provider contract.
public enum CloudVerb: String, Hashable, Sendable, CaseIterable {
    /// Make a VM, its disks and its marks.
    case create
    /// Remove a VM, and its data disk unless kept.
    case delete
    /// Turn on.
    case start
    /// Turn off, disks kept.
    case stop
    /// Restart by the guest's own shutdown.
    case restart
    /// Reset as by the button.
    case hardRestart = "hard_restart"
    /// Change the machine type.
    case resize
    /// Grow the data disk.
    case resizeDisk = "resize_disk"
    /// Change labels, tags, metadata and marks.
    case updateMarks = "update_marks"
}
