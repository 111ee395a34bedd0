import Diagnostics
import Hosts

/// The image: known, offered in the region, and built for the machine's architecture.
struct ImageCheck {
    let context: CheckContext
    let catalog: ValidationCatalog
    private var subject: Subject { context.subject }
    private var index: CatalogIndex { catalog.index }

    /// What is wrong with the name; nil if it is known, or has the form of an id.
    func unknown(_ name: String) -> Fault? {
        guard !index.images.isEmpty, index.images[name] == nil, name != context.capabilities.defaultImage,
            !context.limits.imageForms.contains(where: { Glob.matches(name, pattern: $0) })
        else { return nil }
        let architecture = subject.machineType.flatMap { index.machineType($0)?.architecture }
        let spelt = Suggestions.near(name, among: index.images.keys.filter(Self.isWord)) { candidate in
            architecture == nil || index.images[candidate]?.architecture == architecture ? 0 : 4
        }.map(\.name)
        let begun = begun(name, for: architecture ?? "x86_64")
        let near = begun + spelt.filter { !begun.contains($0) }
        let names = index.images.keys.filter(Self.isWord).sorted(by: CatalogEntry.precedes)
        let isSlip = spelt.first.map { !Novelty.isOtherNumber(name, of: $0) } ?? false
        return Fault(
            .imageUnknown, "image", "\(context.cloud) has no image `\(name)` that the catalog knows",
            candidates: near, hint: near.isEmpty ? "it knows \(CheckContext.list(names))" : nil,
            proof: [context.row("\(names.count) images, none of that name")],
            // A catalog lists the families most people use, not every image there is: another release may well exist.
            severity: isSlip ? .error : .warning)
    }

    /// Images whose names begin with what was written, separators aside, as with `ubuntu-24.04` for
    /// `ubuntu-2404-lts-amd64`: those that run on the machine first, GPU drivers only for GPUs, then the newest.
    private func begun(_ name: String, for architecture: String) -> [String] {
        func letters(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
        let start = letters(name)
        guard start.utf8.count >= 4 else { return [] }
        func rank(_ name: String) -> Int {
            let image = index.images[name]
            let hasIdleDrivers = image?.gpuDrivers == true && subject.gpu == nil
            return (image?.architecture == architecture ? 0 : 2) + (hasIdleDrivers ? 1 : 0)
        }
        return index.images.keys.filter { Self.isWord($0) && letters($0).hasPrefix(start) }.sorted { left, right in
            rank(left) == rank(right) ? CatalogEntry.precedes(right, left) : rank(left) < rank(right)
        }
    }

    /// What is wrong with a known image at a place and on a machine type that is named.
    func misplaced(
        _ name: String, at place: CheckContext.Place?, on machineType: String?, _ machine: MachineType?
    ) -> Fault? {
        guard let image = index.images[name] else { return nil }
        if let machineType, let machine, image.architecture != machine.architecture {
            return Self.wrongArchitecture(context, name, image, machineType, machine)
        }
        guard let place, let region = place.region, !image.isOffered(in: region) else { return nil }
        let others = index.images.values.filter {
            $0.isOffered(in: region) && $0.architecture == image.architecture && Self.isWord($0.name)
        }
        return Fault(
            .imageOffer, "image", "the image `\(name)` is not offered in region `\(region)`",
            candidates: Suggestions.alike(name, among: others.map(\.name)),
            proof: [context.row("image \(name) is in \(CheckContext.list(image.regions ?? []))")])
    }

    /// An image that the machine cannot run, with those of the same kind that it can.
    static func wrongArchitecture(
        _ context: CheckContext, _ name: String, _ image: CatalogIndex.Image, _ machineType: String,
        _ machine: MachineType
    ) -> Fault {
        let images = context.catalog?.index.images.values.filter {
            $0.architecture == machine.architecture && $0.isOffered(in: context.subject.region) && isWord($0.name)
        }
        return Fault(
            .imageArchitecture, "image",
            "the image `\(name)` is built for \(image.architecture), and \(machineType) is \(machine.architecture)",
            candidates: Suggestions.alike(name, among: images?.map(\.name) ?? []),
            proof: [
                context.row("image \(name) is \(image.architecture)"),
                context.row("machine_type \(machineType) is \(machine.architecture)"),
            ])
    }

    /// Whether a name can stand in a spec.
    private static func isWord(_ name: String) -> Bool { name.utf8.allSatisfy { $0 &- 0x20 < 0x5F } }

    /// What is wrong with the boot disk, which must hold the image.
    func bootDisk(_ size: Int) -> Fault? {
        let name = subject.image ?? context.capabilities.defaultImage
        guard let image = index.images[name], size < image.minDiskGB else { return nil }
        return Fault(
            .bootDiskSize, "boot_disk_gb", "the image `\(name)` needs a boot disk of at least \(image.minDiskGB) GiB",
            fix: Fault.number(max(image.minDiskGB, context.limits.bootDiskGB?.min ?? 1)),
            proof: [context.row("image \(name) has min_disk_gb \(image.minDiskGB)")])
    }
}
