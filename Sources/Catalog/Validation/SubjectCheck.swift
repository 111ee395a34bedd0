import Hosts

/// All checks of one subject, in the order in which one depends on another. A check that fails stops those that rest on
/// what it says, so that one mistake makes one finding.
struct SubjectCheck {
    let context: CheckContext
    private var subject: Subject { context.subject }

    /// What does not depend on the data disk's size, so that hosts which differ in nothing else share it.
    struct Core {
        var faults: [Fault] = []
        fileprivate var found = Found()
    }

    /// What is wrong.
    func run() -> [Fault] {
        let core = core()
        return core.faults + disk(core)
    }

    /// What is wrong with the data disk, once the rest is known.
    func disk(_ core: Core) -> [Fault] {
        core.found.blamesDisk ? [] : DiskCheck(context: context).dataDisk(on: core.found.name, core.found.machine)
    }

    /// What is wrong with all else.
    func core() -> Core {
        var out: [Fault] = []
        let disks = DiskCheck(context: context)
        let pricing = PricingCheck(context: context)
        let pricingFault = pricing.cloud()
        out += [pricingFault, PowerCheck(context: context).run()].compactMap { $0 }
        let bootFault = subject.bootDiskGB.flatMap { disks.bootDisk($0) }
        out += [bootFault].compactMap { $0 }
        let (place, placeFaults) = PlaceCheck(context: context).run()
        out += placeFaults
        guard let catalog = context.catalog else { return Core(faults: out) }

        let images = ImageCheck(context: context, catalog: catalog)
        let imageFault = subject.image.flatMap { images.unknown($0) }
        out += [imageFault].compactMap { $0 }
        if bootFault == nil, let size = subject.bootDiskGB { out += [images.bootDisk(size)].compactMap { $0 } }

        let found = machine(at: place, catalog, isPriced: pricingFault == nil)
        out += found.faults
        if imageFault == nil, found.faults.isEmpty, let image = subject.image {
            let named = subject.machineType == nil ? nil : found.name
            out += [images.misplaced(image, at: place, on: named, found.machine)].compactMap { $0 }
        }
        return Core(faults: out, found: found)
    }

    fileprivate struct Found {
        var name: String?
        var machine: MachineType?
        var faults: [Fault] = []
        /// Whether the disk type is told to be wrong already.
        var blamesDisk: Bool { faults.contains { $0.key == "disk_type" } }
    }

    /// Whether the catalog can prove anything of machine types: one that lists none, or none of a region, cannot.
    private func proves(_ place: CheckContext.Place?, _ catalog: ValidationCatalog) -> Bool {
        guard !catalog.index.table.machineTypes.isEmpty else { return false }
        guard let region = place?.region, catalog.index.hasRegion(region) else { return true }
        return catalog.index.offersAnything(inRegion: region)
    }

    /// The machine type that is named or would be chosen.
    private func machine(at place: CheckContext.Place?, _ catalog: ValidationCatalog, isPriced: Bool) -> Found {
        let gpus = GPUCheck(context: context, catalog: catalog)
        guard proves(place, catalog) else { return Found(name: subject.machineType) }
        if let gpu = subject.gpu, let fault = gpus.unknown(gpu, at: place) {
            // A machine type beside GPUs of a wrong name can still be wrong itself.
            let named = subject.machineType.map {
                MachineCheck(context: context, catalog: catalog).run($0, at: place)
            }
            return Found(name: subject.machineType, machine: named?.machine, faults: [fault] + (named?.faults ?? []))
        }
        if let name = subject.machineType {
            var (machine, faults) = MachineCheck(context: context, catalog: catalog).run(name, at: place)
            if faults.isEmpty, let machine {
                let mismatch = subject.gpu.flatMap { gpus.mismatch($0, name, machine, at: place) }
                let price = isPriced ? PricingCheck(context: context).machine(name, machine, at: place) : nil
                faults = [mismatch, price].compactMap { $0 }
            }
            return Found(name: name, machine: machine, faults: faults)
        }
        guard let place else { return Found() }
        if let gpu = subject.gpu, let fault = gpus.offered(gpu, at: place) { return Found(faults: [fault]) }
        // Spot on a cloud without it, or a disk type it does not have, is told already and shall not rule all out.
        var asked = context
        if !isPriced { asked = asked.with { $0.pricing = .onDemand } }
        if !context.capabilities.diskTypes.contains(subject.diskType) { asked = asked.with { $0.diskGB = nil } }
        let found = RequestCheck(context: asked, catalog: catalog).run(at: place)
        return Found(name: found.faults.isEmpty ? found.name : nil, machine: found.machine, faults: found.faults)
    }
}

extension CheckContext {
    /// The same with another subject.
    fileprivate func with(_ change: (inout Subject) -> Void) -> CheckContext {
        var subject = subject
        change(&subject)
        return CheckContext(subject: subject, capabilities: capabilities, catalog: catalog)
    }
}
